"""What a commune owes and how it stands; the same counted for a province."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.queries import duties
from disclosures.queries.progress import progress_of
from disclosures.rules import clock
from disclosures.views._page import commune_here, portal_page, province_here, unit_page


@unit_page
def unit_duties(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Every period with its due date, newest first."""
    unit = commune_here(request, code)
    owed = duties.duties_of(unit, today=clock.today()) if unit.joined_at else []
    context = {"unit": unit, "tab": "duties", "duties": owed, "overdue": duties.overdue(owed)}
    return render(request, "disclosures/duties/unit_duties.html", context)


@portal_page
def province_duties(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Commune by commune, the furthest behind first."""
    province = province_here(request, code)
    context = {"province": province, "progress": progress_of(province, today=clock.today())}
    return render(request, "disclosures/duties/province_duties.html", context)
