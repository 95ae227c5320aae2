"""The bag's lists and tables for Excel: text typed as text, nothing that could run."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

from disclosures.ledger.bag import describe, verify
from disclosures.models import DataTable
from disclosures.tables import schema as schemas

# A sheet longer than this opens slowly where people work; its rows are in the CSV.
MOST_ROWS = 50_000
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_EXACT_DIGITS = 15
# The longest entry, many times over: the reader's own limit is shorter than a notice may be.
csv.field_size_limit(1 << 24)


def fitting(tables: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The first tables that have room together; which ones depends on the log alone."""
    room = MOST_ROWS
    for idx, commit in tables:
        if commit["rows"] <= room:
            room -= commit["rows"]
            yield idx, commit


def sheet_name(idx: int, name: str) -> str:
    """41, and 41.2 for a second table of entry 41."""
    number = name.removeprefix("public_")
    return str(idx) if number == "1" else f"{idx}.{number}"


def write(data: Path, tables: Mapping[str, tuple[Path, DataTable]]) -> None:
    """history.xlsx below `data`, from the CSV files there: they hold the very same values.

    One sheet for each list of at most 50,000 rows and for each table given.
    """
    with xlsxwriter.Workbook(data / "history.xlsx", _OPTIONS) as book:
        bold = book.add_format({"bold": True, "bottom": 2})
        for name in verify.LISTS:
            path = data / f"{name}.csv"
            if fits(path):
                numeric = (c for c in _header(path) if describe.TYPES.get(c) == "integer")
                _sheet(book, name, path, frozenset(numeric), bold)
        for name, (path, table) in tables.items():
            _sheet(book, name, path, numeric_columns(table) | {"count"}, bold)


def fits(path: Path) -> bool:
    """Whether a list is short enough for a sheet."""
    return next(islice(_rows(path), MOST_ROWS + 1, None), None) is None


def numeric_columns(table: DataTable) -> frozenset[str]:
    """The columns whose cells are numbers, also where they are stored as decimal text."""
    declared = schemas.read(table.schema.body)
    return frozenset(column.name for column in declared.columns if column.is_numeric)


def _header(path: Path) -> list[str]:
    return next(_rows(path))


def _rows(path: Path) -> Iterator[list[str]]:
    """The records of a CSV as they were before they were made inert."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for record in csv.reader(file):
            yield [cell.removeprefix("'") for cell in record]


def _sheet(book: Any, name: str, path: Path, numeric: frozenset[str], bold: Any) -> None:
    sheet = book.add_worksheet(name)
    rows = _rows(path)
    header = next(rows)
    for at, column in enumerate(header):
        sheet.set_column(at, at, 16)
        sheet.write_string(0, at, column, bold)
    is_numeric = [column in numeric for column in header]
    is_number = verify.NUMBER.fullmatch
    for number, row in enumerate(rows, start=1):
        for at, text in enumerate(row):
            if is_numeric[at] and is_number(text) and len(text) <= _EXACT_DIGITS:
                sheet.write_number(number, at, float(text))
            elif text:
                sheet.write_string(number, at, text[: verify.LONGEST])
    sheet.freeze_panes(1, 0)
