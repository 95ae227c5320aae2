"""The loudspeaker's script: nothing but words, never too long, never broken off."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.print.script import LEAST, MOST, PACE, Told, script, syllables
from disclosures.rules.numerals import Dialect

TOLD = Told(
    organ="Ủy ban nhân dân phường Ngã Năm",
    title="Thu, chi ngân sách 9 tháng đầu năm 2026",
    summary="Phường đã thu 1.250.000.000 đồng, đạt 80% dự toán.",
    paragraphs=("Theo Quyết định 15/QĐ-UBND, phường chi 24 triệu đồng.", "Làm 12 km đường."),
    posted_until=dt.date(2026, 12, 24),
    comments_until=None,
    phone="0299 300 0123",
)


def said(dialect=Dialect.SOUTH, **changes):
    return " ".join(script(dataclasses.replace(TOLD, **changes), dialect).paragraphs)


@pytest.mark.parametrize("dialect", Dialect)
def test_no_figure_and_no_abbreviation_is_left(dialect):
    text = said(dialect)
    assert not any(sign.isdigit() for sign in text)
    for words in (
        "một tỷ hai trăm năm mươi triệu đồng", "tám mươi phần trăm", "Ủy ban nhân dân",
        "ngày hai mươi bốn tháng mười hai", "số không hai chín chín, ba không không",
        "mười hai ki lô mét",
    ):  # fmt: skip
        assert words.replace("bốn", "tư" if dialect is Dialect.NORTH else "bốn") in text


def test_south_and_north_say_numbers_in_their_own_words():
    assert "hai ngàn không trăm hai mươi sáu" in said(Dialect.SOUTH)
    assert "hai nghìn không trăm hai mươi sáu" in said(Dialect.NORTH)


def test_a_short_notice_is_said_twice_and_ends_with_thanks():
    short = script(dataclasses.replace(TOLD, paragraphs=()), Dialect.SOUTH)
    assert "Xin nhắc lại." in short.paragraphs
    assert short.paragraphs[-1].endswith("Xin cảm ơn bà con.")
    assert short.paragraphs.count(short.paragraphs[0]) == 2


@given(st.lists(st.sampled_from(["Làm đường.", "Chi 1.250.000 đồng cho 24 hộ. Xong.", "x " * 90]),
                max_size=60))  # fmt: skip
def test_it_takes_at_most_three_minutes_and_keeps_whole_sentences(paragraphs):
    told = dataclasses.replace(TOLD, paragraphs=tuple(paragraphs))
    made = script(told, Dialect.SOUTH)
    spoken = sum(map(syllables, made.paragraphs))
    assert spoken <= MOST
    assert made.seconds == round(spoken * 60 / PACE)
    assert made.paragraphs[-1].endswith("Xin cảm ơn bà con.")
    assert spoken >= LEAST or "Xin nhắc lại." in made.paragraphs
