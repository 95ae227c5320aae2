"""How far a workbook's cells reach, found before a reader lays out memory for all of them.

A file of a few hundred bytes can name one cell in the last row of the last column; whoever
allocates the rectangle up to it falls over. So the tags are looked at first, as plain bytes.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import IO

# Rows and columns, from 1; what cannot be followed reaches further than anything may.
type Extent = tuple[int, int]

_CHUNK = 1 << 20
_LONGEST = 16 << 20
_ENDLESS: Extent = (1 << 40, 1)
# Cells as spreadsheets write them, up to column GR and row 99999; all others are followed.
_ODD = re.compile(
    rb"<(?:\w+:)?(?:row|c)(?=[\s/>])(?! r=\"(?:[A-Z]|[A-F][A-Z]|G[A-R])?[1-9]\d{0,4}\")"
)
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^<]*)")
_PLACE = re.compile(rb"(?<![\w:])r\s*=\s*[\"']\s*([A-Za-z]*)(\d*)")
_ODS_TAG = re.compile(
    rb"<(?:\w+:)?(table|table-row|table-cell|covered-table-cell|p)(?=[\s/>])([^<]*)"
)
_REPEATED = re.compile(rb"repeated\s*=\s*[\"']\s*(\d+)")


def widest(archive: zipfile.ZipFile) -> Extent:
    """The most rows and the most columns of any sheet; nothing for sheets of ordinary size.

    Where a sheet lies in an XLSX is the file's own choice, and a file may pass for both forms, so
    all members are looked at.
    """
    rows = columns = 0
    for member in archive.infolist():
        try:
            extents = [_xlsx(archive, member)]
            if member.filename.lower() == "content.xml":
                extents.append(_ods(archive, member))
        except _NoTag:
            extents = [_ENDLESS]
        rows, columns = max(rows, *(e[0] for e in extents)), max(columns, *(e[1] for e in extents))
    return rows, columns


class _NoTag(ValueError):
    """Text without an end: nothing that a spreadsheet writes."""


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The file in pieces that cut no tag. Raises _NoTag."""
    rest = b""
    while chunk := file.read(_CHUNK):
        rest += chunk
        cut = rest.rfind(b"<")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > _LONGEST:
            raise _NoTag
    yield rest


def _xlsx(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Extent:
    with archive.open(member) as file:
        if not any(_ODD.search(piece) for piece in _pieces(file)):
            return 0, 0
    with archive.open(member) as file:
        return _follow(_pieces(file))


def _follow(pieces: Iterator[bytes]) -> Extent:
    """Go from cell to cell; those that name no place come after the one before."""
    row = column = rows = columns = 0
    for piece in pieces:
        for name, rest in _TAG.findall(piece):
            places = _PLACE.findall(rest)
            row_, column_ = _furthest(places)
            if name == b"row":
                row, column = row_ or row + 1, 0
                continue
            column = column_ or column + 1
            if not rest.rstrip().endswith(b"/>"):
                rows, columns = max(rows, row_ or row), max(columns, column)
    return rows, columns


def _furthest(places: list[tuple[bytes, bytes]]) -> Extent:
    row = column = 0
    for letters, digits in places:
        row = max(row, int(digits[:12] or b"0"))
        number = 0
        for letter in letters[:8].upper():
            number = number * 26 + letter - 64
        column = max(column, number)
    return row, column


def _ods(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Extent:
    """Rows and cells may stand for many; those after the last filled one do not count."""
    row = column = rows = columns = 0
    with archive.open(member) as file:
        for piece in _pieces(file):
            for name, rest in _ODS_TAG.findall(piece):
                times = max((int(number[:12]) for number in _REPEATED.findall(rest)), default=1)
                if name == b"table":
                    row = 0
                elif name == b"table-row":
                    row, column = row + times, 0
                elif name != b"p":
                    column += times
                if name == b"p" or b"value" in rest:
                    rows, columns = max(rows, row), max(columns, column)
    return rows, columns
