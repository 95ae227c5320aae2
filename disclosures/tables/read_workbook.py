"""Reads XLSX, ODS, XLS and CSV into plain cells; refuses what cannot be honest or is too much.

The type follows from the content, never from the name, and limits act before memory is used.
"""

import io
import itertools
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from disclosures.tables import (
    encodings,
    extent,
    ods_traits,
    old_fonts,
    raw_sheets,
    xls_traits,
    xlsx_traits,
)
from disclosures.tables.hidden_text import hidden_text
from disclosures.tables.read_csv import read_csv
from disclosures.tables.traits import Traits
from disclosures.tables.workbook import (
    Exchanged,
    Sheet,
    TableFileError,
    Workbook,
    address,
    plain_text,
    plain_value,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)

__all__ = ["Exchanged", "Sheet", "TableFileError", "Workbook", "address", "read_workbook"]

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
# A hundred thousand rows of the table, and what stands above and below it.
MAX_ROWS = 100_200
MAX_COLUMNS = 200
_ZIP = b"PK\x03\x04"
# Whatever unpacking a broken archive may raise.
_BAD_ZIP = (
    zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error,
    lzma.LZMAError,
)  # fmt: skip
# A page of the web, which some programs call a workbook, a drawing, any XML.
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:[!?]|html|head|body|table|svg|script|meta)", re.I)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(content: bytes, *, keep_letters: bool = False) -> Workbook:
    """All sheets of the file. Raises TableFileError with what is wrong and how to mend it.

    Text of old fonts is put into Unicode and reported; with `keep_letters` it stays as it is.
    """
    workbook = _read(content)
    return workbook if keep_letters or workbook.exchanged else _in_unicode(workbook)


def _read(content: bytes) -> Workbook:
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
        return _read_calamine(content, "xls", xls_traits.read(content))
    if content.startswith(b"%PDF") or _MARKUP.match(content) or _looks_binary(content):
        raise TableFileError(
            _("This is not a table. Choose an Excel (.xlsx), OpenDocument (.ods) or CSV file.")
        )
    return read_csv(content, MAX_ROWS, MAX_COLUMNS, raw_sheets.MAX_CELLS)


def _looks_binary(content: bytes) -> bool:
    head = content[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or encodings.unmarked_utf16(content):
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
            looker = xlsx_traits.Looker(archive)
            most = (MAX_ROWS, MAX_COLUMNS)
            rows, columns = extent.widest(archive, most, raw_sheets.MAX_CELLS, looker.look)
            traits = ods_traits.read(archive) if form == "ods" else looker.found
    except TableFileError:
        raise
    except extent.TooManyCells as error:
        raise too_many_cells(raw_sheets.MAX_CELLS) from error
    except (*_BAD_ZIP, ValueError, KeyError, expat.ExpatError) as error:
        raise _damaged() from error
    if rows > MAX_ROWS:
        raise too_many_rows()
    if columns > MAX_COLUMNS:
        raise too_many_columns(MAX_COLUMNS)
    return _read_calamine(content, form, traits)


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


def _protected() -> TableFileError:
    return TableFileError(_("The file is protected by a password. Save it without the password."))


def _damaged() -> TableFileError:
    return TableFileError(
        _("The file is damaged. Open it in Excel, save it again and choose the new file.")
    )


def _read_calamine(content: bytes, form: str, traits: Mapping[str, Traits]) -> Workbook:
    unpack = raw_sheets.unpack if form == "xlsx" else raw_sheets.unpack_apart
    try:
        sheets = tuple(
            _sheet(raw, traits.get(raw.name, Traits()))
            for raw in unpack(content, MAX_ROWS, MAX_COLUMNS)
        )
    except raw_sheets.Unreadable as unreadable:
        raise _unreadable(unreadable.reason) from unreadable
    if not any(sheet.rows for sheet in sheets):
        raise TableFileError(_("The file has no filled cells."))
    notes = [
        _("Sheet “%(name)s” is hidden and is left out.") % {"name": sheet.name}
        for sheet in sheets
        if sheet.is_hidden
    ]
    return Workbook(sheets, form, tuple(notes), hidden=tuple(hidden_text(content)))


def _unreadable(reason: str) -> TableFileError:
    if reason == "rows":
        return too_many_rows()
    if reason == "cells":
        return too_many_cells(raw_sheets.MAX_CELLS)
    return too_many_columns(MAX_COLUMNS) if reason == "columns" else _damaged()


def _sheet(raw: raw_sheets.RawSheet, traits: Traits) -> Sheet:
    traits.merges = raw.merges or traits.merges
    special = traits.faults.keys() | traits.percents.keys()
    left = [None] * raw.first_column
    rows = []
    for at, cells in enumerate(raw.rows, start=raw.first_row):
        row = left + list(map(plain_value, cells))
        rows.append(tuple(traits.apply(at, row) if at in special else row))
    return Sheet(plain_text(raw.name), tuple(rows), raw.is_hidden, raw.first_row + 1, traits)


def _in_unicode(workbook: Workbook) -> Workbook:
    """The workbook with old fonts' letters exchanged, where most odd words are in one."""
    texts = (
        cell
        for sheet in workbook.sheets
        for row in sheet.rows
        for cell in row
        if type(cell) is str and not cell.isascii()
    )
    conversion = old_fonts.detect(itertools.islice(texts, 3000))
    if conversion is None:
        return workbook
    sheets = tuple(
        replace(sheet, rows=tuple(_exchanged(row, conversion) for row in sheet.rows))
        for sheet in workbook.sheets
    )
    name = conversion.name
    note = _("Text is in the old form %(name)s and was put into Unicode. Check the letters.")
    return replace(
        workbook,
        sheets=sheets,
        assumptions=(*workbook.assumptions, note % {"name": name}),
        exchanged=Exchanged(name, conversion.before, conversion.after),
    )


def _exchanged(row: tuple[Any, ...], conversion: old_fonts.Conversion) -> tuple[Any, ...]:
    return tuple(conversion.apply(cell) if type(cell) is str else cell for cell in row)
