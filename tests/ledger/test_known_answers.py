"""Our hashes, canonical bytes, commitments and notes against answers computed elsewhere."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from disclosures.ledger import note
from disclosures.rules import hashing
from disclosures.rules.hashing import RootBuilder


def root_of(leaves):
    builder = RootBuilder()
    for leaf in leaves:
        builder.add(leaf)
    return builder.root()


def test_the_hashes_of_nothing_of_a_leaf_and_of_a_node(vectors):
    basics = vectors["hash_basics"]
    assert root_of([]).hex() == basics["empty_root_hex"]
    assert hashing.leaf_hash(b"").hex() == basics["empty_leaf_hash_hex"]
    assert hashing.leaf_hash(b"L123456").hex() == basics["leaf_L123456_hash_hex"]
    assert hashing.node_hash(b"N123", b"N456").hex() == basics["node_N123_N456_hash_hex"]


def test_roots_of_the_certificate_transparency_reference_tree(vectors):
    reference = vectors["ct_reference_tree"]
    leaves = [bytes.fromhex(leaf) for leaf in reference["leaves_hex"]]
    for leaf, expected in zip(leaves, reference["leaf_hashes"], strict=True):
        assert base64.b64encode(hashing.leaf_hash(leaf)).decode() == expected
    for size, expected in enumerate(reference["roots_by_size_1_to_8"], start=1):
        assert base64.b64encode(root_of(leaves[:size])).decode() == expected


def test_roots_of_trees_up_to_seventy_thousand_leaves(vectors):
    trees = {tree["size"]: tree["root"] for tree in vectors["decimal_tree"]["trees"]}
    builder = RootBuilder()
    seen = 0
    for at in range(max(trees)):
        builder.add(f"entry {at}".encode())
        if at + 1 in trees:
            assert base64.b64encode(builder.root()).decode() == trees[at + 1], at + 1
            seen += 1
    assert seen == len(trees)


def test_canonical_bytes(vectors):
    for case in vectors["canonical_json"]["accept"]:
        found = hashing.canonical(case["value"])
        assert found.hex() == case["bytes_hex"]
        assert hashlib.sha256(found).hexdigest() == case["sha256_hex"]


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        2**53,
        -(2**53),
        {"Title": 1},
        {"có dấu": 1},
        {1: 1},
        "e\u0302",
        "\ud800",
        b"bytes",
        {"a": [{"b": 0.1}]},
    ],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(hashing.NotCanonical):
        hashing.canonical(value)


def test_the_opening_of_a_cell_as_in_rfc_9901(vectors):
    known = vectors["rfc9901_disclosure"]
    digest = hashlib.sha256(known["disclosure"].encode("ascii")).digest()
    assert hashing.b64url(digest) == known["digest_b64url"]


def test_the_commitment_to_a_table(vectors):
    known = vectors["sdm1"]
    salts = b"".join(
        bytes([16 * row + column]) * hashing.SALT_BYTES
        for row in range(len(known["rows"]))
        for column in range(len(known["cols"]))
    )
    width = hashing.SALT_BYTES * len(known["cols"])
    for at, row in enumerate(known["rows"]):
        of_row = salts[at * width : (at + 1) * width]
        for column, cell in enumerate(row):
            salt = of_row[column * 16 : (column + 1) * 16]
            name = known["cols"][column]
            opening = hashing.disclosure_text(salt, name, cell)
            assert opening == known["disclosures"][at][column]
            digest = hashing.b64url(hashing.cell_digest(salt, name, cell))
            assert digest == known["digests_b64url"][at][column]
        leaf = hashing.leaf_hash(hashing.row_leaf(known["cols"], row, of_row))
        assert hashing.b64url(leaf) == known["row_leaf_hashes_b64url"][at]
    commitment = hashing.commit_table("t", known["cols"], known["rows"], salts)
    assert commitment.root == known["root_b64url"]
    empty = hashing.commit_table("t", known["cols"], [], b"")
    assert empty.root == known["empty_table_root_b64url"]


def test_signatures_and_the_verifier_key(vectors):
    known = vectors["signed_notes"]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(known["seed_hex"]))
    name = known["vkey"].partition("+")[0]
    assert note.verifier_key(name, note.public_bytes(key)) == known["vkey"]
    for checkpoint in known["checkpoints"]:
        text = checkpoint["checkpoint"].partition("\n\n")[0] + "\n"
        assert note.sign(text, name, key) == checkpoint["checkpoint"]
        assert note.verify(checkpoint["checkpoint"], known["vkey"]) == text


def test_notes_that_must_be_rejected_are(vectors):
    cases = vectors["signed_note_must_reject"]
    assert len(cases) >= 9
    for case in cases:
        with pytest.raises(note.BadNote):
            note.verify(case["note"], case["vkey"])


def test_a_whole_log_of_five_entries(vectors):
    log = vectors["mini_log"]
    builder = RootBuilder()
    for at, entry in enumerate(log["entries"]):
        body = hashing.canonical(entry)
        assert body.hex() == log["entry_bytes_hex"][at]
        assert base64.b64encode(hashing.leaf_hash(body)).decode() == log["leaf_hashes"][at]
        builder.add(body)
        assert base64.b64encode(builder.root()).decode() == log["roots_by_size"][at]
    assert note.verify(log["checkpoint"], log["vkey"])
