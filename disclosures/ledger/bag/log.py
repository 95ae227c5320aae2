"""The log in a bag: entries, tiles, bundles, and a proof for every entry.

Two passes. The first reads the entries once and keeps one hash for 256 of them; the second makes
the proofs, tile by tile. What leads from a tile to the root is the same for its 256 entries, so it
is worked out and written in Base64 once.
"""

import shutil
from base64 import b64encode
from binascii import b2a_base64
from collections.abc import Callable, Iterator, Sequence
from itertools import batched

from django.db import connection
from django.utils.translation import gettext as _

from disclosures.errors import WrongState
from disclosures.ledger import tiles
from disclosures.ledger.bag.files import Files
from disclosures.ledger.bag.order import Order
from disclosures.ledger.bag.verify import tile_path
from disclosures.rules.hashing import leaf_hash, node_hash

PAGE = 20 * tiles.WIDTH

type Levels = list[list[bytes]]


def write(order: Order, tell: Callable[[int], None]) -> None:
    """The log as it is. Raises WrongState where the entries do not give the signed root."""
    shutil.rmtree(order.ledger, ignore_errors=True)
    with Files(order.folder, "entries") as files:
        made = _Tiles(files)
        files.stream("ledger/entries.jsonl", _bundles(order, files, made))
        upper = levels(made.finish())
        if b64encode(upper[-1][0]).decode() != order.root:
            raise WrongState(_("The entries in the database do not give the root that was signed."))
        for tile, above in enumerate(proof_lines(upper)):
            _write_proofs(order, files, tile, above)
            tell(tile * tiles.WIDTH)


def _bundles(order: Order, files: Files, made: "_Tiles") -> Iterator[bytes]:
    """The lines of entries.jsonl, 256 at a time; their bundle and tile are written on the way."""
    for tile, bodies in enumerate(batched(_bodies(order), tiles.WIDTH)):
        made.add([leaf_hash(body) for body in bodies])
        path = tile_path("entries", tile, len(bodies))
        files.write(f"ledger/{path}", tiles.bundle(bodies))
        for n, body in enumerate(bodies, start=tile * tiles.WIDTH):
            files.write(f"ledger/proofs/{n}.entry", body)
        yield b"\n".join(bodies) + b"\n"


def _bodies(order: Order) -> Iterator[bytes]:
    for first in range(0, order.size, PAGE):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT body FROM ledger_entry WHERE log_id = %s AND idx >= %s AND idx < %s "
                "ORDER BY idx",
                [order.log.pk, first, min(first + PAGE, order.size)],
            )
            for (body,) in cursor.fetchall():
                yield bytes(body)


class _Tiles:
    """Writes the tiles of hashes as they fill; keeps one hash for each tile of leaves."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._roots: list[bytes] = []
        self._open: Levels = []
        self._full: list[int] = []

    def add(self, leaves: list[bytes]) -> None:
        """The hashes of the next 256 entries, or of the last few."""
        self._roots.append(levels(leaves)[-1][0])
        self._put(0, leaves)

    def _put(self, level: int, hashes: Sequence[bytes]) -> None:
        if level == len(self._open):
            self._open.append([])
            self._full.append(0)
        waiting = self._open[level]
        waiting += hashes
        if len(waiting) == tiles.WIDTH:
            self._write(level)
            self._open[level] = []
            self._full[level] += 1
            self._put(level + 1, [self._roots[-1] if level == 0 else levels(waiting)[-1][0]])

    def _write(self, level: int) -> None:
        waiting = self._open[level]
        path = tile_path(str(level), self._full[level], len(waiting))
        self._files.write(f"ledger/{path}", b"".join(waiting))

    def finish(self) -> list[bytes]:
        """Write the tiles that are not full; the roots of the tiles of leaves."""
        for level, waiting in enumerate(self._open):
            if waiting:
                self._write(level)
        return self._roots


def levels(hashes: list[bytes]) -> Levels:
    """All levels of the tree over hashes, up to its root (RFC 6962 section 2.1).

    One that has no neighbour stands on the level above as it is: that is where splitting at the
    largest power of two leaves it.
    """
    made = [hashes]
    while len(made[-1]) > 1:
        below = made[-1]
        above = [node_hash(*pair) for pair in zip(below[::2], below[1::2], strict=False)]
        made.append(above + below[2 * len(above) :])
    return made


def proof_lines(tree: Levels, above: bytes = b"") -> list[bytes]:
    """For each leaf the hashes that lead to the root, one a line in Base64; `above` is what leads
    from this tree's root further up."""
    found = [above]
    for level in reversed(tree[:-1]):
        lines = [b2a_base64(digest) for digest in level]
        last = len(level) - 1
        found = [
            found[at >> 1] if at == last and not at & 1 else lines[at ^ 1] + found[at >> 1]
            for at in range(len(level))
        ]
    return found


def _write_proofs(order: Order, files: Files, tile: int, above: bytes) -> None:
    """The `.tlog-proof` of each entry of a tile (C2SP tlog-proof)."""
    first = tile * tiles.WIDTH
    path = tile_path("0", tile, min(tiles.WIDTH, order.size - first))
    data = (order.ledger / path).read_bytes()
    leaves = [data[at : at + tiles.HASH] for at in range(0, len(data), tiles.HASH)]
    end = b"\n" + order.note.encode()
    for n, lines in enumerate(proof_lines(levels(leaves), above), start=first):
        proof = b"c2sp.org/tlog-proof@v1\nindex %d\n%b%b" % (n, lines, end)
        files.write(f"ledger/proofs/{n}.tlog-proof", proof)
