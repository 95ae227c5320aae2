"""Finds communes by what people call them, today's names and former ones."""

import difflib
import re
from dataclasses import dataclass

from django.db.models import Count, Q

from disclosures.models import AdministrativeUnit, Succession, Village
from disclosures.search.fold import exact, fold, has_accents
from disclosures.vocabulary import UnitLevel

MAX_QUERY = 100
_KINDS = re.compile(
    r"^(?:(?:xa|phuong|thi tran|tt|dac khu|tp|thanh pho|thi xa|huyen|quan|tinh|x|p)\s+)"
)
_KIND_WORDS = frozenset(
    {"xa", "phuong", "thi", "tran", "tt", "dac", "khu", "tp", "tx", "thanh", "pho", "huyen"}
    | {"quan", "tinh"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """One commune that fits; `why` names the former unit or village that matched."""

    unit: AdministrativeUnit
    score: int
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

    Exact accents rank above folded letters, whole names above beginnings, today's names above
    former ones, communes that publish here above others.
    """
    words = bare(query)
    if not words:
        return FinderResult(query, ())
    if re.fullmatch(r"\d{5}[b-z]?", words):
        units = AdministrativeUnit.objects.select_related("parent").filter(address_code=words)
        return FinderResult(query, tuple(Found(unit, 0) for unit in units))
    best: dict[int, Found] = {}
    for found in [*_current(query, words), *_former(query, words), *_villages(query, words)]:
        known = best.get(found.unit.pk)
        if known is None or found.score < known.score:
            best[found.unit.pk] = found
    ordered = sorted(
        best.values(),
        key=lambda found: (found.score, not found.unit.joined_at, found.unit.sort_key),
    )
    return FinderResult(query, tuple(ordered[:limit]), () if ordered else _suggest(words))


def _candidates(words: str) -> Q:
    """Names that begin with the words, or that the words begin with: «vinh quoi soc trang»."""
    parts = words.split()
    heads = [" ".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return Q(folded__startswith=words) | Q(folded__in=heads) | Q(folded__contains=f" {words}")


def _score(query: str, words: str, unit: AdministrativeUnit, place: str) -> int | None:
    """How well a name fits; None where rest words of the query do not name its place."""
    name = unit.folded
    if words == name:
        accents_fit = exact(unit.name) in exact(query)
        return 0 if accents_fit or not has_accents(query) else 25
    if words.startswith(name + " "):
        # Folded words have no commas left: «Vĩnh Quới, Ngã Năm, Sóc Trăng» names two places.
        hints = set(words.removeprefix(name + " ").split()) - _KIND_WORDS
        return 5 if hints <= set(place.split()) else None
    if name.startswith(words):
        return 30
    return 40


def _current(query: str, words: str) -> list[Found]:
    units = (
        AdministrativeUnit.objects.current()
        .filter(_candidates(words), level=UnitLevel.COMMUNE)
        .select_related("parent")[:200]
    )
    found = []
    for unit in units:
        score = _score(query, words, unit, unit.parent.folded if unit.parent else "")
        if score is not None:
            found.append(Found(unit, score))
    return found


def _former(query: str, words: str) -> list[Found]:
    names = _candidates(words)
    former = Q()
    for child in names.children:
        field, value = child  # type: ignore[misc]
        former |= Q(**{f"predecessor__{field}": value})
    links = (
        Succession.objects.filter(former)
        .select_related("predecessor", "successor__parent")
        .order_by("predecessor_id", "share", "successor_id")[:200]
    )
    found = []
    for link in links:
        old = link.predecessor
        place = fold(f"{old.former_district} {old.former_province}")
        score = _score(query, words, old, place)
        if score is None:
            continue
        where = ", ".join(filter(None, (old.former_district, old.former_province)))
        same = old.full_name == link.successor.full_name
        found.append(
            Found(
                link.successor,
                score + 10 + (3 if link.share == "part" else 0),
                "" if same else old.full_name,
                where,
                link.share,
            )
        )
    return found


def _villages(query: str, words: str) -> list[Found]:
    villages = Village.objects.filter(
        Q(folded__startswith=words) | Q(folded__endswith=f" {words}"), is_active=True
    ).select_related("unit__parent")[:50]
    return [Found(village.unit, 20, village=village.name) for village in villages]


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
