"""Numbers, dates and sums as Vietnamese offices write them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.rules import numbers
from disclosures.rules.numbers import NotANumber

UNHURRIED = settings(deadline=None)
FIGURES = st.decimals(-(10**15), 10**15, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1 234 567", "1234567"),
        ("1\u00a0234\u00a0567,5", "1234567.5"),
        ("1.234", "1234"),
        ("1,234", "1234"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("12,3456", "12.3456"),
        ("1234,567", "1234.567"),
        ("0,123", "0.123"),
        ("0.123", "0.123"),
        (",5", "0.5"),
        (",567", "0.567"),
        ("0", "0"),
        ("007", "7"),
        ("  42  ", "42"),
        ("+42", "42"),
        ("-42", "-42"),
        ("- 42", "-42"),
        ("−42", "-42"),
        ("(123)", "-123"),
        ("( 1.234,5 )", "-1234.5"),
        ("(-123)", "123"),
        ("80,3%", "80.3"),
        ("80,3 %", "80.3"),
        ("1.250.000 đồng", "1250000"),
        ("1.250.000đ", "1250000"),
        ("1.250.000 VNĐ", "1250000"),
        ("1.250 nghìn đồng", "1250000"),
        ("1,5 ngàn", "1500"),
        ("14,9 triệu", "14900000"),
        ("5tr", "5000000"),
        ("2,5 tỷ đồng", "2500000000"),
        ("2,5 TỈ", "2500000000"),
        ("148,5 m2", "148.5"),
        ("148,5m²", "148.5"),
        ("1,2 ha", "1.2"),
    ],
)
def test_a_number_is_read_as_an_office_means_it(text, number):
    assert numbers.parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "+", "()", "( )", "(-)", "ba", "--5", "1-2", "1e5", "NaN", "Infinity", "đồng",
     "5 quả", "12 3456", "1 2", ".", ",", "=1+1", "0x10", "1_000", "5 % 3"],
)  # fmt: skip
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumber) as refusal:
        numbers.parse_number(text)
    assert not refusal.value.ambiguous


@pytest.mark.parametrize(
    "text",
    ["1.234,567.8", "1,234.567,8", "12.34.567", "1.2.3", "1234.567.890", "1234,567.8",
     "12,34.5", ".123.456", "1.23,4"],
)  # fmt: skip
def test_what_could_be_two_numbers_is_refused_as_unclear(text):
    with pytest.raises(NotANumber) as refusal:
        numbers.parse_number(text)
    assert refusal.value.ambiguous


@pytest.mark.parametrize("text", ["1,5,", "9" * 1_000_001])
def test_what_no_decimal_can_hold_is_refused(text):
    with pytest.raises(NotANumber):
        numbers.parse_number(text)


def test_a_long_run_of_blanks_costs_nothing_and_is_no_number():
    with pytest.raises(NotANumber):
        numbers.parse_number("1" + " " * 30_000 + "x")


@UNHURRIED
@given(st.text())
def test_any_text_is_a_number_or_is_refused(text):
    try:
        found = numbers.parse_number(text)
    except NotANumber:
        return
    assert found.is_finite()


@UNHURRIED
@given(st.text("0123456789.,()-+ %đtrỷ", max_size=30))
def test_any_text_of_digits_and_marks_is_a_number_or_is_refused(text):
    try:
        found = numbers.parse_number(text)
    except NotANumber:
        return
    assert found.is_finite() and any(letter.isdigit() for letter in text)


@UNHURRIED
@given(FIGURES)
def test_a_number_written_in_vietnamese_style_reads_back(number):
    assert numbers.parse_number(numbers.number_text(number)) == number


@UNHURRIED
@given(FIGURES)
def test_brackets_and_minus_mean_the_same(number):
    text = numbers.number_text(abs(number))
    assert numbers.parse_number(f"({text})") == numbers.parse_number(f"-{text}")


@UNHURRIED
@given(FIGURES)
def test_english_and_vietnamese_style_are_the_same_number(number):
    assert numbers.parse_number(f"{number:,.2f}") == number


@UNHURRIED
@given(FIGURES)
def test_a_canonical_decimal_has_no_exponent_and_no_empty_places(number):
    text = numbers.decimal_text(number)
    assert Decimal(text) == number
    assert "E" not in text and not text.startswith("-0") or number < 0
    assert "." not in text or not text.endswith(("0", "."))


@pytest.mark.parametrize(
    ("number", "text"),
    [("1E+3", "1000"), ("0.00", "0"), ("-0", "0"), ("80.30", "80.3"), ("-1.50", "-1.5")],
)
def test_a_decimal_has_one_canonical_text(number, text):
    assert numbers.decimal_text(Decimal(number)) == text


DAY = dt.date(2026, 2, 5)


@pytest.mark.parametrize(
    "text",
    ["05/02/2026", "5/2/2026", "05-02-2026", "5.2.2026", "5/2/26", "2026-02-05",
     "2026-02-05 00:00:00", "2026-02-05T07:30", "ngày 5 tháng 2 năm 2026",
     "Ngày 05  tháng 02 năm 2026", "5 tháng 2, 2026", "5 tháng 2 năm 2026", " 05/02/2026 "],
)  # fmt: skip
def test_a_date_is_read_day_first_in_every_style(text):
    assert numbers.parse_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "year"), [("1/1/49", 2049), ("1/1/50", 1950), ("1/1/99", 1999), ("1/1/00", 2000)]
)
def test_a_year_of_two_digits_lies_between_1950_and_2049(text, year):
    assert numbers.parse_date(text).year == year


@pytest.mark.parametrize(
    "text",
    ["", "31/02/2026", "29/02/2025", "02/13/2026", "00/01/2026", "2026", "02/2026", "5/2/226",
     "ngày mai", "2026-02-05 sáng", "2026/02/05", "05/02/2026 và 06/02/2026"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        numbers.parse_date(text)


@UNHURRIED
@given(st.dates(dt.date(1000, 1, 1)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y"]))
def test_a_date_reads_back_from_each_style(day, form):
    assert numbers.parse_date(day.strftime(form)) == day


@UNHURRIED
@given(st.text("0123456789/-. tháng,", max_size=20))
def test_any_text_is_a_date_or_is_refused(text):
    try:
        found = numbers.parse_date(text)
    except ValueError:
        return
    assert f"{found.year % 100:02d}" in text


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        ("18264", dt.date(1950, 1, 1)),
        ("46058", DAY),
        ("46058.75", DAY),
        ("73415", dt.date(2100, 12, 31)),
        ("73415.99", dt.date(2100, 12, 31)),
    ],
)
def test_a_serial_number_is_the_day_that_a_spreadsheet_shows(serial, day):
    assert numbers.excel_serial(Decimal(serial)) == day


@pytest.mark.parametrize("serial", ["0", "-1", "18263", "73416", "1E+9", "1E+300", "-1E+300"])
def test_a_serial_number_far_from_today_is_refused(serial):
    with pytest.raises(ValueError):
        numbers.excel_serial(Decimal(serial))


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (None, None, ""),
        ("", 2, ""),
        (0, None, "0"),
        (0, 1, "0,0"),
        (1234567, None, "1.234.567"),
        ("1234567.89", None, "1.234.567,89"),
        (-1234, None, "-1.234"),
        (-123, None, "-123"),
        ("1.25", 1, "1,3"),
        ("-1.25", 1, "-1,3"),
        ("1.5", 3, "1,500"),
        (999, None, "999"),
        (1000, None, "1.000"),
    ],
)
def test_a_number_is_written_in_vietnamese_style(value, places, text):
    assert numbers.number_text(value, places) == text


def test_money_and_percent_are_written_with_their_unit_and_blank_stays_blank():
    assert numbers.money_text(1_250_000_000) == "1.250.000.000 đồng"
    assert numbers.money_text(0) == "0 đồng"
    assert numbers.money_text(None) == numbers.money_text("") == ""
    assert numbers.percent_text("80.25") == "80,3%"
    assert numbers.percent_text(0) == "0,0%"
    assert numbers.percent_text(None) == numbers.percent_text("") == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (14_903_250_000, ("14,9", "tỷ")),
        (2_000_000_000, ("2", "tỷ")),
        (451_360_000, ("451,36", "triệu")),
        (1_000_000, ("1", "triệu")),
        (889_000, ("889.000", "đồng")),
        (0, ("0", "đồng")),
        (-3_500_000_000, ("-3,5", "tỷ")),
    ],
)
def test_a_sum_is_said_in_its_largest_unit(value, said):
    assert numbers.short_money(value) == said


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("", ""), (14_903_250_000, "14.903,25"), (5_000_000, "5"), (0, "0"), (1, "0")],
)
def test_millions_drop_empty_places_and_keep_blank_blank(value, text):
    assert numbers.millions(value) == text
