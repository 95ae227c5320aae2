"""Openings as lines of bytes and row leaves, as fast as Python can: a bag has millions of cells.

The same bytes as `hashing.openings` and `hashing.row_leaf`, which say what they are (tests compare
them). Here nothing is done cell by cell that C can do for 500 rows: what is cut, joined, turned
into Base64 and translated is all their cells at once.
"""

import struct
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import batched, chain, compress, cycle
from json.encoder import encode_basestring as quoted
from operator import add

from disclosures.ledger.cells import SaltedRow
from disclosures.rules import hashing
from disclosures.rules.hashing import SALT_BYTES, Cell, Erased, NotCanonical

LINES = 500
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_WORDS: dict[object, str] = {None: "null", True: "true", False: "false"}
_LAST = b"*"  # in place of the line break after a row's last opening; no letter of Base64


def lines(
    cols: tuple[str, ...], rows: Iterable[SaltedRow], withheld: frozenset[str]
) -> Iterator[bytes]:
    """The opening file in pieces of 500 lines; columns in `withheld` give their digest only."""
    table = _table(tuple(cols))
    hidden = [column in withheld for column in cols]
    write = table.mixed if any(hidden) else table.given
    if all(hidden):
        write = table.withheld
    for some in batched(rows, LINES):
        if _any_erased(some):
            yield b"".join(hashing.openings(cols, some, withheld))
        else:
            yield write(some, hidden)


def leaves(cols: Sequence[str], rows: Iterable[tuple[Sequence[Cell], bytes]]) -> Iterator[bytes]:
    """The row leaves that a table's root is made of: the same as `hashing.row_leaf`.

    Raises NotCanonical for a row that has not one cell and one salt for each column.
    """
    table = _table(tuple(cols))
    width = 32 * len(cols)
    for some in batched(rows, LINES):
        if _any_erased(some):
            yield from (hashing.row_leaf(cols, *row) for row in some)
            continue
        digests = b"".join(_digests(table.openings(some)))
        yield from (digests[at : at + width] for at in range(0, len(digests), width))


def _any_erased(rows: Sequence[SaltedRow]) -> bool:
    return Erased in set(map(type, chain.from_iterable(cells for cells, _salts in rows)))


def _digests(openings: Iterable[bytes]) -> list[bytes]:
    return [sha256(opening).digest() for opening in openings]


def _cutter(form: str, width: int) -> Callable[[bytes], Iterator[bytes]]:
    """Cuts bytes into pieces of one length, those of a row at once."""
    cut = struct.Struct(form * width).iter_unpack
    return lambda data: chain.from_iterable(cut(data))


def _json(cell: Cell) -> str:
    if type(cell) is str:
        return quoted(cell)
    return str(cell) if type(cell) is int else _WORDS[cell]


class _Column:
    """The ends of a column's openings, from its name on, in Base64: the same for every salt."""

    def __init__(self, name: str, *, is_last: bool) -> None:
        self._name = f"{quoted(name)[1:]},"
        self._after = _LAST if is_last else b"\n"

    def ends(self, cells: Sequence[Cell]) -> Iterable[bytes]:
        """For each cell; villages and years repeat, so each value is worked out once."""
        kinds = set(map(type, cells))
        if bool not in kinds:  # 1 and True would be one value
            values = list(set(cells))
            if 2 * len(values) < len(cells):
                made = dict(zip(values, self._of(values, kinds), strict=True))
                return map(made.__getitem__, cells)
        return self._of(cells, kinds)

    def _of(self, cells: Sequence[Cell], kinds: set[type]) -> Iterator[bytes]:
        texts: Iterable[str]
        if kinds == {str}:
            texts = map(quoted, cells)  # type: ignore[arg-type]
        else:
            texts = map(_json, cells)
        # A JSON text holds no bare line break.
        joined = self._name + f"]\n{self._name}".join(texts) + "]"
        made = map(b2a_base64, joined.encode().split(b"\n"))
        if self._after == b"\n":
            return made
        return (end[:-1] + self._after for end in made)


class _Table:
    """Writes the rows of one table, many at a time."""

    def __init__(self, cols: Sequence[str]) -> None:
        self._width = width = len(cols)
        last = width - 1
        self._salts = _cutter(f"{SALT_BYTES}s", width)
        # Base64 of 18 bytes has 24 letters; the first 22 are those of 16 bytes before two zeros.
        self._texts = _cutter("22s2x", width)
        # `["`, 22 letters of salt and `","` are 27 bytes, which Base64 cuts off evenly.
        self._heads = _cutter("36s", width)
        self._columns = [_Column(name, is_last=at == last) for at, name in enumerate(cols)]

    def _joined(self, rows: Sequence[SaltedRow]) -> bytes:
        """All openings, a line break after each, `_LAST` after those of a last column."""
        cells = [cells for cells, _salts in rows]
        salts = [bytes(salts) for _cells, salts in rows]
        width = self._width
        if {*map(len, cells)} != {width} or {*map(len, salts)} != {width * SALT_BYTES}:
            raise NotCanonical("A row needs one cell and one salt for each column.")
        drawn = b2a_base64(b"\0\0".join(self._salts(b"".join(salts))), newline=False)
        texts = b'","["'.join(self._texts(drawn.translate(_URL_SAFE)))
        heads = self._heads(b2a_base64(b'["' + texts + b'","', newline=False))
        turned = zip(self._columns, zip(*cells, strict=True), strict=True)
        columns = [column.ends(values) for column, values in turned]
        ends = chain.from_iterable(zip(*columns, strict=True))
        return b"".join(map(add, heads, ends)).translate(_URL_SAFE, b"=")

    def openings(self, rows: Sequence[SaltedRow]) -> list[bytes]:
        """All openings, row by row."""
        return self._joined(rows).replace(_LAST, b"\n").split(b"\n")[:-1]

    def given(self, rows: Sequence[SaltedRow], hidden: Sequence[bool]) -> bytes:
        """Lines in which every cell opens."""
        joined = self._joined(rows).replace(b"\n", b'","').replace(_LAST, b'"]\n["')
        return b'["' + joined[:-2]

    def withheld(self, rows: Sequence[SaltedRow], hidden: Sequence[bool]) -> bytes:
        """Lines in which no cell opens."""
        return self._line(hidden, _texts(self.openings(rows), self._width))

    def mixed(self, rows: Sequence[SaltedRow], hidden: Sequence[bool]) -> bytes:
        """Lines in which some columns open."""
        openings = self.openings(rows)
        texts = chain.from_iterable(_texts(compress(openings, cycle(hidden)), sum(hidden)))
        cells = [
            next(texts) if is_hidden else opening
            for opening, is_hidden in zip(openings, cycle(hidden), strict=False)
        ]
        return self._line(hidden, batched(cells, self._width))

    @staticmethod
    def _line(hidden: Sequence[bool], rows: Iterable[tuple[bytes, ...]]) -> bytes:
        cells = [b'{"withheld":"%b"}' if is_hidden else b'"%b"' for is_hidden in hidden]
        line = b"[" + b",".join(cells) + b"]\n"
        return b"".join(map(line.__mod__, rows))


def _texts(openings: Iterable[bytes], in_row: int) -> Iterator[tuple[bytes, ...]]:
    """The digests in Base64, row by row: of 33 bytes it has 44 letters, and the first 43 are those
    of the 32 before one zero."""
    joined = b"\0".join(_digests(openings)) + b"\0"
    letters = b2a_base64(joined, newline=False).translate(_URL_SAFE)
    return struct.iter_unpack("43sx" * in_row, letters)


@lru_cache(maxsize=100)
def _table(cols: tuple[str, ...]) -> _Table:
    return _Table(cols)
