"""The calendar of days off, from the catalogue's dated files."""

import functools

from disclosures.catalogue import load
from disclosures.rules.working_days import HolidayCalendar


@functools.cache
def holiday_calendar() -> HolidayCalendar:
    """All years together; days whose legal basis was not verified do not count."""
    days_off, working = set(), set()
    for year in load.holidays():
        days_off.update(entry["day"] for entry in year["days_off"])
        working.update(entry["day"] for entry in year["working_weekends"])
    return HolidayCalendar(frozenset(days_off), frozenset(working))
