"""What must hold of canonical bytes and commitments whatever the content is."""

import base64
import hashlib
import json
import unicodedata

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.rules import hashing

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(
    lambda text: unicodedata.normalize("NFC", text)
)
CELL = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
VALUE = st.recursive(
    CELL,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z0-9_.-]{1,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)
COLUMNS = ("stt", "ho_ten", "so_tien")
TABLE = st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6)


@given(VALUE)
def test_canonical_bytes_are_those_of_an_independent_writer(value):
    assert hashing.canonical(value) == rfc8785.dumps(value)


@given(VALUE)
def test_canonical_bytes_read_back_are_the_same_value(value):
    assert json.loads(hashing.canonical(value)) == value


def tree(leaves):
    """The definition of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = tree(leaves[:split]), tree(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_streamed_root_is_that_of_the_definition(leaves):
    builder = hashing.RootBuilder()
    for leaf in leaves:
        builder.add(leaf)
    assert builder.root() == tree(leaves)
    assert builder.size == len(leaves)


@given(TABLE, st.data())
@settings(max_examples=60)
def test_another_cell_another_root(rows, data):
    salts = hashing.new_salts(len(COLUMNS) * len(rows))
    before = hashing.commit_table("t", COLUMNS, rows, salts)
    if not rows:
        return
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, 2))
    other = data.draw(
        CELL.filter(lambda cell: hashing.canonical(cell) != hashing.canonical(rows[at][column]))
    )
    changed = [list(row) for row in rows]
    changed[at][column] = other
    assert hashing.commit_table("t", COLUMNS, changed, salts).root != before.root


@given(TABLE)
def test_the_same_table_commits_to_another_root_every_time(rows):
    """A root says nothing of what is under it: salts are fresh."""
    first = hashing.commit_table("t", COLUMNS, rows, hashing.new_salts(3 * len(rows)))
    second = hashing.commit_table("t", COLUMNS, rows, hashing.new_salts(3 * len(rows)))
    assert (first.root == second.root) == (not rows)
    assert first.rows == second.rows == len(rows)


@given(TABLE, st.sets(st.sampled_from(COLUMNS)))
def test_openings_lead_to_the_root_also_where_cells_are_withheld(rows, withheld):
    salts = hashing.new_salts(3 * len(rows))
    parts = [salts[at * 48 : at * 48 + 48] for at in range(len(rows))]
    commitment = hashing.commit_table("t", COLUMNS, rows, salts)
    builder = hashing.RootBuilder()
    lines = hashing.openings(COLUMNS, zip(rows, parts, strict=True), frozenset(withheld))
    for line in lines:
        digests = []
        for column, opening in zip(COLUMNS, json.loads(line), strict=True):
            if column in withheld:
                digests.append(_decode(opening["withheld"]))
            else:
                digests.append(hashlib.sha256(opening.encode("ascii")).digest())
        builder.add(b"".join(digests))
    assert hashing.b64url(builder.root()) == commitment.root


def _decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_salts_that_do_not_fit_are_refused():
    with pytest.raises(hashing.NotCanonical):
        hashing.commit_table("t", COLUMNS, [[1, 2, 3]], b"\x00" * 16)
    with pytest.raises(hashing.NotCanonical):
        hashing.row_leaf(COLUMNS, [1, 2], b"\x00" * 48)
