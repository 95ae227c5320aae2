"""The bag's lists and tables for Excel: text typed as text, nothing that could run."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

from disclosures.ledger.bag import verify
from disclosures.models import DataTable
from disclosures.tables import schema as schemas

# A sheet longer than this opens slowly where people work; its rows are in the CSV.
MOST_ROWS = 50_000
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_EXACT_DIGITS = 15

type Place = tuple[int, str]


def fitting(tables: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The first tables that have room together; which ones depends on the log alone."""
    room = MOST_ROWS
    for idx, commit in tables:
        if commit["rows"] <= room:
            room -= commit["rows"]
            yield idx, commit


def write(
    path: Path,
    bag: verify.Bag,
    tables: Iterable[tuple[int, dict[str, Any]]],
    described: Mapping[Place, DataTable],
) -> None:
    """One sheet for each list of at most 50,000 rows and for each table given."""
    with xlsxwriter.Workbook(path, _OPTIONS) as book:
        bold = book.add_format({"bold": True, "bottom": 2})
        for name, make in verify.LISTS.items():
            if fits(make(bag)):
                _sheet(book, name, make(bag), frozenset(), bold)
        for idx, commit in tables:
            number = commit["name"].removeprefix("public_")
            name = str(idx) if number == "1" else f"{idx}.{number}"
            numeric = numeric_columns(described[idx, commit["name"]])
            _sheet(book, name, verify.table(bag, idx, commit), numeric, bold)


def fits(rows: verify.Rows) -> bool:
    """Whether a list is short enough for a sheet."""
    return next(islice(rows, MOST_ROWS + 1, None), None) is None


def numeric_columns(table: DataTable) -> frozenset[str]:
    """The columns whose cells are numbers, also where they are stored as decimal text."""
    declared = schemas.read(table.schema.body)
    return frozenset(column.name for column in declared.columns if column.is_numeric)


def _sheet(book: Any, name: str, rows: verify.Rows, numeric: frozenset[str], bold: Any) -> None:
    sheet = book.add_worksheet(name)
    header = [verify.plain(column) for column in next(rows)]
    for at, column in enumerate(header):
        sheet.set_column(at, at, 16)
        sheet.write_string(0, at, column, bold)
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            text = verify.plain(value)
            is_number = isinstance(value, int) or header[at] in numeric
            if is_number and verify.NUMBER.fullmatch(text) and len(text) <= _EXACT_DIGITS:
                sheet.write_number(number, at, float(text))
            elif text:
                sheet.write_string(number, at, text[: verify.LONGEST])
    sheet.freeze_panes(1, 0)
