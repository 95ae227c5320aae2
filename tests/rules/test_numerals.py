"""Numbers in Vietnamese words, north and south, read back by a parser that shares no code."""

import random
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.rules.numbers import NotANumber
from disclosures.rules.numerals import Dialect, decimal_words, integer_words, number_words

NORTH, SOUTH = Dialect.NORTH, Dialect.SOUTH
VALUES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def read_back(words):
    """Grammar: [âm] … tỷ … triệu … nghìn …; the last tỷ parts what is above from what is below."""
    if words.startswith("âm "):
        return -read_back(words[3:])
    above, tỷ, below = words.rpartition("tỷ")
    total = read_back(above.strip()) * 10**9 if tỷ else 0
    return total + below_a_billion(below.split())


def below_a_billion(words):
    total, group = 0, []
    for word in words:
        if word in {"triệu", "nghìn", "ngàn"}:
            total += three_digits(group) * (10**6 if word == "triệu" else 10**3)
            group = []
        else:
            group.append(word)
    return total + three_digits(group)


def three_digits(words):
    text = " ".join(words)
    if not text:
        return 0
    digit = "|".join(VALUES)
    form = re.fullmatch(
        rf"(?:(?P<hundreds>{digit}) trăm ?)?"
        rf"(?:(?:linh|lẻ) (?P<after>{digit})|(?P<ten>mười) ?(?P<teen>{digit})?"
        rf"|(?P<tens>{digit}) mươi ?(?P<ones>{digit})?|(?P<alone>{digit}))?",
        text,
    )
    assert form, text
    found = {name: VALUES.get(word, 0) for name, word in form.groupdict().items()}
    tens = 1 if form["ten"] else found["tens"]
    ones = found["after"] + found["teen"] + found["ones"] + found["alone"]
    return found["hundreds"] * 100 + tens * 10 + ones


@pytest.mark.parametrize("dialect", [NORTH, SOUTH])
def test_ten_thousand_random_numbers_are_read_back_as_they_were(dialect):
    source = random.Random(f"numerals {dialect}")
    for _turn in range(5_000):
        number = source.randrange(10 ** source.randint(1, 21)) * source.choice((1, 1, -1))
        assert read_back(integer_words(number, dialect)) == number


@settings(deadline=None)
@given(st.integers(min_value=-(10**27), max_value=10**27))
def test_no_two_numbers_sound_alike(number):
    assert read_back(integer_words(number, SOUTH)) == number


@pytest.mark.parametrize(
    ("number", "north", "south"),
    [
        (0, "không", None),
        (1, "một", None),
        (4, "bốn", None),
        (5, "năm", None),
        (10, "mười", None),
        (11, "mười một", None),
        (14, "mười bốn", None),
        (15, "mười lăm", None),
        (20, "hai mươi", None),
        (21, "hai mươi mốt", None),
        (24, "hai mươi tư", "hai mươi bốn"),
        (25, "hai mươi lăm", None),
        (44, "bốn mươi tư", "bốn mươi bốn"),
        (55, "năm mươi lăm", None),
        (91, "chín mươi mốt", None),
        (100, "một trăm", None),
        (101, "một trăm linh một", "một trăm lẻ một"),
        (104, "một trăm linh bốn", "một trăm lẻ bốn"),
        (105, "một trăm linh năm", "một trăm lẻ năm"),
        (110, "một trăm mười", None),
        (111, "một trăm mười một", None),
        (115, "một trăm mười lăm", None),
        (121, "một trăm hai mươi mốt", None),
        (555, "năm trăm năm mươi lăm", None),
        (999, "chín trăm chín mươi chín", None),
        (1_000, "một nghìn", "một ngàn"),
        (1_001, "một nghìn không trăm linh một", "một ngàn không trăm lẻ một"),
        (1_010, "một nghìn không trăm mười", "một ngàn không trăm mười"),
        (1_015, "một nghìn không trăm mười lăm", "một ngàn không trăm mười lăm"),
        (1_100, "một nghìn một trăm", "một ngàn một trăm"),
        (2_026, "hai nghìn không trăm hai mươi sáu", "hai ngàn không trăm hai mươi sáu"),
        (5_024, "năm nghìn không trăm hai mươi tư", "năm ngàn không trăm hai mươi bốn"),
        (10_000, "mười nghìn", "mười ngàn"),
        (11_001, "mười một nghìn không trăm linh một", "mười một ngàn không trăm lẻ một"),
        (21_000, "hai mươi mốt nghìn", "hai mươi mốt ngàn"),
        (104_000, "một trăm linh bốn nghìn", "một trăm lẻ bốn ngàn"),
        (1_000_000, "một triệu", None),
        (1_000_001, "một triệu không trăm linh một", "một triệu không trăm lẻ một"),
        (1_005_000, "một triệu không trăm linh năm nghìn", "một triệu không trăm lẻ năm ngàn"),
        (1_000_500, "một triệu năm trăm", None),
        (24_000_000, "hai mươi tư triệu", "hai mươi bốn triệu"),
        (1_250_000_000, "một tỷ hai trăm năm mươi triệu", None),
        (1_000_000_000, "một tỷ", None),
        (1_000_000_005, "một tỷ không trăm linh năm", "một tỷ không trăm lẻ năm"),
        (1_000_020_000, "một tỷ không trăm hai mươi nghìn", "một tỷ không trăm hai mươi ngàn"),
        (21_000_000_000, "hai mươi mốt tỷ", None),
        (1_000_000_000_000, "một nghìn tỷ", "một ngàn tỷ"),
        (1_500_000_000_000, "một nghìn năm trăm tỷ", "một ngàn năm trăm tỷ"),
        (10**15, "một triệu tỷ", None),
        (10**18, "một tỷ tỷ", None),
        (10**18 + 5, "một tỷ tỷ không trăm linh năm", "một tỷ tỷ không trăm lẻ năm"),
        (-15, "âm mười lăm", None),
    ],
)
def test_hard_readings(number, north, south):
    assert integer_words(number, NORTH) == north
    assert integer_words(number, SOUTH) == (south or north)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1.250.000.000", "một tỷ hai trăm năm mươi triệu"),
        ("1 250 000", "một triệu hai trăm năm mươi nghìn"),
        ("0,5", "không phẩy năm"),
        ("0,05", "không phẩy không năm"),
        ("0,005", "không phẩy không không năm"),
        ("12,75", "mười hai phẩy bảy mươi lăm"),
        ("1.234,50", "một nghìn hai trăm ba mươi tư phẩy năm"),
        ("3,14159", "ba phẩy một bốn một năm chín"),
        ("80,3%", "tám mươi phẩy ba phần trăm"),
        ("-2,5", "âm hai phẩy năm"),
        ("14,9 tỷ", "mười bốn tỷ chín trăm triệu"),
        ("2,0", "hai"),
    ],
)
def test_what_offices_write_is_read(text, words):
    assert number_words(text) == words


def test_long_fractions_keep_every_digit():
    said = decimal_words(Decimal("0.1234567890123456789012345678901"))
    assert len(said.split()) == 2 + 31


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "--5", "1" * 28, "%", "12 34"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumber):
        number_words(text)
