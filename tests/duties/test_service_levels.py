"""By when the commune owes a decision, an answer and a second look."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.duties.service_levels import answer_due_on, moderation_due_on, second_look_due_on


@pytest.mark.parametrize(
    ("day", "moderation", "answer", "second_look"),
    [
        ("2026-03-02", "2026-03-04", "2026-03-16", "2026-03-03"),
        ("2026-03-06", "2026-03-10", "2026-03-20", "2026-03-09"),  # Friday
        ("2026-03-07", "2026-03-10", "2026-03-20", "2026-03-09"),  # Saturday
        ("2026-02-13", "2026-02-24", "2026-03-06", "2026-02-23"),  # before Tết
        ("2026-08-21", "2026-08-24", "2026-09-08", "2026-08-22"),  # before a working Saturday
    ],
)
def test_days_are_working_days_in_vietnams_calendar(day, moderation, answer, second_look):
    received = dt.date.fromisoformat(day)
    assert moderation_due_on(received) == dt.date.fromisoformat(moderation)
    assert answer_due_on(received) == dt.date.fromisoformat(answer)
    assert second_look_due_on(received) == dt.date.fromisoformat(second_look)


@settings(deadline=None)
@given(st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 1)))
def test_a_second_look_is_due_first_and_an_answer_last(day):
    assert day < second_look_due_on(day) < moderation_due_on(day) < answer_due_on(day)
