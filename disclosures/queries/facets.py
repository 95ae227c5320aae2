"""What a list can be narrowed to, and how many notices each choice would leave.

Counted over the newest 5,000 that are found, in one statement over lean rows: where there are
more, a number says at least how many there are, and none is told above a thousand.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext as _

from disclosures.catalogue.load import groups
from disclosures.models import AdministrativeUnit, Kind
from disclosures.queries import found, replica
from disclosures.queries.filters import Filters, in_states
from disclosures.rules import clock
from disclosures.search.index import facet as facet_word
from disclosures.search.index import village_key

# So many rows are looked at, and so many choices of communes and of kinds are shown.
LOOKED_AT = 5_000
MOST = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet as it stands in the address; `count` of a withdrawn state is unknown."""

    value: str
    label: str
    lang: str = ""
    count: int | None = None
    is_least: bool = False
    is_chosen: bool = False

    @property
    def count_words(self) -> str:
        """«12», «hơn 1.000», or «ít nhất 340» where counting stopped before the end."""
        if self.count is None or (self.is_least and not self.count):
            return ""
        if self.count > found.COUNT_CAP:
            return _("more than 1.000")
        return _("at least %(count)d") % {"count": self.count} if self.is_least else str(self.count)


@dataclass(frozen=True, slots=True)
class Facet:
    """A question that narrows a list. Of several choices any may hold, or only one."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    takes_several: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Notices by facet and value, over what was looked at."""

    by_facet: Mapping[str, Mapping[str, int]]
    is_least: bool

    def choice(self, facet: str, value: str, label: str, **more: Any) -> Choice:
        count = self.by_facet.get(facet, {}).get(value, 0)
        return Choice(value, label, count=count, is_least=self.is_least, **more)


def facets(
    filters: Filters,
    kinds: Sequence[Kind],
    states: Sequence[tuple[str, str]],
    *,
    now: dt.datetime,
) -> tuple[Facet, ...]:
    """The facets of a list, those without a choice left out. Two queries, of a commune three.

    A facet that takes several counts as if nothing were chosen in it.
    """
    counts = _counted(filters, tuple(code for code, _words in states), now)
    made = [
        _states(filters, states, counts),
        _groups(filters, counts),
        _kinds(filters, kinds, counts),
        _years(filters, counts),
        _villages(filters, now) if filters.unit else None,
        *(_units(filters, counts) if not filters.unit else ()),
    ]
    return tuple(facet for facet in made if facet is not None and facet.choices)


def _search(filters: Filters, now: dt.datetime) -> found.Search:
    """What is looked at: words, place, villages and year; kinds and states are counted aside."""
    return replace(filters, groups=(), kinds=(), states=()).search(now)


def _counted(filters: Filters, states: Sequence[str], now: dt.datetime) -> Counts:
    search = _search(filters, now)
    if filters.q and not search.asked:
        return Counts({}, False)
    today = clock.day_of(now)
    tests = {f"state_{at}": in_states([state], today) for at, state in enumerate(states)}
    anything = Q(year__gte=0)
    tests["in_state"] = in_states(filters.states, today) if filters.states else anything
    sorts = Q(group__in=filters.groups) | Q(kind_code__in=filters.kinds)
    tests["of_sort"] = sorts if filters.groups or filters.kinds else anything
    statement = found.Statement(
        ("group", "kind_code", "year", "province_id", "unit_id"),
        {name: ExpressionWrapper(test, BooleanField()) for name, test in tests.items()},
    )
    statement.newest("seen", search, search.asked.found_by, LOOKED_AT + 1)
    lines = [
        """SELECT 'group', "group", count(*) FROM seen WHERE in_state GROUP BY 2""",
        "SELECT 'kind', kind_code, count(*) FROM seen WHERE in_state GROUP BY 2",
        "SELECT 'year', year::text, count(*) FROM seen WHERE in_state AND of_sort GROUP BY 2",
        "SELECT '', '', count(*) FROM seen",
    ]
    lines += [
        f"SELECT 'state', '{state}', count(*) FROM seen WHERE of_sort AND state_{at}"
        for at, state in enumerate(states)
    ]
    if filters.unit is None:
        by_unit = "SELECT 'unit', unit_id::text, count(*) FROM seen WHERE in_state AND of_sort "
        lines.append(f"({by_unit} GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {MOST})")
    if filters.unit is None and filters.province is None:
        lines.append(
            "SELECT 'province', province_id::text, count(*) FROM seen "
            "WHERE in_state AND of_sort AND province_id IS NOT NULL GROUP BY 2"
        )
    by_facet: dict[str, dict[str, int]] = defaultdict(dict)
    for facet, value, count in statement.run(" UNION ALL ".join(lines), ()):
        by_facet[facet][value] = count
    return Counts(by_facet, by_facet[""][""] > LOOKED_AT)


def _shown(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Without what would find nothing; what is chosen stays, to be taken away again."""
    return tuple(one for one in choices if one.count or one.is_chosen or one.is_least)


def _states(filters: Filters, states: Sequence[tuple[str, str]], counts: Counts) -> Facet:
    choices = []
    for state, label in states:
        choice = counts.choice("state", state, label, is_chosen=state in filters.states)
        if state == "da-go" and not filters.q:
            # The withdrawn stand in lists and not in the index that is counted.
            choices.append(replace(choice, count=None, is_least=True))
        else:
            choices.append(choice)
    return Facet("tinh-trang", _("State"), _shown(choices), takes_several=True)


def _groups(filters: Filters, counts: Counts) -> Facet:
    choices = (
        counts.choice("group", group.code, group.title, is_chosen=group.code in filters.groups)
        for group in groups()
    )
    return Facet("loai", _("Group"), _shown(choices), takes_several=True)


def _kinds(filters: Filters, kinds: Sequence[Kind], counts: Counts) -> Facet:
    """The most frequent kinds, of the chosen groups where some are chosen."""
    choices = [
        counts.choice(
            "kind",
            kind.code,
            kind.title,
            lang="" if kind.title_lang == "vi" else kind.title_lang,
            is_chosen=kind.code in filters.kinds,
        )
        for kind in kinds
        if not filters.groups or kind.group in filters.groups or kind.code in filters.kinds
    ]
    slugs = {kind.code: kind.slug for kind in kinds}
    choices.sort(key=lambda one: (not one.is_chosen, -(one.count or 0)))
    shown = [one for one in choices if one.count or one.is_chosen][:MOST]
    return Facet(
        "loai",
        _("Kind of notice"),
        tuple(replace(one, value=slugs[one.value]) for one in shown),
        takes_several=True,
    )


def _years(filters: Filters, counts: Counts) -> Facet | None:
    if filters.year:
        return None
    # Rows of an older edition have no year until they are made anew.
    years = sorted((year for year in counts.by_facet.get("year", {}) if year != "0"), reverse=True)
    return Facet("nam", _("Year"), tuple(counts.choice("year", year, year) for year in years))


def _units(filters: Filters, counts: Counts) -> list[Facet]:
    """Provinces, and the communes with most notices: within a province, or of all. One query."""
    by_province = counts.by_facet.get("province", {})
    by_unit = counts.by_facet.get("unit", {})
    units = AdministrativeUnit.objects.filter(pk__in=[*map(int, {**by_province, **by_unit})])
    provinces, communes = [], []
    for unit in units:
        facet = "province" if str(unit.pk) in by_province else "unit"
        count = counts.by_facet[facet][str(unit.pk)]
        choice = Choice(unit.address_code, unit.full_name, "vi", count, counts.is_least)
        (provinces if facet == "province" else communes).append(choice)
    communes.sort(key=lambda one: -(one.count or 0))
    return [
        Facet("tinh", _("Province or city"), tuple(provinces)),
        Facet("xa", _("Commune"), tuple(communes)),
    ]


def _villages(filters: Filters, now: dt.datetime) -> Facet:
    """The villages of the commune. One query, which counts each in the index."""
    search = replace(filters, villages=()).search(now)
    sql, values = (
        found.rows("", now=now, states=search.states)
        .values_list("disclosure_id")
        .query.sql_with_params()
    )
    begin = f"{search.text(search.asked.found_by)} & '{facet_word('v', '')}"
    with replica.source().cursor() as cursor:
        cursor.execute(
            f"SELECT v.name, (SELECT count(*) FROM ({sql} AND vector @@ "
            "(%s || replace(v.folded, ' ', '-') || '''')::tsquery LIMIT %s) found) "
            "FROM disclosures_village v WHERE v.unit_id = %s AND v.is_active ORDER BY v.name",
            [*values, begin, found.COUNT_CAP + 1, filters.unit.pk],  # type: ignore[union-attr]
        )
        counted = cursor.fetchall()
    choices = (
        Choice(village_key(name), name, "vi", n, is_chosen=village_key(name) in filters.villages)
        for name, n in counted
    )
    return Facet("ap", _("Village"), _shown(choices), takes_several=True)
