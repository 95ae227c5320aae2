"""A notice on paper: the A4 sheet as a page and as a PDF file, of any version."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from disclosures.access import public
from disclosures.models import Disclosure, Version
from disclosures.print.pdf import digest, pdf
from disclosures.queries import paper
from disclosures.queries.disclosure_page import version_of
from disclosures.queries.paper import Look
from disclosures.views._page import unit_page, with_cache
from disclosures.views.disclosure import found

LANGUAGES = ("vi", "km", "en")


def asked_language(request: HttpRequest) -> str:
    """The language of the portal's own words on the sheet: that of `ngon-ngu`, else the page's."""
    asked = request.GET.get("ngon-ngu", "")
    return asked if asked in LANGUAGES else translation.get_language() or "vi"


def look_of(request: HttpRequest) -> Look:
    """Large print where `co=to` asks for it."""
    return Look(is_large=request.GET.get("co", "") == "to")


@unit_page
def paper_sheet(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str, v: int = 0
) -> HttpResponse:
    """The sheet as a page that any browser prints."""
    this = found(request, code, year, number)
    version, look = version_of(this, v), look_of(request)
    with translation.override(asked_language(request)):
        context = {
            "sheet": paper.sheet(this, version, look),
            "page_url": this.get_absolute_url(),
            "pdf_url": f"../in.pdf{look.query}",
            "looks": paper.variants(look),
        }
        response = render(request, "disclosures/paper/paper_sheet.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@public
def paper_pdf(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str, v: int = 0
) -> HttpResponse:
    """The same sheet as a file: the same bytes as long as nothing on it changes."""
    this = found(request, code, year, number)
    return with_cache(request, _file(request, this, version_of(this, v)))


def _file(request: HttpRequest, this: Disclosure, version: Version) -> HttpResponse:
    with translation.override(asked_language(request)):
        sheet = paper.sheet(this, version, look_of(request))
    etag = f'"{digest(sheet)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = b"" if request.method == "HEAD" else pdf(sheet, at=version.publish_at)
        response = HttpResponse(content, content_type="application/pdf")
        name = f"{this.slug}-{this.reference}-ban-{version.number}.pdf"
        response["Content-Disposition"] = f'inline; filename="{name}"'
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    return response
