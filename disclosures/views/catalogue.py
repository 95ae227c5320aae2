"""The commune's home, and lists of notices with their filters."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.catalogue.load import groups
from disclosures.models import AdministrativeUnit
from disclosures.queries import catalogue, duties, units
from disclosures.queries.filters import ORDERS, Filters
from disclosures.rules import clock
from disclosures.views._page import commune_here, portal_page, unit_page
from disclosures.views._respond import page_or_fragment


@unit_page
def unit_home(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The commune's noticeboard: what waits for comments, what is new, what is owed."""
    unit = commune_here(request, code)
    now = clock.now()
    closing = catalogue.ending_soon(now=now, unit=unit, limit=20)
    owed = duties.duties_of(unit, today=clock.today()) if unit.joined_at else []
    context = {
        "unit": unit,
        "tab": "home",
        "closing": closing,
        "newest": catalogue.newest(now=now, unit=unit, limit=8),
        "duties": duties.summary(owed)[:8],
        "villages": unit.villages.filter(is_active=True),
        "predecessors": units.predecessors(unit),
    }
    return render(request, "disclosures/catalogue/unit_home.html", context)


@unit_page
def unit_disclosures(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """All notices of one commune."""
    return _list(request, unit=commune_here(request, code))


@portal_page
def search(request: HttpRequest) -> HttpResponse:
    """Notices of all communes."""
    code = request.GET.get("xa", "")
    if code:
        found = AdministrativeUnit.objects.filter(address_code=code[:8]).first()
        return _list(request, unit=found, with_nav=False)
    return _list(request, unit=None)


def _list(
    request: HttpRequest, *, unit: AdministrativeUnit | None, with_nav: bool = True
) -> HttpResponse:
    filters = filters_of(request, unit)
    listing = catalogue.listing(filters, now=clock.now())
    year = clock.today().year
    known_groups = groups()
    states = catalogue.state_choices()
    context = {
        "unit": unit if with_nav else None,
        "scope": unit or filters.province,
        "tab": "disclosures",
        "filters": filters,
        "listing": listing,
        "groups": known_groups,
        "states": states,
        "years": range(year + 1, 2024, -1),
        "active": [("loai", g.code, g.title) for g in known_groups if g.code in filters.groups]
        + [("tinh-trang", code, words) for code, words in states if code in filters.states]
        + ([("nam", str(filters.year), str(filters.year))] if filters.year else []),
        "is_first": listing.is_first,
        "next_cursor": listing.next_cursor,
    }
    return page_or_fragment(
        request,
        page="disclosures/catalogue/search.html",
        fragment="disclosures/catalogue/_search_results.html",
        target="search-results",
        context=context,
    )


def filters_of(request: HttpRequest, unit: AdministrativeUnit | None) -> Filters:
    """What the address asks for; values that mean nothing are left out."""
    get = request.GET
    year = get.get("nam", "")
    province = None
    if unit is None and get.get("tinh"):
        province = AdministrativeUnit.objects.filter(address_code=get["tinh"][:2]).first()
    known = {group.code for group in groups()}
    states = dict(catalogue.state_choices())
    return Filters(
        q=" ".join(get.get("q", "").split())[:200],
        groups=tuple(code for code in get.getlist("loai") if code in known),
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        states=tuple(state for state in get.getlist("tinh-trang") if state in states),
        unit=unit,
        province=province,
        order=get.get("xep", "") if get.get("xep") in ORDERS else "",
        cursor=get.get("trang", "")[:200],
    )
