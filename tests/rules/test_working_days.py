"""How days are counted over weekends, Tết and days that were swapped."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.duties.calendar import holiday_calendar
from disclosures.rules.working_days import (
    HolidayCalendar,
    add_days,
    add_working_days,
    last_day,
    next_working_day,
    working_days_between,
)

UNHURRIED = settings(deadline=None)
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31))
COUNTS = st.integers(0, 60)
WEEKENDS = HolidayCalendar()


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-13", True),  # the Friday before Tết
        ("2026-02-14", False),  # Saturday
        ("2026-02-16", False),  # Tết
        ("2026-02-20", False),  # Tết
        ("2026-02-23", True),
        ("2026-01-02", False),  # swapped with
        ("2026-01-10", True),  # this Saturday
        ("2026-08-31", False),  # swapped with
        ("2026-08-22", True),  # this Saturday
        ("2026-11-24", True),  # not verified, so it does not count
        ("2025-05-02", False),
        ("2025-04-26", True),
    ],
)
def test_offices_work_as_the_calendar_says(text, expected):
    assert holiday_calendar().is_working(day(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-14", "2026-02-23"),
        ("2026-02-13", "2026-02-13"),
        ("2026-01-01", "2026-01-05"),
        ("2026-01-10", "2026-01-10"),
        ("2026-08-29", "2026-09-03"),
    ],
)
def test_the_next_working_day_lies_behind_days_off(text, expected):
    assert next_working_day(day(text), holiday_calendar()) == day(expected)


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        ("2026-02-12", 1, "2026-02-13"),
        ("2026-02-12", 2, "2026-02-23"),
        ("2026-02-18", 1, "2026-02-23"),
        ("2026-02-23", -1, "2026-02-13"),
        ("2026-02-18", -1, "2026-02-13"),
        ("2026-01-09", 1, "2026-01-10"),
        ("2025-12-31", 2, "2026-01-06"),
        ("2026-02-14", 0, "2026-02-14"),
    ],
)
def test_working_days_are_counted_over_tet_and_swapped_days(text, count, expected):
    assert add_working_days(day(text), count, holiday_calendar()) == day(expected)


@pytest.mark.parametrize(
    ("text", "count", "unit", "direction", "expected"),
    [
        # The first day does not count (Điều 147); the last moves on when it is off (Điều 148).
        ("2026-02-05", 10, "day", "after", "2026-02-23"),
        ("2026-02-02", 10, "day", "after", "2026-02-12"),
        ("2026-02-12", 5, "working_day", "after", "2026-02-26"),
        ("2026-02-14", 0, "working_day", "after", "2026-02-23"),
        # A limit before an event is never moved: that would shorten the notice.
        ("2026-02-28", 10, "day", "before", "2026-02-18"),
        ("2026-02-25", 3, "working_day", "before", "2026-02-13"),
    ],
)
def test_the_last_day_is_counted_as_the_civil_code_says(text, count, unit, direction, expected):
    assert last_day(day(text), count, unit, direction, holiday_calendar()) == day(expected)


def test_working_days_between_two_days_do_not_count_the_first():
    tet = holiday_calendar()
    assert working_days_between(day("2026-02-12"), day("2026-02-23"), tet) == 2
    assert working_days_between(day("2026-02-23"), day("2026-02-12"), tet) == -2
    assert working_days_between(day("2026-02-12"), day("2026-02-12"), tet) == 0
    assert working_days_between(day("2026-02-14"), day("2026-02-22"), tet) == 0


def test_a_calendar_of_its_own_knows_weekends_only_until_told_otherwise():
    saturday = day("2026-03-07")
    assert not WEEKENDS.is_working(saturday)
    assert HolidayCalendar(frozenset({saturday}), frozenset({saturday})).is_working(saturday)
    assert not HolidayCalendar(frozenset({day("2026-03-06")})).is_working(day("2026-03-06"))


@UNHURRIED
@given(DAYS, st.integers(1, 60))
def test_adding_working_days_and_counting_them_agree(start, count):
    calendar = holiday_calendar()
    end = add_working_days(start, count, calendar)
    assert calendar.is_working(end)
    assert working_days_between(start, end, calendar) == count


@UNHURRIED
@given(DAYS, st.integers(1, 60))
def test_going_back_as_many_working_days_leads_back(start, count):
    calendar = holiday_calendar()
    start = next_working_day(start, calendar)
    there = add_working_days(start, count, calendar)
    assert add_working_days(there, -count, calendar) == start


@UNHURRIED
@given(DAYS, DAYS, DAYS)
def test_working_days_between_add_up(one, two, three):
    calendar = holiday_calendar()
    one, two, three = sorted((one, two, three))
    parts = working_days_between(one, two, calendar), working_days_between(two, three, calendar)
    assert sum(parts) == working_days_between(one, three, calendar)


@UNHURRIED
@given(DAYS, COUNTS)
def test_a_period_ends_on_a_working_day_and_never_early(start, count):
    calendar = holiday_calendar()
    end = add_days(start, count, calendar)
    assert calendar.is_working(end)
    assert end >= start + dt.timedelta(days=count)


@UNHURRIED
@given(DAYS, COUNTS, st.sampled_from(["day", "working_day"]))
def test_a_limit_before_an_event_lies_at_least_that_far_before(event, count, unit):
    end = last_day(event, count, unit, "before", holiday_calendar())
    assert (event - end).days >= count
