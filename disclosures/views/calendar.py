"""The commune's calendar: a month at a time."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.queries.calendar import days_of, month_of
from disclosures.rules import clock
from disclosures.views._page import commune_here, unit_page


@unit_page
def unit_calendar(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Receptions, meetings and last days of `thang=2026-11`, else of this month."""
    unit = commune_here(request, code)
    today = clock.today()
    first, last = month_of(request.GET.get("thang", ""), today)
    context = {
        "unit": unit,
        "tab": "calendar",
        "days": days_of(unit, first=first, last=last, now=clock.now()),
        "first": first,
        "today": today,
        "before": _shown(first - dt.timedelta(days=1), today),
        "after": _shown(last + dt.timedelta(days=1), today),
    }
    return render(request, "disclosures/calendar/unit_calendar.html", context)


def _shown(day: dt.date, today: dt.date) -> dt.date | None:
    """The month of `day` as far as the calendar reaches: the years before and after this one."""
    return day if abs(day.year - today.year) <= 1 else None
