"""How the communes of a province keep up with what they must publish."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Min

from disclosures.duties import deadlines, periods
from disclosures.duties.dot_plot import DotPlot, dot_plot
from disclosures.models import AdministrativeUnit, Disclosure, Kind, NothingDue
from disclosures.queries import replica
from disclosures.rules import clock
from disclosures.search.fold import fold

Key = tuple[int, str, str]
# Who joined later has too few duties to be compared.
COMPARED_AFTER_DAYS = 92
# Fewer communes are no distribution.
FEWEST_DOTS = 5
ANSWERS_OF_DAYS = 365
_ANSWERS = """
    SELECT unit_id, count(answered_at),
           percentile_cont(0.5) WITHIN GROUP (
               ORDER BY (answered_at AT TIME ZONE %(zone)s)::date
                        - (received_at AT TIME ZONE %(zone)s)::date),
           count(*) FILTER (WHERE answered_at IS NULL AND answer_due_on < %(today)s)
    FROM disclosures_comment
    WHERE unit_id = ANY(%(units)s) AND answer_due_on IS NOT NULL AND received_at >= %(since)s
    GROUP BY GROUPING SETS ((unit_id), ())
"""


@dataclass(frozen=True, slots=True)
class Owed:
    """One kind for one period, the same for every commune that had joined by then."""

    kind: Kind
    period: periods.Period
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Answers:
    """Comments of a year that wait for an answer or had one; days count from when they came."""

    answered: int = 0
    days: int | None = None
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """One commune: how many duties fell due since it joined, and how they stand.

    `cells` has the state of each column's period, None where the commune owes nothing for it.
    """

    unit: AdministrativeUnit
    due: int
    on_time: int
    late: int
    overdue: int
    nothing: int
    longest_days: int
    is_new: bool
    cells: tuple[deadlines.Lateness | None, ...] = ()
    answers: Answers = field(default_factory=Answers)

    @property
    def share(self) -> int | None:
        """Whole per cent published in time; None while too little fell due to be compared."""
        judged = self.due - self.nothing
        return None if self.is_new or not judged else self.on_time * 100 // judged


@dataclass(frozen=True, slots=True)
class ProvinceProgress:
    """All communes in the order asked for, and their sums."""

    communes: tuple[Progress, ...]
    columns: tuple[Owed, ...]
    not_joined: int
    since: dt.date | None
    due: int
    on_time: int
    late: int
    overdue: int
    behind: int
    nothing: int
    answers: Answers

    @property
    def share(self) -> int | None:
        """Whole per cent of all duties together that were met in time."""
        judged = self.due - self.nothing
        return self.on_time * 100 // judged if judged else None

    def named_like(self, words: str) -> tuple[Progress, ...]:
        """Those whose name has all the words, with or without accents."""
        wanted = fold(words).split()
        return tuple(
            row for row in self.communes if all(word in fold(row.unit.full_name) for word in wanted)
        )

    def plot(self, marked: str = "") -> DotPlot | None:
        """The shares as dots, the commune with the code `marked` standing out."""
        rows = [row for row in self.communes if row.share is not None]
        if len(rows) < FEWEST_DOTS:
            return None
        places = [at for at, row in enumerate(rows) if row.unit.address_code == marked]
        shares = [row.share or 0 for row in rows]
        return dot_plot(shares, marked=places[0] if places else None)


def _by_share(row: Progress) -> tuple[Any, ...]:
    return (row.share is None, -(row.share or 0), row.overdue, row.unit.sort_key)


def _by_name(row: Progress) -> tuple[Any, ...]:
    return (row.unit.sort_key,)


def _by_overdue(row: Progress) -> tuple[Any, ...]:
    return (-row.overdue, -row.longest_days, row.unit.sort_key)


def _by_answers(row: Progress) -> tuple[Any, ...]:
    return (-row.answers.overdue, -(row.answers.days or 0), row.unit.sort_key)


# As the address says it; the first where it says nothing.
ORDERS = {
    "dung-han": _by_share,
    "ten": _by_name,
    "qua-han": _by_overdue,
    "tra-loi": _by_answers,
}


def progress_of(
    province: AdministrativeUnit, *, today: dt.date, order: str = "dung-han"
) -> ProvinceProgress:
    """What each commune's own page of duties says, counted. Five queries, however many communes.

    A duty counts once its last day is over or it is met. Raises KeyError for an unknown order.
    """
    communes = list(AdministrativeUnit.objects.current().filter(parent=province))
    joined = [unit for unit in communes if unit.joined_at]
    owed = _owed(today, {unit.joined_at for unit in joined})
    columns = _columns(owed, today)
    codes = {duty.kind.code for duties in owed.values() for duty in duties}
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
    answers = _answers([unit.pk for unit in joined], today)
    rows = [
        _progress(unit, owed[unit.joined_at], columns, published, nothing, today, answers)
        for unit in joined
    ]
    rows.sort(key=ORDERS[order])
    return ProvinceProgress(
        communes=tuple(rows),
        columns=columns,
        not_joined=len(communes) - len(joined),
        since=min((unit.joined_at for unit in joined), default=None),
        due=sum(row.due for row in rows),
        on_time=sum(row.on_time for row in rows),
        late=sum(row.late for row in rows),
        overdue=sum(row.overdue for row in rows),
        behind=sum(row.overdue > 0 for row in rows),
        nothing=sum(row.nothing for row in rows),
        answers=answers.get(None, Answers()),
    )


def _owed(today: dt.date, since: set[dt.date]) -> dict[dt.date, list[Owed]]:
    """All duties, for each day on which a commune joined."""
    kinds = [
        kind
        for kind in Kind.objects.valid_on(today)
        if deadlines.next_period(kind.body, today=today) is not None
    ]
    return {
        day: [
            Owed(kind, period, _last_day(kind, period))
            for kind in kinds
            for period in deadlines.owed_periods(kind.body, today=today, since=day)
        ]
        for day in since
    }


def _columns(owed: dict[dt.date, list[Owed]], today: dt.date) -> tuple[Owed, ...]:
    """Of each kind the newest period whose last day has come."""
    newest: dict[str, Owed] = {}
    for duty in owed[min(owed)] if owed else ():
        known = newest.get(duty.kind.code)
        if duty.due_on <= today and (known is None or known.due_on < duty.due_on):
            newest[duty.kind.code] = duty
    return tuple(newest.values())


def _last_day(kind: Kind, period: periods.Period) -> dt.date:
    due = deadlines.due_date(kind.body, triggered_on=None, period=period)
    if due is None:
        raise ValueError(f"{kind.code} has no due date for a whole period.")
    return due.due_on


def _answers(units: list[int], today: dt.date) -> dict[int | None, Answers]:
    """For each commune, and under None for all together."""
    first = today - dt.timedelta(days=ANSWERS_OF_DAYS)
    since = dt.datetime.combine(first, dt.time(), clock.VIETNAM)
    asked = {"zone": str(clock.VIETNAM), "today": today, "units": units, "since": since}
    with replica.source().cursor() as cursor:
        cursor.execute(_ANSWERS, asked)
        return {
            unit: Answers(answered, None if days is None else round(days), overdue)
            for unit, answered, days, overdue in cursor
        }


def _progress(
    unit: AdministrativeUnit,
    owed: list[Owed],
    columns: tuple[Owed, ...],
    published: dict[Key, dt.date],
    nothing: set[Key],
    today: dt.date,
    answers: dict[int | None, Answers],
) -> Progress:
    states = dict(_states(unit, owed, published, nothing, today))
    counts = Counter(state.key for state in states.values())
    on_time = counts["early"] + counts["on_time"]
    return Progress(
        unit=unit,
        due=on_time + counts["late"] + counts["overdue"] + counts["nothing"],
        on_time=on_time,
        late=counts["late"],
        overdue=counts["overdue"],
        nothing=counts["nothing"],
        longest_days=max(
            (state.days for state in states.values() if state.key == "overdue"), default=0
        ),
        is_new=(today - unit.joined_at).days < COMPARED_AFTER_DAYS,
        cells=tuple(states.get((duty.kind.code, duty.period.code)) for duty in columns),
        answers=answers.get(unit.pk, Answers()),
    )


def _states(
    unit: AdministrativeUnit,
    owed: list[Owed],
    published: dict[Key, dt.date],
    nothing: set[Key],
    today: dt.date,
) -> Iterator[tuple[tuple[str, str], deadlines.Lateness]]:
    for duty in owed:
        key = (unit.pk, duty.kind.code, duty.period.code)
        state = deadlines.lateness(duty.due_on, published.get(key), today)
        if key not in published and key in nothing:
            state = deadlines.Lateness("nothing", 0)
        yield key[1:], state
