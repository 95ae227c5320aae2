"""How words are folded so that they are found however they were typed."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.search.fold import (
    exact,
    fold,
    fold_all,
    fold_letters,
    has_accents,
    sort_key,
    words,
)

UNHURRIED = settings(deadline=None)
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
VOWELS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
LETTERS = VOWELS + VOWELS.upper() + "bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX"
VIETNAMESE = st.text(LETTERS + " ,.-/'\"_0123456789", max_size=40)
KHMER = st.text("កខគឃងចឆជញតថទធនបផពភមយរលវសហឡអាិីឹឺុូួើៀេែៃោៅំះ់្", max_size=20)
ANY = VIETNAMESE | KHMER | st.text(max_size=40)


def nfd(text):
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đất đai", "dat dai"),
        ("ĐẶNG THỊ ƯỚC", "dang thi uoc"),
        ("Nghĩa trang Tân Long", "nghia trang tan long"),
        ("  Thu,  chi - ngân_sách (xã) ", "thu chi ngan sach xa"),
        ("219/TB-UBND", "219 tb ubnd"),
        ("", ""),
        ("...", ""),
        ("កម្ពុជា", "កម្ពុជា"),
    ],
)
def test_words_are_folded_to_bare_letters(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("old", "new"),
    [("hòa", "hoà"), ("Hòa Bình", "Hoà Bình"), ("khỏe", "khoẻ"), ("thủy", "thuỷ"),
     ("TÙY", "TUỲ"), ("ủy ban", "uỷ ban"), ("tọa", "toạ"), ("xõa", "xoã")],
)  # fmt: skip
def test_old_and_new_placement_of_tones_are_the_same_word(old, new):
    assert fold(old) == fold(new)
    assert exact(old) == exact(new) == exact(nfd(new))


@pytest.mark.parametrize("text", ["quý", "quỳ", "quỷ", "hoàn", "toán", "ngoèo"])
def test_words_whose_tone_has_one_place_only_are_left(text):
    assert exact(text) == text


def test_words_that_differ_by_a_tone_stay_apart_when_typed_with_accents():
    assert exact("mả") != exact("mã")
    assert fold("mả") == fold("mã") == "ma"


@UNHURRIED
@given(ANY)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert fold_letters(fold_letters(text)) == fold_letters(text)


@UNHURRIED
@given(VIETNAMESE | KHMER)
def test_both_unicode_forms_fold_alike(text):
    composed = unicodedata.normalize("NFC", text)
    assert fold(nfd(text)) == fold(composed)
    assert exact(nfd(text)) == exact(composed)
    assert sort_key(nfd(text)) == sort_key(composed)


@UNHURRIED
@given(VIETNAMESE)
def test_capitals_fold_like_small_letters(text):
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@UNHURRIED
@given(VIETNAMESE)
def test_a_folded_vietnamese_text_is_plain_ascii(text):
    assert fold(text).isascii()
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


@UNHURRIED
@given(VIETNAMESE)
def test_the_exact_form_is_settled_after_once(text):
    assert exact(exact(text)) == exact(text)
    assert fold(exact(text)) == fold(text)


@UNHURRIED
@given(KHMER)
def test_khmer_passes_through(text):
    assert fold(text) == unicodedata.normalize("NFC", text)
    assert len(words(text)) == bool(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ngan sach", False), ("NGAN", False), ("ngân", True), ("đ", True), ("Đ", True), ("", False),
     ("កម្ពុជា", False)],
)  # fmt: skip
def test_accents_are_noticed(text, expected):
    assert has_accents(text) is expected


@pytest.mark.parametrize(
    "ordered",
    [
        ["an", "ăn", "ân"],
        ["da", "đa"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Tân Long", "Tân Lộc", "Tân Phú"],
        ["an", "an giang", "anh"],
        ["o", "ô", "ơ", "u", "ư", "v"],
        ["1", "a"],
        ["", "a"],
        ["Hòa", "hoá", "hoàn"],
    ],
)
def test_names_sort_as_in_a_vietnamese_dictionary(ordered):
    shuffled = [*ordered[1:], ordered[0]]
    assert sorted(shuffled, key=sort_key) == ordered


def test_letters_come_before_tones():
    assert sorted(["má", "mai", "mà"], key=sort_key) == ["mà", "má", "mai"]


@UNHURRIED
@given(ANY)
def test_a_sort_key_is_short_enough_to_be_stored(text):
    assert 1 <= len(sort_key(text * 20)) <= 400


@UNHURRIED
@given(VIETNAMESE)
def test_a_sort_key_forgets_capitals(text):
    assert sort_key(text.upper()) == sort_key(text.lower())


def test_every_letter_of_the_alphabet_has_its_place():
    assert sorted(ALPHABET, key=sort_key) == list(ALPHABET)


@UNHURRIED
@given(st.lists(ANY, max_size=12))
def test_many_texts_fold_as_each_of_them_does(texts):
    assert fold_all(texts) == [fold(text) for text in texts]
