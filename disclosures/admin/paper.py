"""The A4 sheet for staff: drafts, and lists of persons for the board while their posting lasts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from disclosures.access import requires
from disclosures.admin._desk import desk
from disclosures.models import Version
from disclosures.print.pdf import pdf
from disclosures.queries import desk as desk_queries
from disclosures.queries import paper
from disclosures.queries.paper import Look
from disclosures.vocabulary import Role

STAFF = (Role.OFFICIAL, Role.APPROVER)


def _look(request: HttpRequest) -> Look:
    return Look(is_large=request.GET.get("co", "") == "to", has_persons=True)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("ngon-ngu", "")
    return asked if asked in {"vi", "km", "en"} else translation.get_language() or "vi"


def _back(version: Version) -> str:
    if version.frozen_at is None:
        return reverse("admin:preview", kwargs={"pk": version.pk})
    return reverse("admin:notice", kwargs={"pk": version.disclosure_id})


@require_safe
@requires(*STAFF)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of any version of one's own commune as a page."""
    version = desk_queries.draft_of(desk(request), pk)
    look = _look(request)
    with translation.override(_language(request)):
        context = {
            "sheet": paper.sheet(version.disclosure, version, look),
            "page_url": _back(version),
            "pdf_url": f"../in.pdf{look.query}",
            "looks": paper.variants(look),
        }
        return render(request, "disclosures/paper/paper_sheet.html", context)


@require_safe
@requires(*STAFF)
def sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file."""
    version = desk_queries.draft_of(desk(request), pk)
    with translation.override(_language(request)):
        drawn = paper.sheet(version.disclosure, version, _look(request))
    content = pdf(drawn, at=version.publish_at or version.modified_at)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="to-niem-yet.pdf"'
    return response
