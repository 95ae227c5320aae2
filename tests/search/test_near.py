"""Words near a typed one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.search.fold import fold_letters
from disclosures.search.near import keyed, slips, splits, taken_apart


@pytest.mark.parametrize("typed", ["sahc", "sch", "sachh", "sacj", "asch"])
def test_one_slip_leads_back_to_the_word(typed):
    assert "sach" in slips(typed)


def test_numbers_and_very_short_words_have_no_neighbours():
    assert slips("12345") == slips("ab") == slips("a1b") == slips("a" * 21) == set()
    assert splits("31732") == [] and splits("abc") == []
    assert splits("ngansach")[2] == ("ngan", "sach")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sachs", "sách"), ("sasch", "sách"), ("ngaan", "ngân"), ("dduowngf", "đường"),
        ("duwowngf", "dường"), ("thuw", "thư"), ("huyeenj", "huyện"), ("hoaf", "hòa"),
        ("sach1", "sách"), ("nga6n", "ngân"), ("d9u7o7ng2", "đường"), ("thu7", "thư"),
        ("na8m", "năm"), ("Hoaf", "hòa"), ("nguoi72", "người"), ("quyr", "quỷ"),
    ],
)  # fmt: skip
def test_the_keys_of_telex_and_vni_are_understood(typed, meant):
    assert keyed(typed) == taken_apart(meant)


@pytest.mark.parametrize("typed", ["nong", "ngân", "31732", "898", "ql61", "a10", "2026", ""])
def test_what_is_no_keying_stays(typed):
    assert keyed(typed) is None


def test_where_the_tone_stands_does_not_matter():
    assert taken_apart("hòa") == taken_apart("hoà") == ("hoa", "\u0300")


@given(st.text(max_size=25))
def test_any_word_is_taken(word):
    folded = fold_letters(word)
    assert folded not in slips(folded)
    assert all("".join(both) == folded for both in splits(folded))
    keys = keyed(word)
    assert keys is None or keys[0].isalpha()
