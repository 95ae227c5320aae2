"""What changed in a text, word by word: nothing is lost, and no text takes long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.tables.diff import diff_text

TEXT = st.text("ab \n\t.", max_size=60) | st.text(max_size=40)


def told(before, after):
    return [(segment.kind, segment.text) for segment in diff_text(before, after)]


def words(segments, *kinds):
    return "".join(text for kind, text in segments if kind in kinds).split()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("thu 14 tỷ", "thu 14 tỷ", [("same", "thu 14 tỷ")]),
        (
            "thu 14 tỷ đồng",
            "thu 15 tỷ đồng",
            [("same", "thu"), ("removed", " 14"), ("added", " 15"), ("same", " tỷ đồng")],
        ),
        ("Chương I", "Chương I Điều 1", [("same", "Chương I"), ("added", " Điều 1")]),
        ("một\n\nhai", "một hai", [("same", "một"), ("removed", "\n\n"), ("same", " hai")]),
        ("a b", "b", [("removed", "a"), ("same", " b")]),
        ("", "mới", [("added", "mới")]),
        ("cũ", "", [("removed", "cũ")]),
        ("", "", []),
    ],
)
def test_words_that_changed_are_told(before, after, expected):
    assert told(before, after) == expected


@given(TEXT, TEXT)
def test_no_word_of_either_text_is_lost(before, after):
    found = told(before, after)
    assert words(found, "same", "removed") == before.split()
    assert words(found, "same", "added") == after.split()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("đồng " * 10_000, "xã đồng " * 5_000),
        ("a b " * 12_000, "b a " * 12_000),
        ("." * 50_000, "," * 50_000),
    ],
)
def test_a_text_that_repeats_itself_is_compared_at_once(before, after):
    assert words(told(before, after), "same", "added") == after.split()
