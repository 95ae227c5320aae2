"""Postings are counted as the law counts, from what was recorded and from dated data alone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.catalogue import load
from disclosures.duties.postings import Span, minima, standings, unbroken
from disclosures.rules.working_days import HolidayCalendar

TODAY = dt.date(2026, 11, 26)
BOARD = {
    "posting": {"duration": "days", "noticeboard_days": 30, "unit": "day", "basis": "Đ.13.2"},
    "loudspeaker_min_days": 3,
    "channels_basis": "Đ.13.3",
}
EVERY_DAY = HolidayCalendar()


def day(text):
    return dt.date.fromisoformat(f"2026-{text}") if text else None


def board(first, last=""):
    return Span("noticeboard", day(first), day(last))


def loud(first, last=""):
    return Span("loudspeaker", day(first), day(last))


def states(*spans, today=TODAY):
    return {
        one.minimum.channel: (one.state, one.days)
        for one in standings(BOARD, spans, today, EVERY_DAY)
    }


def test_nothing_recorded_is_missing_and_never_met():
    assert states() == {"noticeboard": ("missing", 0), "loudspeaker": ("missing", 0)}


@pytest.mark.parametrize(("spans", "wanted"), [
    ([board("10-01", "11-02")], ("met", 32)),  # 31 October is a Saturday: it moves to 2 November
    ([board("10-01", "10-31")], ("short", 30)),
    ([board("10-01", "10-20")], ("short", 19)),
    ([board("11-20")], ("running", 6)),
    ([board("11-20", "12-31")], ("running", 6)),
    ([board("10-01", "10-15"), board("10-16", "11-10")], ("met", 40)),
    ([board("10-01", "10-15"), board("10-17", "11-10")], ("short", 24)),
    ([board("10-01", "10-15"), board("11-20")], ("running", 6)),
    ([board("10-01")], ("met", 56)),
])  # fmt: skip
def test_a_board_needs_one_unbroken_time_counted_from_the_next_day(spans, wanted):
    assert states(*spans)["noticeboard"] == wanted


@pytest.mark.parametrize(("spans", "wanted"), [
    ([loud("11-02", "11-04")], ("met", 3)),
    ([loud("11-02", "11-03")], ("short", 2)),
    ([loud("11-02")], ("short", 1)),
    ([loud("11-02"), loud("11-03"), loud("11-04")], ("met", 3)),
    ([loud("11-02"), loud("11-04"), loud("11-06")], ("short", 1)),
    ([loud("11-26")], ("running", 1)),
])  # fmt: skip
def test_readings_count_on_three_days_in_a_row(spans, wanted):
    assert states(*spans)["loudspeaker"] == wanted


def test_working_days_are_counted_where_the_kind_says_so():
    body = {"posting": {**BOARD["posting"], "noticeboard_days": 3, "unit": "working_day"}}
    (one,) = standings(body, [board("11-06", "11-11")], TODAY, EVERY_DAY)
    assert (one.state, one.days, one.until) == ("met", 3, dt.date(2026, 11, 11))
    (one,) = standings(body, [board("11-06", "11-10")], TODAY, EVERY_DAY)
    assert (one.state, one.days) == ("short", 2)


def test_every_kind_of_the_catalogue_has_its_minima_with_a_basis():
    found = [one for record in load.kinds() for one in minima(record)]
    assert len(found) > 60
    assert all(one.days > 0 and one.basis for one in found)


FIRST = dt.date(2026, 9, 1)
DAYS = st.integers(0, 100).map(lambda n: FIRST + dt.timedelta(n))
PAIRS = st.lists(st.tuples(st.integers(0, 100), st.integers(-1, 40)), max_size=6)


def spans_of(pairs):
    """Spans from a first day and a length; -1 still hangs."""
    found = []
    for begin, length in pairs:
        first = FIRST + dt.timedelta(begin)
        last = None if length < 0 else first + dt.timedelta(length)
        found.append(Span("noticeboard", first, last))
    return found


@given(PAIRS, DAYS)
def test_joined_runs_hold_the_same_days_and_never_touch(pairs, today):
    spans = spans_of(pairs)
    runs = unbroken(spans, today)
    one = dt.timedelta(days=1)

    def days(first, last):
        return {first + n * one for n in range((last - first).days + 1)}

    wanted = set()
    for span in spans:
        wanted |= days(span.begins_on, span.ends_on or max(today, span.begins_on))
    assert set().union(*(days(*run) for run in runs)) == wanted
    assert all(after[0] - before[1] > one for before, after in zip(runs, runs[1:], strict=False))


@given(PAIRS, DAYS, st.integers(1, 20))
def test_a_further_posting_never_makes_a_met_time_short(pairs, today, more):
    spans = spans_of(pairs)
    before = standings(BOARD, spans, today, EVERY_DAY)[0]
    later = [*spans, Span("noticeboard", today, today + dt.timedelta(more))]
    if before.state == "met":
        assert standings(BOARD, later, today, EVERY_DAY)[0].state == "met"
