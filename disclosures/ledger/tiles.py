"""The tree cut into tiles of 256 hashes (C2SP tlog-tiles): storing, reading, naming, proving.

A row of `ledger_tile` is the widest form of its tile; a partial tile is a prefix of it.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from disclosures.ledger import merkle
from disclosures.rules.hashing import node_hash

HASH = 32
WIDTH = 256
LEVELS = 8

type Place = tuple[int, int]


class MissingTile(ValueError):
    """A tile that the tree needs is not stored, or holds fewer hashes than it should."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of a tree of some size: `level` None is a bundle of entries."""

    level: int | None
    n: int
    width: int

    @property
    def path(self) -> str:
        """`tile/0/x001/067.p/12`, below the log's address."""
        level = "entries" if self.level is None else str(self.level)
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{encode_number(self.n)}{partial}"


def encode_number(n: int) -> str:
    """1234067 is `x001/x234/067`."""
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.append(f"x{n % 1000:03d}")
    return "/".join(reversed(groups))


def decode_number(text: str) -> int | None:
    """The number of a path, or None unless the path is the only one that it may have."""
    digits = text.replace("/", "").replace("x", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        return None
    n = int(digits)
    return n if encode_number(n) == text else None


def width_in(size: int, level: int | None, n: int) -> int:
    """How many hashes tile `n` of a level has in a tree of `size` leaves: 0 to 256."""
    total = size >> LEVELS * (level or 0)
    return max(0, min(WIDTH, total - n * WIDTH))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile and entry bundle of a tree of `size` leaves, level by level, bundles last."""
    level = 0
    while total := size >> LEVELS * level:
        for n in range(-(-total // WIDTH)):
            yield Tile(level, n, width_in(size, level, n))
        level += 1
    for n in range(-(-size // WIDTH)):
        yield Tile(None, n, width_in(size, None, n))


def tile_root(data: bytes) -> bytes:
    """The root over the hashes of a full tile, or of an aligned part of it."""
    hashes = [data[at : at + HASH] for at in range(0, len(data), HASH)]
    while len(hashes) > 1:
        hashes = [
            node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)
        ]
    return hashes[0]


def bundle(bodies: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry behind its length in two bytes, big-endian."""
    return b"".join(struct.pack(">H", len(body)) + body for body in bodies)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError where a length and the bytes disagree."""
    entries = []
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise ValueError("A bundle ends within a length.")
        (length,) = struct.unpack_from(">H", data, at)
        at += 2 + length
        if at > len(data):
            raise ValueError("A bundle ends within an entry.")
        entries.append(data[at - length : at])
    return entries


def grow(start: int, leaf_hashes: Sequence[bytes], last: dict[int, bytes]) -> dict[Place, bytes]:
    """The tiles that change when leaves are added to a tree of `start` leaves.

    `last` holds, by level, the data of the tile at the tree's right edge where it is partial.
    """
    changed: dict[Place, bytes] = {}
    level, hashes = 0, list(leaf_hashes)
    while hashes:
        n, before = divmod(start, WIDTH)
        data = last.get(level, b"") if before else b""
        if len(data) != HASH * before:
            raise MissingTile(f"Tile {n} of level {level} does not hold {before} hashes.")
        data += b"".join(hashes)
        hashes = []
        for at in range(0, len(data), HASH * WIDTH):
            piece = data[at : at + HASH * WIDTH]
            changed[level, n] = piece
            if len(piece) == HASH * WIDTH:
                hashes.append(tile_root(piece))
            n += 1
        start //= WIDTH
        level += 1
    return changed


def right_edge(log_id: int, size: int) -> dict[int, bytes]:
    """The partial tiles of a tree of `size` leaves, by level."""
    wanted = {}
    level = 0
    while total := size >> LEVELS * level:
        if total % WIDTH:
            wanted[level, total // WIDTH] = HASH * (total % WIDTH)
        level += 1
    stored = read(log_id, wanted)
    return {place[0]: stored[place][:length] for place, length in wanted.items()}


def store(log_id: int, changed: dict[Place, bytes]) -> None:
    """Write tiles; the database refuses one that does not begin with what it was before."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ledger_tile (log_id, level, n, data) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (log_id, level, n) DO UPDATE SET data = EXCLUDED.data",
            [(log_id, level, n, data) for (level, n), data in changed.items()],
        )


def read(log_id: int, places: Iterable[Place]) -> dict[Place, bytes]:
    """The stored tiles at these places. One query. Raises MissingTile."""
    wanted = sorted(set(places))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level, n, data FROM unnest(%s::smallint[], %s::bigint[]) AS wanted (level, n) "
            "JOIN ledger_tile USING (level, n) WHERE log_id = %s",
            [[level for level, _n in wanted], [n for _level, n in wanted], log_id],
        )
        found = {(level, n): bytes(data) for level, n, data in cursor.fetchall()}
    if missing := set(wanted) - set(found):
        level, n = min(missing)
        raise MissingTile(f"Tile {n} of level {level} is not stored.")
    return found


def hashes_of(log_id: int, nodes: Sequence[merkle.Node]) -> dict[merkle.Node, bytes]:
    """The hashes of subtrees of a log, from its tiles. One query. Raises MissingTile."""
    places = {
        (level, index): (level // LEVELS, index >> LEVELS - level % LEVELS)
        for level, index in nodes
    }
    stored = read(log_id, places.values())
    found = {}
    for (level, index), place in places.items():
        below = level % LEVELS
        start = HASH * ((index << below) % WIDTH)
        piece = stored[place][start : start + (HASH << below)]
        if len(piece) != HASH << below:
            raise MissingTile(f"Tile {place[1]} of level {place[0]} is too short.")
        found[level, index] = tile_root(piece)
    return found


def root(log_id: int, size: int) -> bytes:
    """The root of the first `size` entries of a log."""
    return merkle.root_of((0, size), hashes_of(log_id, merkle.nodes_of((0, size))))


def inclusion_proof(log_id: int, index: int, size: int) -> list[bytes]:
    """The hashes that lead from entry `index` to the root of the first `size` entries."""
    spans = merkle.inclusion_spans(index, size)
    return merkle.proof_of(spans, hashes_of(log_id, merkle.needed(spans)))


def consistency_proof(log_id: int, old: int, size: int) -> list[bytes]:
    """The hashes that show that the first `size` entries begin with the first `old`."""
    spans = merkle.consistency_spans(old, size)
    return merkle.proof_of(spans, hashes_of(log_id, merkle.needed(spans)))


def bundle_of(log_id: int, n: int, width: int) -> bytes:
    """The first `width` entries of bundle `n` of a log. Raises MissingTile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body FROM ledger_entry WHERE log_id = %s AND idx >= %s AND idx < %s "
            "ORDER BY idx",
            [log_id, n * WIDTH, n * WIDTH + width],
        )
        bodies = [bytes(body) for (body,) in cursor.fetchall()]
    if len(bodies) != width:
        raise MissingTile(f"Bundle {n} does not hold {width} entries.")
    return bundle(bodies)
