"""What a commune owes and how it stands, derived from the catalogue and what it published."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosures.duties import deadlines, periods
from disclosures.models import AdministrativeUnit, Disclosure, Kind, NothingDue
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus

_DONE = (DisclosureStatus.PUBLISHED, DisclosureStatus.SUPERSEDED, DisclosureStatus.WITHDRAWN)
# What a commune is asked for first: kinds whose rhythm the law itself sets.
MAIN = ("budget-execution-period", "funds-contributions", "offbudget-funds", "disclosure-register")


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind for one period: due when, met when, in which words."""

    kind: Kind
    period: periods.Period
    due_on: dt.date
    basis: str
    published_on: dt.date | None
    url: str
    state: str
    words: str
    is_certain: bool

    @property
    def look(self) -> str:
        """The colour that goes with the words."""
        return {
            "early": "ok",
            "on_time": "ok",
            "late": "late",
            "overdue": "late",
            "soon": "warn",
            "nothing": "shut",
        }.get(self.state, "")


def duties_of(unit: AdministrativeUnit, *, today: dt.date) -> list[Duty]:
    """All duties of recurring kinds since the commune joined, newest due date first. Three
    queries. Overdue is only what fell due after the commune joined the portal."""
    kinds = [
        kind
        for kind in Kind.objects.valid_on(today)
        if deadlines.next_period(kind.body, today=today) is not None
    ]
    since = unit.joined_at or deadlines.COMMUNES_SINCE
    published = _published(unit, [kind.code for kind in kinds])
    nothing = set(NothingDue.objects.filter(unit=unit).values_list("kind_code", "period"))
    duties = []
    for kind in kinds:
        owed = deadlines.owed_periods(kind.body, today=today, since=since)
        coming = deadlines.next_period(kind.body, today=today)
        for period in [*owed, *([coming] if coming and coming not in owed else [])]:
            duties.append(_duty(kind, period, published, nothing, today))
    return sorted(duties, key=lambda duty: (duty.due_on, duty.kind.position), reverse=True)


def _duty(
    kind: Kind,
    period: periods.Period,
    published: dict[tuple[str, str], tuple[dt.date, str]],
    nothing: set[tuple[str, str]],
    today: dt.date,
) -> Duty:
    due = deadlines.due_date(kind.body, triggered_on=None, period=period)
    if due is None:
        raise ValueError(f"{kind.code} has no due date for a whole period.")
    published_on, url = published.get((kind.code, period.code), (None, ""))
    state = deadlines.lateness(due.due_on, published_on, today)
    key, words = state.key, state.words()
    if published_on is None and (kind.code, period.code) in nothing:
        key, words = "nothing", _("Nothing to report")
    return Duty(
        kind, period, due.due_on, due.basis, published_on, url, key, words,
        kind.status == "CONFIRMED",
    )  # fmt: skip


def _published(
    unit: AdministrativeUnit, codes: list[str]
) -> dict[tuple[str, str], tuple[dt.date, str]]:
    found: dict[tuple[str, str], tuple[dt.date, str]] = {}
    rows = (
        Disclosure.objects.visible()
        .filter(unit=unit, kind_code__in=codes)
        .select_related("unit")
        .order_by("-publish_at")
    )
    for disclosure in rows:
        key = (disclosure.kind_code, disclosure.period)
        found[key] = (clock.day_of(disclosure.publish_at), disclosure.get_absolute_url())
    return found


def summary(duties: list[Duty]) -> list[Duty]:
    """One line a kind for the home page: what is overdue, else the latest; main kinds first."""
    by_kind: dict[str, Duty] = {}
    for duty in duties:
        known = by_kind.get(duty.kind.code)
        if known is None or (duty.state == "overdue" and known.state != "overdue"):
            by_kind[duty.kind.code] = duty
    return sorted(
        by_kind.values(), key=lambda duty: (duty.kind.code not in MAIN, duty.kind.position)
    )


def overdue(duties: list[Duty]) -> list[Duty]:
    """Those that fell due without a publication, longest first."""
    return sorted(
        (duty for duty in duties if duty.state == "overdue"), key=lambda duty: duty.due_on
    )
