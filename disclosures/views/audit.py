"""Pages for whoever checks: what happened, and the whole history as an archive."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.models import AdministrativeUnit
from disclosures.queries import oversight as queries
from disclosures.queries.units import find_units
from disclosures.views._page import fresh_page, portal_page


@fresh_page
def oversight(request: HttpRequest) -> HttpResponse:
    """The entries of one commune's log in words, how it is sealed, what moderators decided."""
    code = request.GET.get("xa", "").strip()[:100]
    unit = AdministrativeUnit.objects.filter(address_code=code).first() if code else None
    context = {
        "asked": code,
        "chosen": unit,
        "suggestions": find_units(code, 8).found if code and unit is None else (),
    }
    if unit is not None:
        context |= _log_of(unit, request)
    return render(request, "disclosures/audit/oversight.html", context)


@portal_page
def how_to_verify(request: HttpRequest) -> HttpResponse:
    """How to check a log without the portal's help, step by step."""
    return render(request, "disclosures/audit/how_to_verify.html")


def _log_of(unit: AdministrativeUnit, request: HttpRequest) -> dict[str, object]:
    asked, wrong = _filters(request)
    events = queries.events(unit, asked)
    return {
        "events": events,
        "filters": asked,
        "wrong_days": wrong,
        "types": queries.event_types(),
        "roles": queries.roles(),
        "kinds": queries.kinds_of(unit),
        "seal": queries.seal_of(unit),
        "statistics": queries.moderation_statistics(unit),
        "is_first": events.is_first,
        "next_cursor": events.next_cursor,
    }


def _filters(request: HttpRequest) -> tuple[queries.Filters, list[str]]:
    """What the address asks for, and the days in it that are none."""
    days: dict[str, dt.date | None] = {}
    wrong = []
    for name in ("tu", "den"):
        text = request.GET.get(name, "").replace("\x00", "?").strip()[:20]
        days[name] = _day(text)
        if text and days[name] is None:
            wrong.append(text)
    return queries.Filters(
        event=request.GET.get("su-kien", "")[:40],
        role=request.GET.get("vai-tro", "")[:16],
        kind=request.GET.get("loai", "")[:64],
        is_late=request.GET.get("tre", "") == "1",
        from_on=days["tu"],
        to_on=days["den"],
        cursor=request.GET.get("trang", "")[:20],
    ), wrong


def _day(text: str) -> dt.date | None:
    """A day as browsers send it or as people write it."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
