"""Writes templates for officials and rebuilt tables for readers, as XLSX, CSV or JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from disclosures.tables.schema import Column, Schema
from disclosures.vocabulary import PrivacyClass

# What a spreadsheet would take for a formula (OWASP, CSV injection).
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def inert(value: Any) -> Any:
    """Text that a spreadsheet would execute gets a leading apostrophe; numbers stay."""
    if isinstance(value, str) and value.startswith(_DANGEROUS) and not _is_number(value):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()


def template(schema: Schema, villages: Sequence[str] = ()) -> bytes:
    """An empty workbook in the layout of the schema, with a sheet that explains each column."""
    buffer = io.BytesIO()
    options = {**_OPTIONS, "in_memory": True, "constant_memory": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 2, "valign": "top"})
        title = book.add_format({"bold": True, "font_size": 13})
        sheet = book.add_worksheet(_("Table"))
        columns = [c for c in schema.columns if c.privacy != PrivacyClass.NEVER]
        sheet.write_string(0, 0, schema.title, title)
        if any(column.unit == "money" for column in columns):
            sheet.write_string(1, 0, "Đơn vị: đồng")
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 34 if column.unit == "text" and at < 3 else 18)
            sheet.write_string(2, at, column.title, head)
            choices = list(column.values.values()) or (
                list(villages) if column.role == "village" else []
            )
            if choices and len(",".join(choices)) < 250:
                sheet.data_validation(3, at, 1000, at, {"validate": "list", "source": choices})
        for at, row in enumerate(schema.form_rows, start=3):
            label = next(i for i, column in enumerate(columns) if column.name != "stt")
            sheet.write_string(at, label, f"{row.code}. {row.title}")
        sheet.freeze_panes(3, 0)
        _explain(book, columns)
    return buffer.getvalue()


def _explain(book: Any, columns: Sequence[Column]) -> None:
    sheet = book.add_worksheet(_("Guide"))
    sheet.set_column(0, 1, 44)
    for at, column in enumerate(columns):
        sheet.write_string(at, 0, column.title)
        sheet.write_string(at, 1, _unit_words(column))


def _unit_words(column: Column) -> str:
    return {
        "money": _("Amount in đồng, like 1.250.000"),
        "count": _("Whole number, like 4"),
        "number": _("Number, like 12,5"),
        "percent": _("Percent, like 80,3"),
        "area": _("Square metres, like 148,5"),
        "date": _("Date, like 05/02/2026"),
        "month": _("Month, like 11/2026"),
        "enum": ", ".join(column.values.values()),
    }.get(column.unit, _("Text"))


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 with a mark for Excel, made inert, streamed in pieces."""
    yield b"\xef\xbb\xbf"
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([inert(header) for header in headers])
    for row in rows:
        writer.writerow(["" if cell is None else inert(cell) for cell in row])
        if buffer.tell() > 64_000:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def as_json(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A JSON list of objects, streamed row by row; values exactly as they are stored."""
    yield b"["
    for at, row in enumerate(rows):
        text = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
        yield (",\n" if at else "\n").encode() + text.encode()
    yield b"\n]\n"


def as_xlsx(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook with text typed as text and numbers as numbers."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 2})
        whole = book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet("".join(c for c in title if c not in "[]:*?/\\'")[:31] or "1")
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 34 if column.unit == "text" else 16)
            sheet.write_string(0, at, column.title, head)
        for number, row in enumerate(rows, start=1):
            for at, (column, cell) in enumerate(zip(columns, row, strict=True)):
                if cell is None:
                    continue
                if column.is_numeric:
                    look = whole if column.unit in {"money", "count"} else None
                    sheet.write_number(number, at, float(cell), look)
                else:
                    sheet.write_string(number, at, column.values.get(str(cell), str(cell))[:32767])
    return buffer.getvalue()
