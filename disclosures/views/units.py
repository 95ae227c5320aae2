"""The national home, the commune finder and the provinces."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disclosures.catalogue.load import groups
from disclosures.models import AdministrativeUnit
from disclosures.queries import catalogue, units
from disclosures.rules import clock
from disclosures.views._page import portal_page, province_here
from disclosures.views._respond import page_or_fragment


@portal_page
def home(request: HttpRequest) -> HttpResponse:
    """The one thing to do here is to find one's commune."""
    if settings.SINGLE_COMMUNE:
        only = AdministrativeUnit.objects.filter(address_code=settings.SINGLE_COMMUNE).first()
        if only is not None:
            return redirect(only)
    context = {
        "closing": catalogue.ending_soon(now=clock.now(), limit=6),
        "newest": catalogue.newest(now=clock.now(), limit=4),
        "groups": groups(),
        "provinces": units.provinces(),
    }
    return render(request, "disclosures/units/home.html", context)


@portal_page
def find_unit(request: HttpRequest) -> HttpResponse:
    """Communes that fit what was typed, with the reason."""
    query = request.GET.get("q", "").strip()[: units.MAX_QUERY]
    return page_or_fragment(
        request,
        page="disclosures/units/find_unit.html",
        fragment="disclosures/units/_finder_results.html",
        target="finder-results",
        context={"query": query, "result": units.find_units(query)},
    )


@portal_page
def province(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The communes of one province."""
    unit = province_here(request, code)
    communes = units.communes_of(unit)
    context = {
        "province": unit,
        "communes": communes,
        "joined": [commune for commune in communes if commune.joined_at],
    }
    return render(request, "disclosures/units/province.html", context)
