"""How the communes of a province keep up with what they must publish."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Min

from disclosures.duties import deadlines, periods
from disclosures.models import AdministrativeUnit, Disclosure, Kind, NothingDue
from disclosures.rules import clock

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """One commune: how many duties fell due since it joined, and how they stand."""

    unit: AdministrativeUnit
    due: int
    on_time: int
    late: int
    overdue: int
    nothing: int
    longest_days: int


@dataclass(frozen=True, slots=True)
class ProvinceProgress:
    """All communes, the furthest behind first, and their sums."""

    communes: tuple[Progress, ...]
    not_joined: int
    due: int
    on_time: int
    late: int
    overdue: int
    nothing: int


def progress_of(province: AdministrativeUnit, *, today: dt.date) -> ProvinceProgress:
    """What each commune's own page of duties says, counted. Four queries, however many communes.

    A duty counts once its last day is over or it is met.
    """
    communes = list(AdministrativeUnit.objects.current().filter(parent=province))
    joined = [unit for unit in communes if unit.joined_at]
    owed = _owed(today, {unit.joined_at for unit in joined})
    codes = {kind for duties in owed.values() for kind, _period, _due in duties}
    published: dict[Key, dt.date] = {
        (unit, kind, period): clock.day_of(first)
        for unit, kind, period, first in Disclosure.objects.visible()
        .filter(unit__in=joined, kind_code__in=codes)
        .order_by()
        .values_list("unit", "kind_code", "period")
        .annotate(first=Min("publish_at"))
    }
    nothing: set[Key] = set(
        NothingDue.objects.filter(unit__in=joined).values_list("unit", "kind_code", "period")
    )
    rows = [_progress(unit, owed[unit.joined_at], published, nothing, today) for unit in joined]
    rows.sort(key=lambda row: (-row.overdue, -row.longest_days, row.unit.sort_key))
    return ProvinceProgress(
        communes=tuple(rows),
        not_joined=len(communes) - len(joined),
        due=sum(row.due for row in rows),
        on_time=sum(row.on_time for row in rows),
        late=sum(row.late for row in rows),
        overdue=sum(row.overdue for row in rows),
        nothing=sum(row.nothing for row in rows),
    )


def _owed(today: dt.date, since: set[dt.date]) -> dict[dt.date, list[tuple[str, str, dt.date]]]:
    """(kind, period, last day) of all duties, for each day on which a commune joined."""
    kinds = [
        kind
        for kind in Kind.objects.valid_on(today)
        if deadlines.next_period(kind.body, today=today) is not None
    ]
    return {
        day: [
            (kind.code, period.code, _last_day(kind, period))
            for kind in kinds
            for period in deadlines.owed_periods(kind.body, today=today, since=day)
        ]
        for day in since
    }


def _last_day(kind: Kind, period: periods.Period) -> dt.date:
    due = deadlines.due_date(kind.body, triggered_on=None, period=period)
    if due is None:
        raise ValueError(f"{kind.code} has no due date for a whole period.")
    return due.due_on


def _progress(
    unit: AdministrativeUnit,
    owed: list[tuple[str, str, dt.date]],
    published: dict[Key, dt.date],
    nothing: set[Key],
    today: dt.date,
) -> Progress:
    counts: Counter[str] = Counter()
    longest = 0
    for kind, period, due_on in owed:
        key = (unit.pk, kind, period)
        state = deadlines.lateness(due_on, published.get(key), today)
        if key not in published and key in nothing:
            counts["nothing"] += 1
            continue
        counts[state.key] += 1
        if state.key == "overdue":
            longest = max(longest, state.days)
    on_time = counts["early"] + counts["on_time"]
    due = on_time + counts["late"] + counts["overdue"] + counts["nothing"]
    return Progress(
        unit, due, on_time, counts["late"], counts["overdue"], counts["nothing"], longest
    )
