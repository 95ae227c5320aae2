"""Pages for whoever checks: what happened, and the whole history as an archive."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from disclosures.access import public
from disclosures.actions.export_history import export_history
from disclosures.errors import TooMany
from disclosures.ledger import export
from disclosures.ledger.registry import EVENTS
from disclosures.models import AdministrativeUnit
from disclosures.queries import oversight as queries
from disclosures.queries.units import find_units
from disclosures.views import _throttle
from disclosures.views._page import portal_page, unit_or_404

HOUR = 3600


@portal_page
def oversight(request: HttpRequest) -> HttpResponse:
    """The entries of one commune's log in words."""
    code = request.GET.get("xa", "").strip()[:100]
    unit = AdministrativeUnit.objects.filter(address_code=code).first() if code else None
    events = None
    if unit is not None:
        events = queries.events(
            unit,
            event=request.GET.get("su-kien", "")[:40],
            cursor=request.GET.get("trang", "")[:20],
        )
    context = {
        "asked": code,
        "chosen": unit,
        "suggestions": find_units(code, 8).found if code and unit is None else (),
        "events": events,
        "event": request.GET.get("su-kien", ""),
        "types": sorted(EVENTS),
        "is_first": events.is_first if events else True,
        "next_cursor": events.next_cursor if events else "",
    }
    return render(request, "disclosures/audit/oversight.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@cache_control(private=True, no_store=True)
def export_form(request: HttpRequest) -> HttpResponse:
    """Choose a commune; the archive streams while it is made. The public edition is anybody's."""
    code = (request.POST if request.method == "POST" else request.GET).get("xa", "").strip()[:100]
    unit = AdministrativeUnit.objects.filter(address_code=code).first() if code else None
    if request.method == "POST" and unit is not None:
        edition = "auditor" if request.POST.get("ban") == "auditor" else "public"
        return _archive(request, unit_or_404(code), edition)
    context = {
        "asked": code,
        "chosen": unit,
        "suggestions": find_units(code, 8).found if code and unit is None else (),
        "missing": request.method == "POST",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "disclosures/audit/export_form.html", context, status=status)


def _archive(request: HttpRequest, unit: AdministrativeUnit, edition: str) -> HttpResponse:
    if _throttle.is_over(request, "export", limit=20, seconds=HOUR):
        raise TooMany(_("Many archives went to your network. Wait an hour."), retry_after=HOUR)
    export_history(by=request.user, unit=unit, edition=edition)
    response = StreamingHttpResponse(export.stream(unit, edition), content_type="application/zip")
    name = export.archive_name(unit, edition)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value]
