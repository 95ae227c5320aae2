"""Finds communes by what people call them, today's names and former ones."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q

from disclosures.models import AdministrativeUnit, Succession, Village
from disclosures.search.fold import exact, fold, has_accents
from disclosures.vocabulary import UnitLevel

MAX_QUERY = 100
# So many names are weighed; only of «x», or of a blank, there are more.
MOST = 1000
_SHOWN = (
    "name", "full_name", "level", "address_code", "slug", "joined_at", "parent__full_name",
)  # fmt: skip
_KINDS = re.compile(
    r"^(?:(?:xa|phuong|thi tran|tt|dac khu|tp|thanh pho|thi xa|huyen|quan|tinh|x|p)\s+)"
)
_KIND_WORDS = frozenset(
    {"xa", "phuong", "thi", "tran", "tt", "dac", "khu", "tp", "tx", "thanh", "pho", "huyen"}
    | {"quan", "tinh"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """One commune that fits; `former_name` or `village` says by which name, if not by today's."""

    unit: AdministrativeUnit
    former_name: str = ""
    former_place: str = ""
    share: str = ""
    village: str = ""


class _Fit(NamedTuple):
    """A name that fits, by the unit that bears its territory today; the least one is likeliest."""

    score: int
    is_silent: bool
    sort_key: str
    unit_id: int
    former_name: str = ""
    former_place: str = ""
    share: str = ""
    village: str = ""


@dataclass(frozen=True, slots=True)
class FinderResult:
    """Communes in order of likelihood; `suggestions` are near names where none fits."""

    query: str
    found: tuple[Found, ...]
    suggestions: tuple[str, ...] = ()


def bare(query: str) -> str:
    """The folded query without what kind of unit it names."""
    folded = fold(query[:MAX_QUERY])
    shorter = _KINDS.sub("", folded)
    return shorter or folded


def find_units(query: str, limit: int = 20) -> FinderResult:
    """Communes by name, former name, code or village, likeliest first. At most four queries.

    Where none fits, names that are near are proposed.
    """
    found = fitting_units(query, limit)
    words = bare(query)
    return FinderResult(query, found, () if found or not words else _suggest(words))


def fitting_units(query: str, limit: int) -> tuple[Found, ...]:
    """The communes alone. At most four queries.

    Exact accents rank above folded letters, whole names above beginnings, today's names above
    former ones, communes that publish here above others.
    """
    words = bare(query)
    if not words:
        return ()
    if re.fullmatch(r"\d{5}[b-z]?", words):
        units = AdministrativeUnit.objects.select_related("parent").filter(address_code=words)
        return tuple(map(Found, units))
    best: dict[int, _Fit] = {}
    for fit in [*_current(query, words), *_former(query, words), *_villages(words)]:
        known = best.get(fit.unit_id)
        if known is None or fit.score < known.score:
            best[fit.unit_id] = fit
    chosen = sorted(best.values())[:limit]
    units = AdministrativeUnit.objects.select_related("parent").only(*_SHOWN)
    known_units = units.in_bulk([fit.unit_id for fit in chosen]) if chosen else {}
    return tuple(Found(known_units[fit.unit_id], *fit[4:]) for fit in chosen)


def _candidates(words: str) -> Q:
    """Names that begin with the words, or that the words begin with: «vinh quoi soc trang»."""
    parts = words.split()
    heads = [" ".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return Q(folded__startswith=words) | Q(folded__in=heads) | Q(folded__contains=f" {words}")


def _score(query: str, words: str, name: str, folded: str, place: str) -> int | None:
    """How well a name fits; None where rest words of the query do not name its place."""
    if words == folded:
        accents_fit = exact(name) in exact(query)
        return 0 if accents_fit or not has_accents(query) else 25
    if words.startswith(folded + " "):
        # Folded words have no commas left: «Vĩnh Quới, Ngã Năm, Sóc Trăng» names two places.
        hints = set(words.removeprefix(folded + " ").split()) - _KIND_WORDS
        return 5 if hints <= set(fold(place).split()) else None
    if folded.startswith(words):
        return 30
    return 40


# Names are weighed as plain values: as objects they took most of the time of finding.
def _current(query: str, words: str) -> Iterator[_Fit]:
    units = AdministrativeUnit.objects.current().filter(_candidates(words), level=UnitLevel.COMMUNE)
    columns = ("pk", "name", "folded", "parent__folded", "joined_at", "sort_key")
    for pk, name, folded, place, joined_at, sort_key in units.values_list(*columns)[:MOST]:
        score = _score(query, words, name, folded, place or "")
        if score is not None:
            yield _Fit(score, joined_at is None, sort_key, pk)


def _former(query: str, words: str) -> Iterator[_Fit]:
    former = Q()
    for child in _candidates(words).children:
        field, value = child  # type: ignore[misc]
        former |= Q(**{f"predecessor__{field}": value})
    links = Succession.objects.filter(former).order_by("predecessor_id", "share", "successor_id")
    old = ("name", "folded", "full_name", "former_district", "former_province")
    columns = (
        *(f"predecessor__{name}" for name in old),
        "share", "successor_id", "successor__full_name", "successor__joined_at",
        "successor__sort_key",
    )  # fmt: skip
    for (
        name,
        folded,
        full_name,
        district,
        province,
        share,
        pk,
        today,
        joined_at,
        sort_key,
    ) in links.values_list(*columns)[:MOST]:
        score = _score(query, words, name, folded, f"{district} {province}")
        if score is None:
            continue
        yield _Fit(
            score + 10 + (3 if share == "part" else 0),
            joined_at is None,
            sort_key,
            pk,
            "" if full_name == today else full_name,
            ", ".join(filter(None, (district, province))),
            share,
        )


def _villages(words: str) -> Iterator[_Fit]:
    villages = Village.objects.filter(
        Q(folded__startswith=words) | Q(folded__endswith=f" {words}"), is_active=True
    ).values_list("unit_id", "name", "unit__joined_at", "unit__sort_key")
    for pk, name, joined_at, sort_key in villages[:50]:
        yield _Fit(20, joined_at is None, sort_key, pk, village=name)


def _suggest(words: str) -> tuple[str, ...]:
    names = dict(
        AdministrativeUnit.objects.communes()
        .filter(folded__startswith=words[:1])
        .values_list("folded", "name")
    )
    near = difflib.get_close_matches(words, names, 4, 0.75)
    return tuple(names[name] for name in near)


def provinces() -> list[AdministrativeUnit]:
    """All provinces with how many communes they have and how many publish here. One query."""
    return list(
        AdministrativeUnit.objects.current()
        .provinces()
        .annotate(
            commune_count=Count("children"),
            joined_count=Count("children", filter=Q(children__joined_at__isnull=False)),
        )
        .order_by("-joined_count", "sort_key")
    )


def communes_of(province: AdministrativeUnit) -> list[AdministrativeUnit]:
    """The communes of a province in Vietnamese order. One query."""
    return list(AdministrativeUnit.objects.current().filter(parent=province))


def predecessors(unit: AdministrativeUnit) -> list[Succession]:
    """The former units whose territory this unit took. One query."""
    return list(
        Succession.objects.filter(successor=unit)
        .select_related("predecessor")
        .order_by("predecessor__sort_key")
    )
