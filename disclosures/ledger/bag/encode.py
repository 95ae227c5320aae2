"""Openings as lines of bytes and row leaves, as fast as Python can: a bag has millions of cells.

The same bytes as `hashing.openings` and `hashing.row_leaf` (tests compare them). What repeats is
made once for a column, and what C can do for a whole row is not done cell by cell: Base64 of all
salts, and the alphabet and padding of all openings.
"""

import struct
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from json.encoder import encode_basestring as quoted

from disclosures.ledger.cells import SaltedRow
from disclosures.rules.hashing import SALT_BYTES, Cell, Erased, NotCanonical

LINES = 500
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_WORDS: dict[object, str] = {None: "null", True: "true", False: "false"}
# Base64 of 18 bytes has 24 letters; the first 22 are those of the 16 bytes before two zeros.
_SALT, _BETWEEN_SALTS = 22, 24
# And of 33 bytes 44 letters; the first 43 are those of a digest before one zero.
_DIGEST, _BETWEEN_DIGESTS = 43, 44


def lines(
    cols: tuple[str, ...], rows: Iterable[SaltedRow], withheld: frozenset[str]
) -> Iterator[bytes]:
    """The opening file in pieces of 500 lines; columns in `withheld` give their digest only."""
    row = _Row(cols)
    if not withheld:
        write = row.given
    elif withheld.issuperset(cols):
        write = row.withheld
    else:
        write = partial(row.mixed, hidden=[column in withheld for column in cols])
    piece: list[bytes] = []
    for cells, salts in rows:
        piece.append(write(cells, bytes(salts)))
        if len(piece) == LINES:
            yield b"".join(piece)
            piece.clear()
    yield b"".join(piece)


def leaves(cols: Sequence[str], rows: Iterable[tuple[Sequence[Cell], bytes]]) -> Iterator[bytes]:
    """The row leaves that a table's root is made of: the same as `hashing.row_leaf`.

    Raises NotCanonical for a row that has not one cell and one salt for each column.
    """
    row = _Row(cols)
    for cells, salts in rows:
        yield b"".join(row.digests(cells, salts))


class _Row:
    """Writes the rows of one table."""

    def __init__(self, cols: Sequence[str]) -> None:
        width = len(cols)
        self._width, self._salt_bytes = width, SALT_BYTES * width
        self._salts = struct.Struct(f"{SALT_BYTES}s" * width).unpack
        self._salt_at = [
            slice(at, at + _SALT) for at in range(0, _BETWEEN_SALTS * width, _BETWEEN_SALTS)
        ]
        self._digest_at = [
            slice(at, at + _DIGEST) for at in range(0, _BETWEEN_DIGESTS * width, _BETWEEN_DIGESTS)
        ]
        # One opening a line: a JSON text holds no bare line break.
        names = (quoted(column).replace("%", "%%") for column in cols)
        self._texts = "\n".join(f'["%s",{name},%s]' for name in names)

    def _openings(self, cells: Sequence[Cell], salts: bytes) -> bytes:
        """The opening of each cell and a line break after it."""
        if len(cells) != self._width or len(salts) != self._salt_bytes:
            raise NotCanonical("A row needs one cell and one salt for each column.")
        drawn = b2a_base64(b"\0\0".join(self._salts(salts))).translate(_URL_SAFE).decode()
        parts: list[object] = [None] * (2 * self._width)
        parts[::2] = [drawn[at] for at in self._salt_at]
        parts[1::2] = [
            quoted(cell) if type(cell) is str else cell if type(cell) is int else _WORDS[cell]
            for cell in cells
        ]
        texts = (self._texts % tuple(parts)).encode().split(b"\n")
        return b"".join(map(b2a_base64, texts)).translate(_URL_SAFE, b"=")

    def digests(self, cells: Sequence[Cell], salts: bytes) -> list[bytes]:
        """SHA-256 of each opening; of erased cells the digest that was kept."""
        kept = _erased(cells)
        openings = self._openings(_without(cells, kept), salts).split(b"\n")[:-1]
        made = [sha256(opening).digest() for opening in openings]
        for at, digest in kept.items():
            made[at] = digest
        return made

    def _digest_texts(self, digests: list[bytes]) -> list[bytes]:
        text = b2a_base64(b"\0".join(digests)).translate(_URL_SAFE)
        return [text[at] for at in self._digest_at]

    def given(self, cells: Sequence[Cell], salts: bytes) -> bytes:
        """A line in which every cell opens."""
        if _erased(cells):
            return self.mixed(cells, salts, [False] * self._width)
        return b'["' + self._openings(cells, salts)[:-1].replace(b"\n", b'","') + b'"]\n'

    def withheld(self, cells: Sequence[Cell], salts: bytes) -> bytes:
        """A line in which no cell opens."""
        if _erased(cells):
            return self.mixed(cells, salts, [True] * self._width)
        texts = self._digest_texts(self.digests(cells, salts))
        return b'[{"withheld":"' + b'"},{"withheld":"'.join(texts) + b'"}]\n'

    def mixed(self, cells: Sequence[Cell], salts: bytes, hidden: list[bool]) -> bytes:
        """A line in which some cells open."""
        kept = _erased(cells)
        openings = self._openings(_without(cells, kept), salts).split(b"\n")[:-1]
        made = [sha256(opening).digest() for opening in openings]
        for at, digest in kept.items():
            made[at] = digest
        written = [
            b'{"redacted":"' + digest + b'"}' if at in kept
            else b'{"withheld":"' + digest + b'"}' if hidden[at]
            else b'"' + openings[at] + b'"'
            for at, digest in enumerate(self._digest_texts(made))
        ]  # fmt: skip
        return b"[" + b",".join(written) + b"]\n"


def _erased(cells: Sequence[Cell]) -> dict[int, bytes]:
    """The digests of erased cells, by their place."""
    if Erased not in map(type, cells):
        return {}
    return {at: cell.digest for at, cell in enumerate(cells) if isinstance(cell, Erased)}


def _without(cells: Sequence[Cell], kept: dict[int, bytes]) -> Sequence[Cell]:
    return [None if at in kept else cell for at, cell in enumerate(cells)] if kept else cells
