"""Canonical bytes and salted commitments (RFC 8785, RFC 9901, RFC 6962); no storage, no clock.

A committed object is always a table: a title or a comment is a table of one row. The root reveals
nothing: every cell is hashed with 16 fresh random bytes.
"""

import binascii
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

SALT_BYTES = 16
_KEY = re.compile(r"[a-z0-9_.-]+")
_MAX_INTEGER = 2**53 - 1
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_quoted = json.encoder.encode_basestring

type Cell = str | int | bool | Erased | None


@dataclass(frozen=True, slots=True)
class Erased:
    """A cell whose value and salt were destroyed. Its digest, 32 bytes of noise, keeps the root.

    `shown` is what stands in its place on pages.
    """

    digest: bytes
    shown: str | int | bool | None = None


class NotCanonical(ValueError):
    """A value outside the subset of RFC 8785 that entries and commitments are written in."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What an entry says of one table: its columns, how many rows, and the root over them."""

    name: str
    cols: tuple[str, ...]
    rows: int
    root: str

    def as_json(self) -> dict[str, Any]:
        """The member of an entry's `commit` list."""
        return {
            "alg": "sdm1",
            "name": self.name,
            "cols": list(self.cols),
            "rows": self.rows,
            "root": self.root,
        }


def b64url(data: bytes) -> str:
    """Base64url without padding (RFC 4648 section 5)."""
    return binascii.b2a_base64(data, newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of `value`; raises NotCanonical for anything outside our subset.

    The subset: NFC strings without lone surrogates, integers up to 2^53-1, booleans, null, lists,
    and objects whose keys match [a-z0-9_.-]+. No floats: money and areas are strings.
    """
    _refuse_outside_subset(value)
    return _encode(value)


def _encode(value: Any) -> bytes:
    text = json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8")


def _refuse_outside_subset(value: Any) -> None:
    match value:
        case None | bool():
            return
        case str():
            _refuse_bad_text(value)
        case int():
            if abs(value) > _MAX_INTEGER:
                raise NotCanonical("An integer is larger than 2^53-1.")
        case list() | tuple():
            for member in value:
                _refuse_outside_subset(member)
        case dict():
            for key, member in value.items():
                if not isinstance(key, str) or not _KEY.fullmatch(key):
                    raise NotCanonical("A key has characters other than a-z, 0-9, _ . and -.")
                _refuse_outside_subset(member)
        case _:
            raise NotCanonical(f"A value of type {type(value).__name__} has no canonical form.")


def _refuse_bad_text(text: str) -> None:
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical("A string is not in Unicode's NFC form.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("A string holds half of a surrogate pair.") from error


def new_salts(cells: int) -> bytes:
    """Fresh salts for so many cells, 16 bytes each (RFC 9901 section 9.3); never reused."""
    return os.urandom(SALT_BYTES * cells)


def disclosure_text(salt: bytes, column: str, value: Cell) -> str:
    """The opening of one cell (RFC 9901 section 4.2.1)."""
    _refuse_outside_subset(value)
    text = f'["{b64url(salt)}",{_quoted(column)},{_written(value)}]'
    return b64url(text.encode("utf-8"))


def _written(value: Any) -> str:
    """One cell as `_encode` writes it, without its detours: a table has millions."""
    if type(value) is str:
        return _quoted(value)
    return str(value) if type(value) is int else _encode(value).decode()


def cell_digest(salt: bytes, column: str, value: Cell) -> bytes:
    """SHA-256 over the opening's ASCII bytes (RFC 9901 section 4.2.3)."""
    if isinstance(value, Erased):
        return value.digest
    return hashlib.sha256(disclosure_text(salt, column, value).encode("ascii")).digest()


def row_leaf(cols: Sequence[str], cells: Sequence[Cell], salts: bytes) -> bytes:
    """The digests of a row's cells, in column order, joined: 32 bytes a column."""
    if len(cells) != len(cols) or len(salts) != SALT_BYTES * len(cols):
        raise NotCanonical("A row needs one cell and one salt for each column.")
    return b"".join(
        cell_digest(salts[at * SALT_BYTES : (at + 1) * SALT_BYTES], column, cell)
        for at, (column, cell) in enumerate(zip(cols, cells, strict=True))
    )


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962 section 2.1: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 section 2.1: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class RootBuilder:
    """Computes an RFC 6962 root from leaves in order, keeping only log2(n) hashes in memory."""

    def __init__(self) -> None:
        self._stack: list[bytes] = []
        self.size = 0

    def add(self, data: bytes) -> None:
        """Append one leaf."""
        self._add_hash(leaf_hash(data))

    def _add_hash(self, digest: bytes) -> None:
        size = self.size
        while size & 1:
            digest = node_hash(self._stack.pop(), digest)
            size >>= 1
        self._stack.append(digest)
        self.size += 1

    def root(self) -> bytes:
        """The root of what was added so far; SHA-256("") of nothing."""
        if not self._stack:
            return hashlib.sha256(b"").digest()
        digest = self._stack[-1]
        for left in reversed(self._stack[:-1]):
            digest = node_hash(left, digest)
        return digest


def commit_rows(
    name: str, cols: Sequence[str], rows: Iterable[tuple[Sequence[Cell], bytes]]
) -> Commitment:
    """Commit to rows as they stream by, each with its own salts (16 bytes a column)."""
    builder = RootBuilder()
    for cells, salts in rows:
        builder.add(row_leaf(cols, cells, salts))
    return Commitment(name, tuple(cols), builder.size, b64url(builder.root()))


def commit_table(
    name: str, cols: Sequence[str], rows: Sequence[Sequence[Cell]], salts: bytes
) -> Commitment:
    """Commit to a small table whose salts lie one after another, row by row."""
    width = SALT_BYTES * len(cols)
    if len(salts) != width * len(rows):
        raise NotCanonical("The salts do not fit the table.")
    return commit_rows(name, cols, zip(rows, _pieces(salts, width), strict=True))


def _pieces(data: bytes, width: int) -> Iterator[bytes]:
    return (data[at : at + width] for at in range(0, len(data), width))


def openings(
    cols: Sequence[str], rows: Iterable[tuple[Sequence[Cell], bytes]], withheld: frozenset[str]
) -> Iterator[bytes]:
    """The opening file of a table, one line a row; columns in `withheld` give their digest.

    So do erased cells, under another name: they must be covered by a `content.redacted` entry.
    """
    for cells, salts in rows:
        line: list[Any] = []
        for at, (column, cell) in enumerate(zip(cols, cells, strict=True)):
            salt = salts[at * SALT_BYTES : (at + 1) * SALT_BYTES]
            if isinstance(cell, Erased):
                line.append({"redacted": b64url(cell.digest)})
            elif column in withheld:
                line.append({"withheld": b64url(cell_digest(salt, column, cell))})
            else:
                line.append(disclosure_text(salt, column, cell))
        yield _encode(line) + b"\n"
