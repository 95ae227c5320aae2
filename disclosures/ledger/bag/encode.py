"""Openings as lines of bytes, a row at a time, as fast as Python can.

The same bytes as `hashing.openings` (a test compares them); here what repeats for a column is
made once, and Base64 and JSON strings come from C.
"""

import binascii
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from json.encoder import encode_basestring

from disclosures.ledger.openings import SaltedRow
from disclosures.rules.hashing import SALT_BYTES, Cell, Erased, NotCanonical

_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_to_base64 = binascii.b2a_base64
LINES = 500


def _base64url(data: bytes) -> bytes:
    return _to_base64(data, newline=False).translate(_URL_SAFE).rstrip(b"=")


def _json(value: Cell) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def lines(
    cols: tuple[str, ...], rows: Iterable[SaltedRow], withheld: frozenset[str]
) -> Iterator[bytes]:
    """The opening file in pieces of 500 lines; columns in `withheld` give their digest only."""
    columns = [
        (at, at * SALT_BYTES, f'",{encode_basestring(column)},', column in withheld)
        for at, column in enumerate(cols)
    ]
    piece: list[bytes] = []
    for cells, salts in rows:
        salts = bytes(salts)
        line: list[bytes] = []
        for at, start, name, is_withheld in columns:
            cell = cells[at]
            if isinstance(cell, Erased):
                line.append(b'{"redacted":"' + _base64url(cell.digest) + b'"}')
                continue
            salt = _base64url(salts[start : start + SALT_BYTES]).decode()
            opening = _base64url(f'["{salt}{name}{_json(cells[at])}]'.encode())
            if is_withheld:
                digest = _base64url(sha256(opening).digest())
                line.append(b'{"withheld":"' + digest + b'"}')
            else:
                line.append(b'"' + opening + b'"')
        piece.append(b"[" + b",".join(line) + b"]\n")
        if len(piece) == LINES:
            yield b"".join(piece)
            piece.clear()
    yield b"".join(piece)


def leaves(cols: Sequence[str], rows: Iterable[tuple[Sequence[Cell], bytes]]) -> Iterator[bytes]:
    """The row leaves that a table's root is made of: the same as `hashing.row_leaf`.

    Raises NotCanonical for a row that has not one cell and one salt for each column.
    """
    width = len(cols)
    columns = [
        (at, at * SALT_BYTES, f'",{encode_basestring(column)},') for at, column in enumerate(cols)
    ]
    for cells, salts in rows:
        if len(cells) != width or len(salts) != width * SALT_BYTES:
            raise NotCanonical("A row needs one cell and one salt for each column.")
        leaf: list[bytes] = []
        for at, start, name in columns:
            cell = cells[at]
            if isinstance(cell, Erased):
                leaf.append(cell.digest)
                continue
            salt = _base64url(salts[start : start + SALT_BYTES]).decode()
            opening = _base64url(f'["{salt}{name}{_json(cell)}]'.encode())
            leaf.append(sha256(opening).digest())
        yield b"".join(leaf)
