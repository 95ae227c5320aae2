"""What anybody may see of a cell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.rules import masking
from disclosures.rules.masking import COVER
from disclosures.vocabulary import PrivacyClass, PrivacyLevel

NAMES = st.lists(st.text("aăâbcdđêghiklmnơưÁẠỨ", min_size=1, max_size=8), min_size=1, max_size=6)
UNHURRIED = settings(deadline=None)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Thạch Thị Sa Rây", "Thạch Thị Sa R•••"),
        ("Lý Ây", "Lý Â•••"),
        ("Rây", "R•••"),
        ("R", "R•••"),
        ("  Thạch   Thị Sa  Rây ", "Thạch Thị Sa R•••"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_of_a_name_the_last_word_is_shortened_to_its_initial(name, shown):
    assert masking.masked_name(name) == shown


@UNHURRIED
@given(NAMES)
def test_a_masked_name_tells_the_first_words_and_one_letter_of_the_last(words):
    shown = masking.masked_name(" ".join(words)).split()
    assert shown[:-1] == words[:-1]
    assert shown[-1] == words[-1][0] + COVER


@UNHURRIED
@given(NAMES, st.text("abcđê", max_size=9), st.text("abcđê", max_size=9))
def test_two_names_that_differ_only_behind_the_last_initial_look_the_same(words, one, two):
    start = " ".join(words)
    assert masking.masked_name(start + one) == masking.masked_name(start + two)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Số nhà 12/3, đường Lê Lợi", "đường Lê Lợi"),
        ("số 45 hẻm Chùa", "hẻm Chùa"),
        ("12A, khóm Vĩnh Trung", "khóm Vĩnh Trung"),
        ("nhà12/3 hẻm Chùa", "nhà hẻm Chùa"),
        ("Khóm Vĩnh Kiên", "Khóm Vĩnh Kiên"),
        ("12/05/1985", "1985"),
        ("5-2-2010", "2010"),
        ("1985", "1985"),
        ("12-05-85", COVER),
        ("0912345678", COVER),
        ("12", COVER),
        ("", COVER),
    ],
)
def test_an_address_loses_its_number_and_a_birth_date_its_day(text, shown):
    assert masking.masked_text(text) == shown


@UNHURRIED
@given(st.text("0123456789/-. sốnhàkhóm,", max_size=40))
def test_a_masked_text_holds_no_digit_except_a_year(text):
    digits = "".join(letter for letter in masking.masked_text(text) if letter.isdigit())
    assert digits == "" or (len(digits) == 4 and digits[:2] in {"19", "20"})


SHOWN = {
    PrivacyClass.NONE: True,
    PrivacyClass.NAME: True,
    PrivacyClass.MASK: True,
    PrivacyClass.AGGREGATE: False,
    PrivacyClass.NEVER: False,
}


@pytest.mark.parametrize("level", PrivacyLevel)
@pytest.mark.parametrize("privacy", PrivacyClass)
def test_the_stricter_of_column_and_kind_decides_what_is_shown_by_row(privacy, level):
    expected = privacy == PrivacyClass.NONE if level == PrivacyLevel.P4 else SHOWN[privacy]
    assert masking.is_public(privacy, level) is expected


@pytest.mark.parametrize(
    ("value", "privacy", "shown"),
    [
        (None, PrivacyClass.NAME, None),
        (None, PrivacyClass.MASK, None),
        (0, PrivacyClass.NONE, 0),
        (True, PrivacyClass.NONE, True),
        ("Danh Hoàng", PrivacyClass.NONE, "Danh Hoàng"),
        ("Danh Hoàng", PrivacyClass.NAME, "Danh H•••"),
        (1985, PrivacyClass.MASK, "1985"),
        ("số 3, hẻm 6", PrivacyClass.MASK, "hẻm"),
        ("094085000001", PrivacyClass.NEVER, COVER),
        (7, PrivacyClass.AGGREGATE, COVER),
    ],
)
def test_the_public_value_follows_the_class(value, privacy, shown):
    assert masking.public_value(value, privacy) == shown
