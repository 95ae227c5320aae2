"""The tree against its definition, whatever its size; proofs against a stranger's cases."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from disclosures.ledger import merkle
from disclosures.rules.hashing import leaf_hash

EXTERNAL = Path(settings.BASE_DIR).parent / "shared" / "ledger" / "vectors_external.json"
SIZE = st.integers(1, 300)


def definition(leaves):
    """MTH of RFC 6962 section 2.1, word for word, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = definition(leaves[:split]), definition(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


LEAVES = [leaf_hash(b"%d" % n) for n in range(300)]
ROOTS = {}


def root(size):
    return ROOTS.setdefault(size, definition(LEAVES[:size]))


def proof(spans):
    """The hashes of a proof, from nodes computed by the definition."""
    hashes = {
        (level, index): definition(LEAVES[index << level : index + 1 << level])
        for level, index in merkle.needed(spans)
    }
    return merkle.proof_of(spans, hashes)


@given(SIZE)
def test_the_root_is_that_of_the_definition(size):
    nodes = merkle.nodes_of((0, size))
    hashes = {
        (level, index): definition(LEAVES[index << level : index + 1 << level])
        for level, index in nodes
    }
    assert merkle.root_of((0, size), hashes) == root(size)
    assert merkle.root_of((0, 0), {}) == merkle.EMPTY_ROOT == definition([])


@given(SIZE, st.data())
def test_every_entry_is_proved_and_no_other_in_its_place(size, data):
    index = data.draw(st.integers(0, size - 1))
    hashes = proof(merkle.inclusion_spans(index, size))
    merkle.check_inclusion(LEAVES[index], index, size, hashes, root(size))
    other = data.draw(st.integers(0, size - 1).filter(lambda at: at != index)) if size > 1 else 0
    for leaf, at in ((leaf_hash(b"other"), index), (LEAVES[index], other)):
        if (leaf, at) == (LEAVES[index], index):
            continue
        with pytest.raises(merkle.BadProof):
            merkle.check_inclusion(leaf, at, size, hashes, root(size))


@given(SIZE, st.data())
def test_a_proof_that_is_bent_is_refused(size, data):
    index = data.draw(st.integers(0, size - 1))
    hashes = proof(merkle.inclusion_spans(index, size))
    bent = data.draw(st.sampled_from(["longer", "shorter", "flipped"]))
    if bent == "longer" or not hashes:
        hashes = [*hashes, LEAVES[0]]
    elif bent == "shorter":
        hashes = hashes[:-1]
    else:
        at = data.draw(st.integers(0, len(hashes) - 1))
        hashes[at] = bytes([hashes[at][0] ^ 1]) + hashes[at][1:]
    with pytest.raises(merkle.BadProof):
        merkle.check_inclusion(LEAVES[index], index, size, hashes, root(size))


@given(SIZE, st.data())
def test_a_tree_extends_each_smaller_one_and_no_other(size, data):
    old = data.draw(st.integers(1, size))
    hashes = proof(merkle.consistency_spans(old, size))
    merkle.check_consistency(old, size, root(old), root(size), hashes)
    forged = definition([leaf_hash(b"forged"), *LEAVES[1:old]])
    with pytest.raises(merkle.BadProof):
        merkle.check_consistency(old, size, forged, root(size), hashes)
    with pytest.raises(merkle.BadProof):
        merkle.check_consistency(old, size, root(old), root(size), [*hashes, LEAVES[0]])
    if hashes:
        with pytest.raises(merkle.BadProof):
            merkle.check_consistency(old, size, root(old), root(size), hashes[:-1])


@pytest.mark.parametrize(("old", "size"), [(0, 5), (6, 5), (0, 0)])
def test_sizes_that_fit_no_proof_are_refused(old, size):
    with pytest.raises(ValueError, match="smaller tree"):
        merkle.consistency_spans(old, size)
    with pytest.raises(merkle.BadProof):
        merkle.check_consistency(old, size, LEAVES[0], LEAVES[0], [])


@pytest.mark.parametrize(("index", "size"), [(5, 5), (-1, 5), (0, 0)])
def test_an_index_outside_the_tree_is_refused(index, size):
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion_spans(index, size)
    with pytest.raises(merkle.BadProof):
        merkle.check_inclusion(LEAVES[0], index, size, [], LEAVES[0])


@pytest.fixture(scope="module")
def external():
    """Other people's cases: read where they stand beside the checkout, never part of it."""
    if not EXTERNAL.exists():
        pytest.skip(f"the strangers' cases are not there: {EXTERNAL.name}")
    return json.loads(EXTERNAL.read_text("utf-8"))


def decoded(hashes):
    return [base64.b64decode(text) for text in hashes or []]


def test_strangers_cases_of_inclusion(external):
    assert len(external["inclusion"]) > 90
    for case in external["inclusion"]:
        arguments = (
            base64.b64decode(case["leafHash"]), case["leafIdx"], case["treeSize"],
            decoded(case["proof"]), base64.b64decode(case["root"]),
        )  # fmt: skip
        assert refuses(merkle.check_inclusion, arguments) == case["want_error"], case["desc"]


def test_strangers_cases_of_consistency(external):
    assert len(external["consistency"]) > 90
    for case in external["consistency"]:
        arguments = (
            case["size1"], case["size2"], base64.b64decode(case["root1"]),
            base64.b64decode(case["root2"]), decoded(case["proof"]),
        )  # fmt: skip
        assert refuses(merkle.check_consistency, arguments) == case["want_error"], case["desc"]


def refuses(check, arguments):
    try:
        check(*arguments)
    except merkle.BadProof:
        return True
    return False
