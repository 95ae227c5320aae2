"""What a commune owes, and how it stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.queries import duties
from disclosures.rules import clock
from disclosures.views._page import commune_here, unit_page


@unit_page
def unit_duties(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Every period with its due date, newest first."""
    unit = commune_here(request, code)
    owed = duties.duties_of(unit, today=clock.today()) if unit.joined_at else []
    context = {"unit": unit, "tab": "duties", "duties": owed, "overdue": duties.overdue(owed)}
    return render(request, "disclosures/duties/unit_duties.html", context)
