"""Derives due dates, posting windows and comment windows from a kind's rules. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disclosures.duties.calendar import holiday_calendar
from disclosures.duties.periods import Period, periods_of
from disclosures.rules.working_days import HolidayCalendar, last_day, next_working_day
from disclosures.vocabulary import Certainty
from disclosures.wording import foreign

# The new communes exist since then; nobody owes anything from before.
COMMUNES_SINCE = dt.date(2025, 7, 1)
# Triggers whose day follows from the period alone; all others are entered by the official.
_FROM_PERIOD = frozenset({"period_end"})


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day for a disclosure and the rule it follows from."""

    due_on: dt.date
    days: int
    unit: str
    direction: str
    basis: str
    triggered_on: dt.date


@dataclass(frozen=True, slots=True)
class Lateness:
    """A label that nobody can edit: `key` is early, on_time, late, overdue, soon, due, nothing."""

    key: str
    days: int

    def words(self) -> str:
        """The label in the reader's language."""
        if self.key == "early":
            return ngettext(
                "Published %(days)d day early", "Published %(days)d days early", self.days
            ) % {"days": self.days}
        if self.key == "late":
            return ngettext(
                "Published %(days)d day late", "Published %(days)d days late", self.days
            ) % {"days": self.days}
        if self.key == "overdue":
            return ngettext("Overdue by %(days)d day", "Overdue by %(days)d days", self.days) % {
                "days": self.days
            }
        if self.key == "on_time":
            return _("On time")
        return ngettext("Due in %(days)d day", "Due in %(days)d days", self.days) % {
            "days": self.days
        }


def rule_for(body: Mapping[str, Any], fiscal_year: int | None) -> Mapping[str, Any]:
    """The deadline that holds for a fiscal year: a former one up to its last year."""
    for former in body.get("former_deadlines", []):
        if fiscal_year is not None and fiscal_year <= former["fiscal_year_to"]:
            return dict(former)
    return dict(body["deadline"])


def due_date(
    body: Mapping[str, Any],
    *,
    triggered_on: dt.date | None,
    period: Period | None = None,
    calendar: HolidayCalendar | None = None,
) -> DueDate | None:
    """The due date of a disclosure; None while the day it counts from is unknown."""
    if body["trigger"] in _FROM_PERIOD and period is not None:
        triggered_on = period.ends_on
    if triggered_on is None:
        return None
    rule = rule_for(body, period.year if period else None)
    due_on = last_day(
        triggered_on, rule["n"], rule["unit"], rule["direction"], calendar or holiday_calendar()
    )
    return DueDate(
        due_on, rule["n"], rule["unit"], rule["direction"], basis_words(rule["basis"]), triggered_on
    )


def basis_words(basis: str) -> str:
    """The law a rule rests on, as people read it; a proposed rule says that no law was found."""
    if basis.startswith("PROPOSED"):
        return _("proposed by this portal, no rule was found")
    if basis in Certainty.values:
        return str(Certainty(basis).label)
    return basis


def cited(basis: str) -> str:
    """`basis_words` for a page: what is quoted from the law is marked as Vietnamese."""
    words = basis_words(basis)
    return foreign(words) if words == basis else words


def lateness(due_on: dt.date, published_on: dt.date | None, today: dt.date) -> Lateness:
    """How a duty stands: met (early, on time, late) or still open (soon, due, overdue)."""
    if published_on is not None:
        days = (published_on - due_on).days
        if days > 0:
            return Lateness("late", days)
        return Lateness("early", -days) if days < 0 else Lateness("on_time", 0)
    days = (due_on - today).days
    if days < 0:
        return Lateness("overdue", -days)
    return Lateness("soon" if days <= 10 else "due", days)


def posting_ends_on(
    body: Mapping[str, Any], posted_on: dt.date, calendar: HolidayCalendar | None = None
) -> dt.date | None:
    """The last day of the least posting time; None where it is permanent or not stated.

    Where no law sets a time the posting still ends for person rows, after 30 days.
    """
    posting = body["posting"]
    calendar = calendar or holiday_calendar()
    if posting["duration"] == "days":
        return last_day(posted_on, posting["noticeboard_days"], posting["unit"], "after", calendar)
    if posting["duration"] == "permanent":
        return None
    if body["privacy_level"] in {"P2", "P3"}:
        return last_day(posted_on, 30, "day", "after", calendar)
    return None


def comments_close_on(
    body: Mapping[str, Any], posted_on: dt.date, calendar: HolidayCalendar | None = None
) -> dt.date | None:
    """The last day for comments where the kind sets a least time; None where it stays open."""
    days = body["comment"].get("min_days")
    if days is None:
        return None
    return next_working_day(posted_on + dt.timedelta(days=days), calendar or holiday_calendar())


def owed_periods(
    body: Mapping[str, Any], *, today: dt.date, since: dt.date = COMMUNES_SINCE
) -> list[Period]:
    """The periods of a recurring kind that ended since the commune began, up to today."""
    if body["trigger"] not in _FROM_PERIOD:
        return []
    return periods_of(body["period"], max(since, COMMUNES_SINCE), today)


def next_period(body: Mapping[str, Any], *, today: dt.date) -> Period | None:
    """The period that ends next, for kinds whose deadline counts from its end."""
    if body["trigger"] not in _FROM_PERIOD:
        return None
    coming = periods_of(body["period"], today, today + dt.timedelta(days=370))
    return coming[0] if coming else None
