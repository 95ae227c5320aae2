"""Days that offices name in words, and words that name none."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.rules.days_named import days_named

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)


def november(text):
    return [day.day for day in days_named(text, first=FIRST, last=LAST)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("7 giờ 30 ngày 05/11/2026", [5]),
        ("thứ Năm, 5/11", [5]),
        ("Các ngày 05, 12 và 19/11/2026", [5, 12, 19]),
        ("ngày 5, ngày 12 tháng 11 năm 2026", [5, 12]),
        ("Ngày 26 tháng 11", [26]),
        ("26.11.2026; 30-11-2026", [26, 30]),
        ("26/11/2025", []),
        ("26/12/2026", []),
        ("31/11/2026", []),
        ("0/11/2026", []),
        ("1/2 ngày", []),
        ("từ 7:30 đến 11:00", []),
        ("số 05/2026/TB", []),
        ("mục 1.5.11", []),
        ("thứ Năm", []),
        ("Thứ Năm hằng tuần", [5, 12, 19, 26]),
        ("thứ 5 hàng tuần", [5, 12, 19, 26]),
        ("mỗi thứ hai và thứ năm", [2, 5, 9, 12, 16, 19, 23, 26, 30]),
        ("thứ Năm hằng tuần".upper(), [5, 12, 19, 26]),
        ("Chủ nhật hằng tuần", [1, 8, 15, 22, 29]),
        ("thứ Bảy, chủ nhật hằng tuần", [1, 7, 8, 14, 15, 21, 22, 28, 29]),
        ("Ngày 10 và 24 hằng tháng, 14 giờ", [10, 24]),
        ("ngày 31 mỗi tháng", []),
        ("hằng tuần", []),
        ("", []),
    ],
)
def test_days_as_offices_write_them(text, days):
    assert november(text) == days


def test_from_monday_to_friday_means_all_five():
    days = november("Sáng thứ Hai đến thứ Sáu hằng tuần, 7 giờ 30")
    assert days == [day for day in range(1, 31) if dt.date(2026, 11, day).weekday() < 5]
    assert november("thứ hai - thứ tư mỗi tuần")[:4] == [2, 3, 4, 9]


def test_a_decomposed_text_is_read_the_same():
    assert november("thứ Năm hằng tuần") == [5, 12, 19, 26]


@given(st.lists(st.dates(FIRST, LAST), min_size=1, max_size=6, unique=True), st.booleans())
def test_every_day_written_out_is_found(days, with_year):
    form = "%d/%m/%Y" if with_year else "%d/%m"
    text = "; ".join(f"buổi sáng ngày {day:{form}}" for day in days)
    assert days_named(text, first=FIRST, last=LAST) == sorted(days)


@given(st.text(max_size=60))
def test_no_text_breaks_it_and_no_day_lies_outside(text):
    found = days_named(f"{text} hằng tuần", first=FIRST, last=LAST)
    assert all(FIRST <= day <= LAST for day in found)
