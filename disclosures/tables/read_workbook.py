"""Reads XLSX, ODS, XLS and CSV into plain cells; refuses what cannot be honest or is too much.

The type follows from the content, never from the name, and limits act before memory is used.
"""

import csv
import datetime as dt
import io
import itertools
import lzma
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from disclosures.tables import encodings, extent, raw_sheets

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
MAX_ROWS = 100_000
MAX_COLUMNS = 200
_ZIP = b"PK\x03\x04"
# Whatever unpacking a broken archive may raise.
_BAD_ZIP = (
    zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error,
    lzma.LZMAError,
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class TableFileError(ValueError):
    """A file that cannot be read as a table; the message is for the official."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows` hold text, Decimal, date, bool or None. `first_row` is its number in
    the file, so that a cell can be named as the person sees it."""

    name: str
    rows: tuple[tuple[Any, ...], ...]
    is_hidden: bool = False
    first_row: int = 1


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was read, and what had to be assumed in order to read it."""

    sheets: tuple[Sheet, ...]
    form: str
    assumptions: tuple[str, ...] = field(default_factory=tuple)


def address(row: int, column: int) -> str:
    """The name of a cell as spreadsheets write it: row 17, column 3 is D17 (column from 0)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def read_workbook(content: bytes, filename: str = "") -> Workbook:
    """All sheets of the file. Raises TableFileError with what is wrong and how to mend it."""
    if not content:
        raise TableFileError(_("The file is empty. Save the table again and choose that file."))
    if len(content) > MAX_BYTES:
        raise TableFileError(
            _("The file is larger than %(size)d MB. Keep only the sheet with the table.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    if content.startswith(_ZIP):
        return _read_zip(content)
    if content.startswith(_OLE):
        _refuse_encrypted(content)
        return _read_calamine(content, "xls")
    if content.startswith(b"%PDF") or _looks_binary(content):
        raise TableFileError(
            _("This is not a table. Choose an Excel (.xlsx), OpenDocument (.ods) or CSV file.")
        )
    return _read_csv(content)


def _looks_binary(content: bytes) -> bool:
    head = content[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\x00" in head or sum(byte < 9 for byte in head) > len(head) // 20


def _refuse_encrypted(content: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _protected()


def _read_zip(content: bytes) -> Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            form = _form_of(archive.infolist())
            if any(member.flag_bits & 1 for member in archive.infolist()):
                raise _protected()
            if form == "ods":
                _refuse_encrypted_ods(archive)
                _refuse_broken_xml(archive)
            rows, columns = extent.widest(archive)
    except TableFileError:
        raise
    except (*_BAD_ZIP, ValueError) as error:
        raise _damaged() from error
    if rows > MAX_ROWS:
        raise _too_many_rows()
    if columns > MAX_COLUMNS:
        raise _too_many_columns()
    return _read_calamine(content, form)


def _form_of(members: list[zipfile.ZipInfo]) -> str:
    """xlsx or ods, by what is inside; nothing is unpacked yet."""
    names = {member.filename.lower() for member in members}
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > MAX_UNPACKED or (unpacked > 10_000_000 and unpacked / packed > MAX_RATIO):
        raise TableFileError(
            _("The file unpacks to far more than a table needs. Copy the table into a new file.")
        )
    if any(name.endswith("vbaproject.bin") for name in names):
        raise TableFileError(_("The file holds macros. Save it as an ordinary workbook (.xlsx)."))
    if "xl/workbook.xml" in names and "xl/workbook.bin" not in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise TableFileError(
        _("This is not a table. Choose an Excel (.xlsx), OpenDocument (.ods) or CSV file.")
    )


def _refuse_encrypted_ods(archive: zipfile.ZipFile) -> None:
    if "META-INF/manifest.xml" not in archive.namelist():
        return
    with archive.open("META-INF/manifest.xml") as manifest:
        if b"encryption-data" in manifest.read(1 << 20):
            raise _protected()


def _refuse_broken_xml(archive: zipfile.ZipFile) -> None:
    """Say at once what the reader would only find out by never coming back."""
    parser = expat.ParserCreate()
    try:
        with archive.open("content.xml") as content:
            parser.ParseFile(content)
    except (expat.ExpatError, KeyError) as error:
        raise _damaged() from error


def _protected() -> TableFileError:
    return TableFileError(_("The file is protected by a password. Save it without the password."))


def _damaged() -> TableFileError:
    return TableFileError(
        _("The file is damaged. Open it in Excel, save it again and choose the new file.")
    )


def _read_calamine(content: bytes, form: str) -> Workbook:
    unpack = raw_sheets.unpack if form == "xlsx" else raw_sheets.unpack_apart
    try:
        raw = unpack(content, MAX_ROWS, MAX_COLUMNS)
    except raw_sheets.Unreadable as unreadable:
        raise {"rows": _too_many_rows, "columns": _too_many_columns}.get(
            unreadable.reason, _damaged
        )() from unreadable
    sheets = [
        Sheet(_text(name), tuple(tuple(map(_value, row)) for row in rows), is_hidden, first + 1)
        for name, is_hidden, first, rows in raw
    ]
    if not any(sheet.rows for sheet in sheets):
        raise TableFileError(_("The file has no filled cells."))
    notes = [
        _("Sheet “%(name)s” is hidden and is left out.") % {"name": sheet.name}
        for sheet in sheets
        if sheet.is_hidden
    ]
    return Workbook(tuple(sheets), form, tuple(notes))


def _too_many_rows() -> TableFileError:
    return TableFileError(
        _("The sheet has more than %(count)s rows. Split the table into several files.")
        % {"count": "100.000"}
    )


def _too_many_columns() -> TableFileError:
    return TableFileError(
        _("The sheet has more than %(count)d columns. Delete what is not part of the table.")
        % {"count": MAX_COLUMNS}
    )


def _read_csv(content: bytes) -> Workbook:
    decoded = encodings.decode(content)
    text = decoded.text
    if not text.strip():
        raise TableFileError(_("The file is empty. Save the table again and choose that file."))
    separator = _separator(text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
        rows = tuple(
            tuple(_value(cell) for cell in row) for row in itertools.islice(reader, MAX_ROWS + 1)
        )
    except csv.Error as error:
        raise TableFileError(
            _("A cell of the CSV file is never closed. Save the table as .xlsx instead.")
        ) from error
    if len(rows) > MAX_ROWS:
        raise _too_many_rows()
    if max(map(len, rows), default=0) > MAX_COLUMNS:
        raise _too_many_columns()
    notes = list(decoded.notes)
    if separator != ",":
        name = {";": ";", "\t": "Tab", "|": "|"}[separator]
        notes.append(_("Columns are separated by “%(mark)s”.") % {"mark": name})
    return Workbook((Sheet("CSV", rows),), "csv", tuple(notes))


def _separator(text: str) -> str:
    lines = [line for line in text.splitlines()[:30] if line.strip()]
    return max(",;\t|", key=lambda mark: (sum(line.count(mark) for line in lines), mark == ","))


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\x00", "")).strip()


def _value(cell: Any) -> Any:
    match cell:
        case str():
            return _text(cell) or None
        case bool():
            return cell
        case float():
            return Decimal(repr(cell)) if cell == cell and abs(cell) < 1e300 else None
        case int():
            return Decimal(cell)
        case dt.datetime():
            return cell.date()
        case dt.timedelta() | dt.time():
            return str(cell)
        case _:
            return cell
