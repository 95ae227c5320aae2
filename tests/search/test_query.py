"""What a reader's words ask for, and what of a text is marked as found."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.search.query import MAX_WORDS, Segment, highlight, parse, quoted, understand

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TYPED = st.text(max_size=60) | st.text("'\"“”\\&|!():*<-> aạđ", max_size=60)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("ngan sach", "'ngan' & 'sach':*"),
        ("Ngân sách", "'ngan' & 'sach':*"),
        ("ngân sách ", "'ngan' & 'sach'"),
        ("đường X", "'duong' & 'x'"),
        ("tiền xã", "'tien' & 'xa'"),
        ('"ngân sách" xây', "'_ngan_sach' & 'xay':*"),
        ("“ngân sách” ", "'_ngan_sach'"),
        ('"thu chi xã" ', "'_thu_chi' & '_chi_xa' & ('thu' <-> 'chi' <-> 'xa')"),
        ('"" xã ', "'xa'"),
        ('"..." xã ', "'xa'"),
        ("hoà ", "'hoa'"),
        ("1.250.000.000 đồng ", "'1250000000' & 'dong'"),
        ("14.903,25 ", "'14903' & '25'"),
        ("1,250,000 ", "'1250000'"),
        ("12.3 ", "'12' & '3'"),
        ("២០២៦ ", "'2026'"),
        ("កម្ពុជា", "('កម្ពុ' <-> 'ម្ពុជា')"),
        ("ភូមិ ក", "'ភូមិ' & 'ក':*"),
        ("219/TB-UBND ", "'219' & 'tb' & 'ubnd'"),
        ("a'b ", "'a' & 'b'"),
        ("", ""),
        (" -- ", ""),
        ('"', ""),
    ],
)
def test_words_are_asked_for_together_and_phrases_in_order(typed, asked):
    assert parse(typed) == asked


def test_what_was_typed_is_kept_for_the_order():
    asked = understand("Hộ nghèo Vĩnh Hoà")
    assert asked.as_typed == "'hộ' & 'nghèo' & 'vĩnh' & 'hòa'"
    assert asked.in_order == "'ho' <-> 'ngheo' <-> 'vinh' <-> 'hoa':*"
    assert asked.all("A") == "'ho':A & 'ngheo':A & 'vinh':A & 'hoa':*A"
    assert asked.as_title == "'ᴛ_ho_ngheo' & 'ᴛ_ngheo_vinh'"
    assert understand("hoa ").as_title == "'ᴛhoa'"


def test_the_last_word_becomes_what_it_may_be():
    begun = understand("thu ngh")
    assert begun.unfinished == "ngh" and understand("thu ngh ").unfinished == ""
    several = begun.ended(("nghe", "ngheo"))
    assert several.found_by == "'thu' & ('nghe' | 'ngheo')"
    assert several.all("A") == "'thu':A & ('nghe':A | 'ngheo':A)"
    assert several.as_typed == "'thu' & 'ngh'" and several.as_title == "'ᴛthu'"
    whole = begun.ended(("ngh",))
    assert whole.found_by == "'thu' & 'ngh'" and whole.as_title == "'ᴛ_thu_ngh'"
    assert begun.ended(()) == begun
    assert understand("ngh").ended(("nghe", "ngheo")).as_title == "('ᴛnghe' | 'ᴛngheo')"


def test_both_unicode_forms_ask_the_same():
    assert parse(unicodedata.normalize("NFD", "Hộ nghèo")) == parse("Hộ nghèo")


def test_no_more_words_are_asked_for_than_a_reader_types():
    assert parse("xã " * 100).count("&") == MAX_WORDS - 1
    assert len(parse("x" * 10_000)) < 400


@pytest.mark.django_db
@UNHURRIED
@given(TYPED)
def test_no_input_breaks_the_database(typed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery IS NOT NULL", [parse(typed)])
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db
@UNHURRIED
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_a_quoted_word_is_that_word(word):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(array_to_tsvector(ARRAY[%s]))", [word])
        stored = cursor.fetchone()[0]
        cursor.execute("SELECT array_to_tsvector(ARRAY[%s]) @@ %s::tsquery", [word, quoted(word)])
        assert cursor.fetchone() == (True,)
    assert stored == [word]


def marked(text, typed):
    return [segment.text for segment in highlight(text, understand(typed)) if segment.is_hit]


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Thu, chi ngân sách xã", "ngan sach", ["ngân", "sách"]),
        ("Thu, chi ngân sách xã", "ngân", ["ngân"]),
        ("Ngan hàng, ngân sách", "ngân", ["Ngan", "ngân"]),
        ("Chi 1.250.000.000 đồng", "1250000000", ["1.250.000.000"]),
        ("Chi 1250000000 đồng", "1.250.000.000", ["1250000000"]),
        (
            unicodedata.normalize("NFD", "Hộ nghèo"),
            "nghèo",
            [unicodedata.normalize("NFD", "nghèo")],
        ),
        ("នៅភូមិនេះ", "ភូមិ", ["ភូមិ"]),
        ("Khóm Vĩnh Hoà", "hòa", ["Hoà"]),
        ("Kế hoạch năm 2026", '"ke hoach"', ["Kế", "hoạch"]),
        ("Đường a và đường b", "a", ["a"]),
        ("Đường ấp 3", "a", []),
        ("nghèo, nghề, nghĩ", "ngh", ["nghèo", "nghề", "nghĩ"]),
        ("nghèo, nghề", "ngh ", []),
        ("Thu chi", "", []),
        ("Thu chi", "...", []),
        ("", "thu", []),
        ("កម្ពុជា", "កម្ពុជា", ["កម្ពុជា"]),
    ],
)
def test_the_words_that_were_looked_for_are_marked(text, typed, found):
    assert marked(text, typed) == found


def test_letters_between_hits_stay_as_they_were_written():
    assert highlight("(Thu) chi.", understand("thu chi")) == (
        Segment("(", False), Segment("Thu", True), Segment(") ", False), Segment("chi", True),
        Segment(".", False),
    )  # fmt: skip


@UNHURRIED
@given(st.text(max_size=60), st.text(max_size=20))
def test_the_pieces_together_are_the_text(text, typed):
    pieces = highlight(text, understand(typed))
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces) or not text
