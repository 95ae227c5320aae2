"""Tiles: what they hold, how they are named, and that they only grow."""

import base64
import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.ledger import merkle, tiles
from disclosures.models import LedgerTile
from disclosures.rules.hashing import RootBuilder, leaf_hash
from tests.ledger.logs import make_log


def leaves(start, end):
    return [leaf_hash(b"entry %d" % n) for n in range(start, end)]


def add(log, start, end):
    edge = tiles.right_edge(log.id, start)
    tiles.store(log.id, tiles.grow(start, leaves(start, end), edge))


def test_paths_are_those_of_another_program(vectors):
    for known in vectors["tile_paths"]:
        tile = tiles.Tile(known["level"], known["n"], known["width"])
        assert tile.path == known["path"]
        encoded = tiles.encode_number(known["n"])
        assert tiles.decode_number(encoded) == known["n"]


@given(st.integers(0, 10**15))
def test_a_number_has_one_path(n):
    assert tiles.decode_number(tiles.encode_number(n)) == n


@pytest.mark.parametrize(
    "text", ["", "x000/001", "1", "0001", "x001", "001/002", "x1/002", "abc", "x001/x002", "٠٠١"]
)
def test_other_paths_are_refused(text):
    assert tiles.decode_number(text) is None


@given(st.integers(0, 70_000), st.integers(0, 3), st.integers(0, 300))
def test_the_listed_tiles_are_those_with_a_width(size, level, n):
    listed = {(tile.level, tile.n): tile.width for tile in tiles.tiles_of(size)}
    for at in (level, None):
        assert listed.get((at, n), 0) == tiles.width_in(size, at, n)


def test_tiles_and_roots_of_trees_up_to_seventy_thousand_leaves(vectors):
    """Every known tree: the tiles' bytes, their number, the root from the tiles alone."""
    known = sorted(vectors["decimal_tree"]["trees"], key=lambda tree: tree["size"])
    grown = _grow_in_memory([tree["size"] for tree in known])
    for tree, stored in zip(known, grown, strict=True):
        size = tree["size"]
        listed = [tile for tile in tiles.tiles_of(size) if tile.level is not None]
        assert len(listed) == tree["tile_count"]
        by_path = {tile.path: tile for tile in listed}
        for expected in tree["tiles"]:
            tile = by_path[expected["path"]]
            data = stored[tile.level, tile.n][: 32 * tile.width]
            assert len(data) == expected["bytes"]
            assert hashlib.sha256(data).hexdigest() == expected["sha256"]
        read = _reader(stored)
        root = merkle.root_of((0, size), read(merkle.nodes_of((0, size))))
        assert base64.b64encode(root).decode() == tree["root"]
        _check_proofs(tree, root, read)


def _check_proofs(tree, root, read):
    for case in tree["inclusion"]:
        spans = merkle.inclusion_spans(case["index"], tree["size"])
        proof = merkle.proof_of(spans, read(merkle.needed(spans)))
        assert [base64.b64encode(step).decode() for step in proof] == case["proof"]
        leaf = base64.b64decode(case["leaf_hash"])
        merkle.check_inclusion(leaf, case["index"], tree["size"], proof, root)
    for case in tree["consistency"]:
        spans = merkle.consistency_spans(case["old"], tree["size"])
        proof = merkle.proof_of(spans, read(merkle.needed(spans)))
        assert [base64.b64encode(step).decode() for step in proof] == case["proof"]
        old_root = base64.b64decode(case["old_root"])
        merkle.check_consistency(case["old"], tree["size"], old_root, root, proof)


def _grow_in_memory(sizes):
    stored, start = {}, 0
    for size in sizes:
        edge, level = {}, 0
        while total := start >> 8 * level:
            if total % 256:
                edge[level] = stored[level, total // 256]
            level += 1
        stored |= tiles.grow(start, leaves(start, size), edge)
        start = size
        yield dict(stored)


def _reader(stored):
    """Hashes of nodes as `tiles.hashes_of` finds them, from a dictionary of tiles."""

    def read(nodes):
        found = {}
        for level, index in nodes:
            below = level % 8
            data = stored[level // 8, index >> 8 - below]
            start = 32 * ((index << below) % 256)
            found[level, index] = tiles.tile_root(data[start : start + (32 << below)])
        return found

    return read


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_tiles_are_the_same_however_the_log_grew(steps):
    total = sum(steps)
    sizes = [sum(steps[: at + 1]) for at in range(len(steps))]
    *_, grown = _grow_in_memory(sizes)
    (at_once,) = _grow_in_memory([total])
    assert grown == at_once


def test_a_tile_with_too_few_hashes_is_no_ground_to_build_on():
    with pytest.raises(tiles.MissingTile):
        tiles.grow(300, leaves(300, 301), {0: leaf_hash(b"") * 3, 1: leaf_hash(b"")})


@pytest.mark.django_db
def test_roots_and_proofs_come_from_the_stored_tiles():
    log = make_log(0)
    add(log, 0, 255)
    add(log, 255, 600)
    builder = RootBuilder()
    for n in range(600):
        builder.add(b"entry %d" % n)
    assert tiles.root(log.id, 600) == builder.root()
    for index in (0, 255, 256, 599):
        proof = tiles.inclusion_proof(log.id, index, 600)
        merkle.check_inclusion(leaves(index, index + 1)[0], index, 600, proof, builder.root())
    for old in (1, 255, 256, 257, 600):
        proof = tiles.consistency_proof(log.id, old, 600)
        merkle.check_consistency(old, 600, tiles.root(log.id, old), builder.root(), proof)


@pytest.mark.django_db
def test_a_proof_asks_the_database_once(django_assert_num_queries):
    log = make_log(0)
    add(log, 0, 70_000)
    with django_assert_num_queries(1):
        assert len(tiles.inclusion_proof(log.id, 12_345, 70_000)) == 17


@pytest.mark.django_db
def test_what_is_not_stored_is_said():
    log = make_log(10)
    with pytest.raises(tiles.MissingTile):
        tiles.root(log.id, 10)
    add(log, 0, 5)
    with pytest.raises(tiles.MissingTile):
        tiles.root(log.id, 10)
    with pytest.raises(tiles.MissingTile):
        tiles.bundle_of(log.id, 0, 11)


@pytest.mark.django_db
def test_a_bundle_is_the_entries_behind_their_lengths(vectors):
    log = make_log(3)
    assert tiles.unbundle(tiles.bundle_of(log.id, 0, 3)) == [b"entry 0", b"entry 1", b"entry 2"]
    known = vectors["entry_bundle"]
    entries = [text.encode() for text in known["entries_utf8"]]
    assert tiles.bundle(entries).hex() == known["bundle_hex"]
    assert tiles.unbundle(bytes.fromhex(known["bundle_hex"])) == entries


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x05abc", b"\x00\x00\x01"])
def test_a_bundle_that_is_cut_is_refused(data):
    with pytest.raises(ValueError, match="A bundle ends"):
        tiles.unbundle(data)


@pytest.mark.django_db
def test_a_tile_grows_and_changes_in_no_other_way():
    log = make_log(0)
    add(log, 0, 3)
    add(log, 3, 4)
    tile = LedgerTile.objects.get(log=log)
    assert len(tile.data) == 4 * 32
    for statement in (
        "UPDATE ledger_tile SET data = substring(data FROM 1 FOR 64)",
        "UPDATE ledger_tile SET data = set_byte(data, 0, get_byte(data, 0) # 1)",
        "UPDATE ledger_tile SET n = n + 1",
        "DELETE FROM ledger_tile",
        "TRUNCATE ledger_tile",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
