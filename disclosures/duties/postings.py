"""How long a notice hung on a board or was read out, against the least time that the law sets.

Pure. The least times are dated data of the kind: `posting` for the noticeboard (Luật
10/2022/QH15 Đ.13.2 unless another law says otherwise), `loudspeaker_min_days` (Đ.13.3).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disclosures.duties.calendar import holiday_calendar
from disclosures.duties.deadlines import cited
from disclosures.rules.working_days import HolidayCalendar, last_day, working_days_between
from disclosures.vocabulary import Channel

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least time for one form of disclosure; `unit` is day or working_day."""

    channel: str
    days: int
    unit: str
    basis: str


@dataclass(frozen=True, slots=True)
class Span:
    """One recorded posting; without a last day it still hangs."""

    channel: str
    begins_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one minimum stands: met, running, short or missing. Nobody can edit it."""

    minimum: Minimum
    state: str
    days: int
    until: dt.date | None

    @property
    def channel_words(self) -> str:
        return str(Channel(self.minimum.channel).label)

    @property
    def look(self) -> str:
        """How the label is coloured."""
        return {"met": "ok", "short": "late", "missing": "warn"}.get(self.state, "")

    def words(self) -> str:
        """The label in the reader's language."""
        least = {"days": self.days, "least": self.minimum.days}
        match self.state:
            case "missing":
                return (
                    ngettext(
                        "not recorded yet; the law asks for %(least)d day",
                        "not recorded yet; the law asks for %(least)d days",
                        self.minimum.days,
                    )
                    % least
                )
            case "short":
                return (
                    ngettext(
                        "%(days)d day of at least %(least)d",
                        "%(days)d days of at least %(least)d",
                        self.days,
                    )
                    % least
                )
            case "running":
                day = f"{self.until:%d/%m/%Y}" if self.until else ""
                return _("must stay until the end of %(day)s") % {"day": day}
        return _("%(days)d days, at least %(least)d") % least


def minima(body: Mapping[str, Any]) -> tuple[Minimum, ...]:
    """The least times that a kind's record sets; none for forms without one."""
    found = []
    posting = body["posting"]
    if posting["duration"] == "days":
        found.append(
            Minimum(
                Channel.NOTICEBOARD,
                posting["noticeboard_days"],
                posting["unit"],
                cited(posting["basis"]),
            )
        )
    if body.get("loudspeaker_min_days"):
        basis = cited(body.get("channels_basis", ""))
        found.append(Minimum(Channel.LOUDSPEAKER, body["loudspeaker_min_days"], "day", basis))
    return tuple(found)


def standings(
    body: Mapping[str, Any],
    spans: Iterable[Span],
    today: dt.date,
    calendar: HolidayCalendar | None = None,
) -> tuple[Standing, ...]:
    """Each minimum of a kind against the longest unbroken time that was recorded."""
    known = list(spans)
    calendar = calendar or holiday_calendar()
    return tuple(
        _standing(minimum, [span for span in known if span.channel == minimum.channel], today,
                  calendar)
        for minimum in minima(body)
    )  # fmt: skip


def _standing(
    minimum: Minimum, spans: list[Span], today: dt.date, calendar: HolidayCalendar
) -> Standing:
    if not spans:
        return Standing(minimum, "missing", 0, None)
    best = Standing(minimum, "short", 0, None)
    for first, last in unbroken(spans, today):
        last_shown = min(last, today)
        days = _days(minimum, first, last_shown, calendar)
        due = _last_due(minimum, first, calendar)
        if last_shown >= due:
            return Standing(minimum, "met", days, due)
        if last >= today:
            best = Standing(minimum, "running", days, due)
        elif best.state == "short" and days > best.days:
            best = Standing(minimum, "short", days, due)
    return best


def unbroken(spans: Iterable[Span], today: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Spans joined where no day lies between them, oldest first.

    A board without a last day still hangs; a reading without one was that day's alone.
    """
    runs: list[tuple[dt.date, dt.date]] = []
    for span in sorted(spans, key=lambda span: span.begins_on):
        still = (
            span.begins_on if span.channel == Channel.LOUDSPEAKER else max(today, span.begins_on)
        )
        last = span.ends_on or still
        if runs and span.begins_on <= runs[-1][1] + ONE_DAY:
            runs[-1] = (runs[-1][0], max(runs[-1][1], last))
        else:
            runs.append((span.begins_on, last))
    return runs


def _last_due(minimum: Minimum, first: dt.date, calendar: HolidayCalendar) -> dt.date:
    """A board's time counts from the next day (Bộ luật Dân sự Đ.147); each reading is a day."""
    if minimum.channel == Channel.LOUDSPEAKER:
        return first + (minimum.days - 1) * ONE_DAY
    return last_day(first, minimum.days, minimum.unit, "after", calendar)


def _days(minimum: Minimum, first: dt.date, last: dt.date, calendar: HolidayCalendar) -> int:
    if minimum.channel == Channel.LOUDSPEAKER:
        return max(0, (last - first).days + 1)
    if minimum.unit == "working_day":
        return max(0, working_days_between(first, last, calendar))
    return max(0, (last - first).days)
