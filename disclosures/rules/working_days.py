"""How the law counts days: from the next day on, to 24:00 of the last, in Vietnam's calendar.

Bộ luật Dân sự 2015 Điều 147 (the first day does not count) and Điều 148 (a last day that is a day
off moves to the next working day). Which days are off is data.
"""

import datetime as dt
from dataclasses import dataclass, field

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """Days off beside weekends, and weekend days on which offices work instead."""

    days_off: frozenset[dt.date] = field(default_factory=frozenset)
    working_weekends: frozenset[dt.date] = field(default_factory=frozenset)

    def is_working(self, day: dt.date) -> bool:
        """Whether offices work on `day`."""
        if day in self.working_weekends:
            return True
        return day.weekday() < 5 and day not in self.days_off


def next_working_day(day: dt.date, calendar: HolidayCalendar) -> dt.date:
    """`day` itself if offices work on it, else the first working day after it."""
    while not calendar.is_working(day):
        day += ONE_DAY
    return day


def add_working_days(day: dt.date, count: int, calendar: HolidayCalendar) -> dt.date:
    """The `count`-th working day after `day` (before it for a negative count)."""
    step = ONE_DAY if count >= 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


def add_days(day: dt.date, count: int, calendar: HolidayCalendar) -> dt.date:
    """The last day of a period of `count` calendar days that begins the day after `day`."""
    return next_working_day(day + count * ONE_DAY, calendar)


def last_day(
    day: dt.date, count: int, unit: str, direction: str, calendar: HolidayCalendar
) -> dt.date:
    """The last day on which a duty is met that runs `count` days after or before `day`.

    A limit before an event is never moved to a later day: that would shorten the notice.
    """
    if direction == "before":
        if unit == "working_day":
            return add_working_days(day, -count, calendar)
        return day - count * ONE_DAY
    if unit == "working_day":
        return next_working_day(add_working_days(day, count, calendar), calendar)
    return add_days(day, count, calendar)


def working_days_between(first: dt.date, last: dt.date, calendar: HolidayCalendar) -> int:
    """How many working days lie after `first` up to and including `last`; negative if before."""
    if last < first:
        return -working_days_between(last, first, calendar)
    count = 0
    while first < last:
        first += ONE_DAY
        count += calendar.is_working(first)
    return count
