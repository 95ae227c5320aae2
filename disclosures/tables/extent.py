"""How far a workbook's cells reach, found before a reader lays out memory for all of them.

A file of a few hundred bytes can name one cell in the last row of the last column; whoever
allocates the rectangle up to it falls over. So the tags are looked at first, as plain bytes.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

# Rows and columns, from 1; what cannot be followed reaches further than anything may.
type Extent = tuple[int, int]

_CHUNK = 1 << 20
# A row that is longer than this is cut; a text or tag that is longer than that is refused.
_LONG = 4 << 20
_LONGEST = 16 << 20
_ENDLESS: Extent = (1 << 40, 1)
# Cells as spreadsheets write them, up to column AN and row 100199, which are never too many; all
# others are followed.
_ORDINARY = rb" r=\"(?:[A-Z]|A[A-N])?(?:[1-9]\d{0,4}|100[01]\d\d)\""
_ODD = re.compile(rb"<(?:row|c)(?=[\s/>])(?!" + _ORDINARY + rb")")
_ODD_WITH_PREFIX = re.compile(rb"<(?:\w+:)?(?:row|c)(?=[\s/>])(?!" + _ORDINARY + rb")")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^<]*)")
_PLACE = re.compile(rb"(?<![\w:])r\s*=\s*[\"']\s*([A-Za-z]*)(\d*)")
_ODS_TAG = re.compile(
    rb"<(?:\w+:)?(table|table-row|table-cell|covered-table-cell|p)(?=[\s/>])([^<]*)"
)
_REPEATED = re.compile(rb"repeated\s*=\s*[\"']\s*(\d+)")


class TooManyCells(ValueError):
    """A sheet that is neither too long nor too wide, and still too large."""


def widest(
    archive: zipfile.ZipFile, most: Extent, most_cells: int, look: Callable[[str, bytes], None]
) -> Extent:
    """The most rows and the most columns of any sheet; nothing for sheets of ordinary size.

    Where a sheet lies in an XLSX is the file's own choice, and a file may pass for both forms, so
    all members are looked at. On the way `look` is shown each piece of each member, with its name,
    as far as the member keeps within `most`; a piece ends where a row begins. Raises TooManyCells
    for a sheet within `most` whose last cell leaves a larger field before it.
    """
    rows = columns = 0
    for member in archive.infolist():
        try:
            extents = [_xlsx(archive, member, most, look)]
            if member.filename.lower() == "content.xml":
                extents += _ods(archive, member)
        except _NoTag:
            extents = [_ENDLESS]
        for extent in extents:
            is_within = extent[0] <= most[0] and extent[1] <= most[1]
            if is_within and extent[0] * extent[1] > most_cells:
                raise TooManyCells
        rows, columns = max(rows, *(e[0] for e in extents)), max(columns, *(e[1] for e in extents))
    return rows, columns


class _NoTag(ValueError):
    """Text without an end: nothing that a spreadsheet writes."""


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The file in pieces that cut no tag, nor a row where it can be helped. Raises _NoTag."""
    rest = b""
    while chunk := file.read(_CHUNK):
        rest += chunk
        row = max(rest.rfind(b"<row"), rest.rfind(b":row"))
        cut = rest.rfind(b"<", 0, max(0, row) + 1)
        if cut <= 0 and len(rest) > _LONG:
            cut = rest.rfind(b"<")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > _LONGEST:
            raise _NoTag
    yield rest


def _xlsx(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    most: Extent,
    look: Callable[[str, bytes], None],
) -> Extent:
    with archive.open(member) as file:
        for piece in _pieces(file):
            if _is_odd(piece):
                break
            look(member.filename, piece)
        else:
            return 0, 0
    with archive.open(member) as file:
        rows, columns = _follow(_pieces(file))
    if rows <= most[0] and columns <= most[1]:
        with archive.open(member) as file:
            for piece in _pieces(file):
                look(member.filename, piece)
    return rows, columns


def _is_odd(piece: bytes) -> bool:
    has_prefix = b":c" in piece or b":row" in piece
    return (_ODD_WITH_PREFIX if has_prefix else _ODD).search(piece) is not None


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


def _ods(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> list[Extent]:
    """Of each sheet. Rows and cells may stand for many; those after the last filled one do not
    count."""
    row = column = rows = columns = 0
    sheets = []
    with archive.open(member) as file:
        for piece in _pieces(file):
            for name, rest in _ODS_TAG.findall(piece):
                times = max((int(number[:12]) for number in _REPEATED.findall(rest)), default=1)
                if name == b"table":
                    sheets.append((rows, columns))
                    row = rows = columns = 0
                elif name == b"table-row":
                    row, column = row + times, 0
                elif name != b"p":
                    column += times
                if name == b"p" or b"value" in rest:
                    rows, columns = max(rows, row), max(columns, column)
    return [*sheets, (rows, columns)]
