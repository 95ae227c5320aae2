"""Pages for whoever checks: what happened, and the whole history as an archive."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.ledger.registry import EVENTS
from disclosures.models import AdministrativeUnit
from disclosures.queries import oversight as queries
from disclosures.queries.units import find_units
from disclosures.views._page import portal_page

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
