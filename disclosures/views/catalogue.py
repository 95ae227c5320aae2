"""The commune's home, and lists of notices with their filters."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from disclosures.catalogue.load import groups
from disclosures.models import AdministrativeUnit, Kind
from disclosures.queries import catalogue, duties, facets, meant, units
from disclosures.queries.filters import ORDERS, Filters
from disclosures.queries.kinds import listed as list_kinds
from disclosures.queries.noticeboard import noticeboard
from disclosures.queries.suggested import suggested
from disclosures.rules import clock
from disclosures.search.index import village_key
from disclosures.views._page import commune_here, portal_page, unit_or_404, unit_page
from disclosures.views._respond import page_or_fragment

# Of one parameter; and what a new search keeps of the address.
MOST_VALUES = 30
NEWEST = 8
KEPT = frozenset({"loai", "nam", "tinh", "xa", "ap", "tinh-trang"})


@unit_page
def unit_home(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The commune's noticeboard: what waits for comments, what is new, what is owed."""
    unit = commune_here(request, code)
    now = clock.now()
    closing = catalogue.ending_soon(now=now, unit=unit, limit=20)
    above = {item.reference for item in closing}
    newest = catalogue.newest(now=now, unit=unit, limit=NEWEST + len(above))
    owed = duties.duties_of(unit, today=clock.today()) if unit.joined_at else []
    context = {
        "unit": unit,
        "tab": "home",
        "closing": closing,
        "newest": [item for item in newest if item.reference not in above][:NEWEST],
        "board": noticeboard(unit, now=now, today=clock.today()),
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


@portal_page
def suggest(request: HttpRequest) -> HttpResponse:
    """Communes, kinds and notices that fit what is being typed; of one commune its notices."""
    typed = " ".join(request.GET.get("q", "").split())[:200]
    unit = unit_or_404(request.GET["xa"][:8]) if request.GET.get("xa") else None
    # A list that comes after the results of the same words would only cover them.
    searched = QueryDict(urlsplit(getattr(request.htmx, "current_url", "") or "").query).get("q")
    known = suggested(typed if typed != searched else "", now=clock.now(), unit=unit)
    response = page_or_fragment(
        request,
        page="disclosures/catalogue/suggest.html",
        fragment="disclosures/catalogue/_suggestions.html",
        target="suggestions",
        context={"query": typed, "unit": unit, "suggested": known},
    )
    patch_vary_headers(response, ["HX-Current-URL"])
    return response


def _list(
    request: HttpRequest, *, unit: AdministrativeUnit | None, with_nav: bool = True
) -> HttpResponse:
    kinds = list_kinds(clock.today())
    filters = filters_of(request, unit, kinds).understood()
    now = clock.now()
    listing = catalogue.listing(filters, now=now)
    known = facets.facets(filters, kinds, catalogue.state_choices(), now=now)
    context = {
        "unit": unit if with_nav else None,
        "scope": unit or filters.province,
        "tab": "disclosures",
        "filters": filters,
        "listing": listing,
        "facets": known,
        "meant": meant.meant(filters, listing.count, now=now),
        "kept": [
            (name, value)
            for name, values in request.GET.lists()
            if name in KEPT
            for value in values[:MOST_VALUES]
        ],
        "active": _active(filters, known, with_nav=with_nav),
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


def _active(
    filters: Filters, known: Sequence[facets.Facet], *, with_nav: bool
) -> list[tuple[str, str, str, str]]:
    """What narrows the list: name and value as in the address, words, their language."""
    active = [
        (facet.name, choice.value, choice.label, choice.lang)
        for facet in known
        for choice in facet.choices
        if choice.is_chosen
    ]
    if filters.year:
        active.append(("nam", str(filters.year), str(filters.year), ""))
    if filters.unit and not with_nav:
        active.append(("xa", filters.unit.address_code, filters.unit.full_name, "vi"))
    if filters.province:
        active.append(("tinh", filters.province.address_code, filters.province.full_name, "vi"))
    return active


def filters_of(
    request: HttpRequest, unit: AdministrativeUnit | None, kinds: Sequence[Kind] | None = None
) -> Filters:
    """What the address asks for; values that mean nothing are left out."""
    get = request.GET
    year = get.get("nam", "")
    province = None
    if unit is None and get.get("tinh"):
        province = AdministrativeUnit.objects.filter(address_code=get["tinh"][:2]).first()
    known = {group.code for group in groups()}
    states = dict(catalogue.state_choices())
    asked = get.getlist("loai")[:MOST_VALUES]
    slugs = set(asked) - known
    if slugs and kinds is None:
        kinds = list_kinds(clock.today())
    return Filters(
        q=" ".join(get.get("q", "").split())[:200],
        groups=tuple(code for code in asked if code in known),
        kinds=tuple(kind.code for kind in kinds or () if kind.slug in slugs),
        villages=tuple(filter(None, map(village_key, get.getlist("ap")[:MOST_VALUES]))),
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        states=tuple(state for state in get.getlist("tinh-trang") if state in states),
        unit=unit,
        province=province,
        order=get.get("xep", "") if get.get("xep") in ORDERS else "",
        cursor=get.get("trang", "")[:200],
    )
