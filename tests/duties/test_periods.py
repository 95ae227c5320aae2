"""Reporting periods: their codes, ends, addresses and words."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.duties.periods import BadPeriod, Period, parse, periods_of

UNHURRIED = settings(deadline=None)
KINDS = {
    "year": (1,),
    "half_year": (1, 2),
    "quarter": (1, 2, 3, 4),
    "quarter_cumulative": (3, 6, 9),
    "month": tuple(range(1, 13)),
}
PERIODS = st.sampled_from([(kind, at) for kind, every in KINDS.items() for at in every]).flatmap(
    lambda pair: st.builds(Period, st.integers(1000, 9999), st.just(pair[0]), st.just(pair[1]))
)


@pytest.mark.parametrize(
    ("code", "kind", "ends_on", "slug", "vietnamese", "english"),
    [
        ("2026", "year", "2026-12-31", "nam-2026", "năm 2026", "in 2026"),
        ("2026-H1", "half_year", "2026-06-30", "6-thang-dau-2026", "năm 2026",
         "in half-year 1 of 2026"),
        ("2026-H2", "half_year", "2026-12-31", "6-thang-cuoi-2026", "năm 2026",
         "in half-year 2 of 2026"),
        ("2026-Q1", "quarter", "2026-03-31", "quy-1-2026", "quý 1 năm 2026",
         "in quarter 1 of 2026"),
        ("2026-Q4", "quarter", "2026-12-31", "quy-4-2026", "quý 4 năm 2026",
         "in quarter 4 of 2026"),
        ("2026-M3", "quarter_cumulative", "2026-03-31", "3-thang-2026", "3 tháng đầu năm 2026",
         "in the first 3 months of 2026"),
        ("2026-M9", "quarter_cumulative", "2026-09-30", "9-thang-2026", "9 tháng đầu năm 2026",
         "in the first 9 months of 2026"),
        ("2026-02", "month", "2026-02-28", "thang-2-2026", "tháng 2/2026",
         "in month 2 of 2026"),
        ("2028-02", "month", "2028-02-29", "thang-2-2028", "tháng 2/2028",
         "in month 2 of 2028"),
        ("2026-11", "month", "2026-11-30", "thang-11-2026", "tháng 11/2026",
         "in month 11 of 2026"),
    ],
)  # fmt: skip
def test_a_period_has_a_code_an_end_an_address_and_words(
    code, kind, ends_on, slug, vietnamese, english
):
    period = parse(code)
    assert (period.kind, period.code, period.slug) == (kind, code, slug)
    assert period.ends_on == dt.date.fromisoformat(ends_on)
    assert vietnamese in period.words()
    with translation.override("en"):
        assert period.words() == english


@pytest.mark.parametrize(
    "code",
    ["", "26", "20266", "2026-", "2026-0", "2026-00", "2026-13", "2026-H0", "2026-H3", "2026-Q5",
     "2026-M1", "2026-M12", "2026-Q", "2026-q1", " 2026", "2026\n", "2026-1", "2026-001", "nam"],
)  # fmt: skip
def test_what_names_no_period_is_refused(code):
    with pytest.raises(BadPeriod):
        parse(code)


@UNHURRIED
@given(st.text(max_size=10) | st.from_regex(r"\d{4}-?[HQM]?\d{0,2}", fullmatch=True))
def test_any_text_names_a_period_or_is_refused(code):
    try:
        period = parse(code)
    except BadPeriod:
        return
    assert period.index in KINDS[period.kind]


@UNHURRIED
@given(PERIODS)
def test_a_period_reads_back_from_its_code(period):
    assert parse(period.code) == period


@UNHURRIED
@given(PERIODS)
def test_a_period_ends_on_the_last_day_of_a_month_of_its_year(period):
    assert period.ends_on.year == period.year
    assert period.ends_on == dt.date.max or (period.ends_on + dt.timedelta(days=1)).day == 1


@UNHURRIED
@given(PERIODS, PERIODS)
def test_two_periods_share_neither_code_nor_address(one, two):
    assert (one.code == two.code) == (one.slug == two.slug) == (one == two)


@pytest.mark.parametrize(
    ("kind", "first", "last", "codes"),
    [
        ("year", "2025-07-01", "2026-12-30", ["2025"]),
        ("year", "2025-07-01", "2026-12-31", ["2025", "2026"]),
        ("half_year", "2025-07-01", "2026-06-30", ["2025-H2", "2026-H1"]),
        ("quarter", "2025-09-30", "2026-01-01", ["2025-Q3", "2025-Q4"]),
        ("quarter", "2025-10-01", "2025-12-30", []),
        ("quarter_cumulative", "2025-07-01", "2026-03-31", ["2025-M9", "2026-M3"]),
        ("month", "2025-12-31", "2026-02-27", ["2025-12", "2026-01"]),
        ("event", "2025-07-01", "2027-12-31", []),
        ("month", "2026-03-01", "2026-02-01", []),
    ],
)
def test_the_periods_between_two_days_are_those_that_end_there(kind, first, last, codes):
    found = periods_of(kind, dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert [period.code for period in found] == codes


@UNHURRIED
@given(
    st.sampled_from(list(KINDS)),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.integers(0, 800),
)
def test_periods_come_in_order_each_once_and_inside(kind, first, days):
    last = first + dt.timedelta(days=days)
    ends = [period.ends_on for period in periods_of(kind, first, last)]
    assert ends == sorted(set(ends))
    assert all(first <= end <= last for end in ends)
