"""Due dates, posting windows and comment windows, derived from the rules of a kind."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.catalogue import load
from disclosures.duties.deadlines import (
    COMMUNES_SINCE,
    DueDate,
    Lateness,
    basis_words,
    comments_close_on,
    due_date,
    lateness,
    next_period,
    owed_periods,
    posting_ends_on,
    rule_for,
)
from disclosures.duties.periods import Period, parse
from disclosures.rules.working_days import HolidayCalendar

UNHURRIED = settings(deadline=None)
KINDS = {body["code"]: body for body in load.kinds()}
BUDGET, HOUSEHOLDS = KINDS["budget-execution-period"], KINDS["poor-household-review"]
DAYS = st.dates(dt.date(2025, 7, 1), dt.date(2027, 11, 1))
EVERY_DAY = HolidayCalendar(
    working_weekends=frozenset(dt.date(2026, 1, 1) + dt.timedelta(days=at) for at in range(730))
)


def day(text):
    return dt.date.fromisoformat(text)


def kind(**changes):
    deadline = {"n": 5, "unit": "day", "direction": "after", "basis": "Luật X Đ.1"}
    return {
        "trigger": "signing",
        "period": "event",
        "privacy_level": "P0",
        "deadline": deadline,
        "posting": {"duration": "days", "noticeboard_days": 30, "unit": "day"},
        "comment": {},
    } | changes


@pytest.mark.parametrize(
    ("code", "due_on", "days"),
    [
        ("2026-M9", "2026-10-12", 10),  # 10 October 2026 is a Saturday
        ("2026-M3", "2026-04-10", 10),
        ("2025-M9", "2025-10-15", 15),  # the former circular still held
    ],
)
def test_a_periodic_duty_counts_from_the_end_of_its_period(code, due_on, days):
    found = due_date(BUDGET, triggered_on=None, period=parse(code))
    assert (found.due_on, found.days, found.triggered_on) == (
        day(due_on), days, parse(code).ends_on,
    )  # fmt: skip


def test_the_end_of_the_period_wins_over_a_day_that_was_entered():
    found = due_date(BUDGET, triggered_on=day("2026-01-01"), period=parse("2026-M9"))
    assert found.triggered_on == day("2026-09-30")


@pytest.mark.parametrize(
    ("triggered_on", "due_on"),
    [("2026-10-05", "2026-10-08"), ("2026-10-08", "2026-10-13"), ("2026-02-12", "2026-02-24")],
)
def test_a_duty_after_an_event_counts_from_the_day_that_was_entered(triggered_on, due_on):
    found = due_date(HOUSEHOLDS, triggered_on=day(triggered_on), period=parse("2026"))
    assert (found.due_on, found.unit) == (day(due_on), "working_day")


def test_a_duty_before_an_event_is_never_moved_to_a_later_day():
    rule = {"n": 5, "unit": "day", "direction": "before", "basis": "Luật X Đ.2"}
    found = due_date(kind(deadline=rule), triggered_on=day("2026-03-06"))
    assert found == DueDate(day("2026-03-01"), 5, "day", "before", "Luật X Đ.2", day("2026-03-06"))


def test_without_the_day_it_counts_from_nothing_is_due_yet():
    assert due_date(HOUSEHOLDS, triggered_on=None, period=parse("2026")) is None
    assert due_date(BUDGET, triggered_on=None) is None


def test_a_calendar_of_ones_own_can_be_counted_by():
    found = due_date(BUDGET, triggered_on=None, period=parse("2026-M9"), calendar=EVERY_DAY)
    assert found.due_on == day("2026-10-10")


@pytest.mark.parametrize(("year", "n"), [(2017, 15), (2025, 15), (2026, 10), (None, 10)])
def test_a_former_deadline_holds_up_to_its_last_fiscal_year(year, n):
    assert rule_for(BUDGET, year)["n"] == n


def test_of_several_former_deadlines_the_first_that_reaches_the_year_holds():
    body = kind(
        former_deadlines=[{"fiscal_year_to": 2020, "n": 1}, {"fiscal_year_to": 2025, "n": 2}]
    )
    assert [rule_for(body, year)["n"] for year in (2019, 2020, 2021, 2025, 2026)] == [1, 1, 2, 2, 5]


def test_a_rule_handed_out_can_be_changed_without_changing_the_catalogue():
    rule_for(BUDGET, 2026)["n"] = 99
    rule_for(BUDGET, 2025)["n"] = 99
    assert (rule_for(BUDGET, 2026)["n"], rule_for(BUDGET, 2025)["n"]) == (10, 15)


def test_a_proposed_rule_says_that_no_law_was_found():
    with translation.override("en"):
        words = basis_words("PROPOSED: five days")
    assert words == "proposed by this portal, no rule was found"
    assert basis_words("PROPOSED") != words
    assert basis_words("NĐ 73/2026 Đ.37") == "NĐ 73/2026 Đ.37"
    with translation.override("en"):
        assert basis_words("RECALLED") == "recalled, not seen"


DUE = day("2026-10-12")


@pytest.mark.parametrize(
    ("published_on", "today", "expected"),
    [
        ("2026-10-10", "2027-01-01", Lateness("early", 2)),
        ("2026-10-12", "2027-01-01", Lateness("on_time", 0)),
        ("2026-10-15", "2026-10-15", Lateness("late", 3)),
        (None, "2026-10-13", Lateness("overdue", 1)),
        (None, "2026-10-12", Lateness("soon", 0)),
        (None, "2026-10-02", Lateness("soon", 10)),
        (None, "2026-10-01", Lateness("due", 11)),
    ],
)
def test_how_a_duty_stands(published_on, today, expected):
    published = day(published_on) if published_on else None
    assert lateness(DUE, published, day(today)) == expected


@pytest.mark.parametrize(
    ("stands", "english"),
    [
        (Lateness("early", 1), "Published 1 day early"),
        (Lateness("early", 2), "Published 2 days early"),
        (Lateness("on_time", 0), "On time"),
        (Lateness("late", 1), "Published 1 day late"),
        (Lateness("late", 3), "Published 3 days late"),
        (Lateness("overdue", 1), "Overdue by 1 day"),
        (Lateness("overdue", 9), "Overdue by 9 days"),
        (Lateness("soon", 1), "Due in 1 day"),
        (Lateness("soon", 0), "Due in 0 days"),
        (Lateness("due", 11), "Due in 11 days"),
    ],
)
def test_the_label_is_said_in_the_readers_language(stands, english):
    with translation.override("en"):
        assert stands.words() == english
    vietnamese = stands.words()
    assert vietnamese and vietnamese != english
    assert str(stands.days) in vietnamese or stands.key == "on_time"


@UNHURRIED
@given(DAYS, DAYS | st.none(), DAYS)
def test_a_label_counts_the_days_and_never_below_zero(due_on, published_on, today):
    stands = lateness(due_on, published_on, today)
    met = {"early", "on_time", "late"}
    assert stands.days == abs(((published_on or today) - due_on).days)
    assert (stands.key in met) == (published_on is not None)


@pytest.mark.parametrize(
    ("body", "posted_on", "ends_on"),
    [
        (kind(), "2026-03-02", "2026-04-01"),
        (kind(), "2026-01-29", "2026-03-02"),  # 28 February 2026 is a Saturday
        (kind(posting={"duration": "days", "noticeboard_days": 5, "unit": "working_day"}),
         "2026-02-12", "2026-02-26"),
        (kind(posting={"duration": "permanent"}), "2026-03-02", None),
        (kind(posting={"duration": "permanent"}, privacy_level="P3"), "2026-03-02", None),
        (kind(posting={"duration": "not_stated"}), "2026-03-02", None),
        (kind(posting={"duration": "not_stated"}, privacy_level="P1"), "2026-03-02", None),
        (kind(posting={"duration": "not_stated"}, privacy_level="P2"), "2026-03-02", "2026-04-01"),
        (kind(posting={"duration": "not_stated"}, privacy_level="P3"), "2026-03-02", "2026-04-01"),
    ],
)  # fmt: skip
def test_a_posting_ends_as_the_law_says_and_for_rows_about_people_in_any_case(
    body, posted_on, ends_on
):
    assert posting_ends_on(body, day(posted_on)) == (day(ends_on) if ends_on else None)


def test_comments_close_on_a_working_day_or_stay_open():
    assert comments_close_on(kind(comment={"min_days": 3}), day("2026-03-02")) == day("2026-03-05")
    assert comments_close_on(kind(comment={"min_days": 3}), day("2026-03-04")) == day("2026-03-09")
    assert comments_close_on(kind(comment={"min_days": 0}), day("2026-03-04")) == day("2026-03-04")
    assert comments_close_on(kind(), day("2026-03-02")) is None
    at = comments_close_on(kind(comment={"min_days": 3}), day("2026-03-04"), EVERY_DAY)
    assert at == day("2026-03-07")


def test_a_commune_owes_the_periods_that_ended_since_it_exists():
    owed = owed_periods(BUDGET, today=day("2026-10-01"))
    assert [period.code for period in owed] == ["2025-M9", "2026-M3", "2026-M6", "2026-M9"]


def test_nothing_is_owed_from_before_the_communes_or_from_before_it_joined():
    early = owed_periods(BUDGET, today=day("2025-12-31"), since=day("2020-01-01"))
    late = owed_periods(BUDGET, today=day("2026-10-01"), since=day("2026-06-30"))
    assert [period.code for period in early] == ["2025-M9"]
    assert [period.code for period in late] == ["2026-M6", "2026-M9"]
    assert min(period.ends_on for period in early) >= COMMUNES_SINCE


def test_a_kind_that_follows_an_event_has_no_periods_that_come_by_themselves():
    assert owed_periods(HOUSEHOLDS, today=day("2026-10-01")) == []
    assert next_period(HOUSEHOLDS, today=day("2026-10-01")) is None


@pytest.mark.parametrize(
    ("today", "code"),
    [("2026-09-30", "2026-M9"), ("2026-10-01", "2027-M3"), ("2026-01-01", "2026-M3")],
)
def test_the_next_period_is_the_one_that_ends_next(today, code):
    assert next_period(BUDGET, today=day(today)) == parse(code)


def test_a_rhythm_that_has_no_periods_has_no_next_one():
    assert next_period(kind(trigger="period_end", period="event"), today=DUE) is None


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_of_the_catalogue_has_a_due_date_a_posting_and_a_comment_window(code):
    body, start = KINDS[code], day("2026-03-02")
    found = due_date(body, triggered_on=start, period=Period(2026, "year", 1))
    before = found.direction == "before"
    assert (found.due_on <= found.triggered_on) if before else (found.due_on >= found.triggered_on)
    assert found.basis and not found.basis.startswith("PROPOSED")
    for end in (posting_ends_on(body, start), comments_close_on(body, start)):
        assert end is None or end >= start
    if body["trigger"] == "period_end":
        assert next_period(body, today=start)


@UNHURRIED
@given(DAYS, st.integers(0, 60), st.sampled_from(["day", "working_day"]))
def test_a_duty_after_an_event_leaves_all_the_days_that_the_law_gives(start, count, unit):
    rule = {"n": count, "unit": unit, "direction": "after", "basis": "Luật X"}
    found = due_date(kind(deadline=rule), triggered_on=start)
    assert (found.due_on - start).days >= count
