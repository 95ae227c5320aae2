"""Finds identifiers of persons anywhere in a workbook, taken into the table or not."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from disclosures.rules import identifiers
from disclosures.tables.layout import Layout
from disclosures.tables.schema import Schema
from disclosures.tables.workbook import Sheet, Workbook, address

_WORTH_A_LOOK = re.compile(r"\d(?:\D{0,4}\d){5}|@")
# A number shorter than this is no identifier; with a lost leading zero it is one digit shorter.
_SMALLEST = 10**8
_LARGEST = 10**15
_MOST = 5000
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier: what it is, where it stands. `place` is a word of the command's answer."""

    kind: str
    value: str
    place: str
    sheet: str
    cell: str


def find(
    workbook: Workbook, sheet: Sheet, layout: Layout, schema: Schema, mapping: Mapping[str, int]
) -> tuple[Found, ...]:
    """All blocking identifiers, the first 5,000, sheet by sheet."""
    found: list[Found] = []
    for each in workbook.sheets:
        numeric: set[int] = set()
        first = 0
        headers = _headers(each)
        if each is sheet:
            numeric = {at for name, at in mapping.items() if schema.column(name).is_numeric}
            headers = dict(enumerate(layout.headers))
            first = layout.first
        for one in _in_sheet(each, headers, numeric, first):
            found.append(one)
            if len(found) == _MOST:
                return tuple(found)
    found.extend(itertools.islice(_outside_cells(workbook), _MOST - len(found)))
    return tuple(found)


def anywhere(workbook: Workbook) -> tuple[Found, ...]:
    """The same for a workbook that fills no table: every sheet is as good as the next."""
    in_cells = (
        found for each in workbook.sheets for found in _in_sheet(each, _headers(each), set(), 0)
    )
    return tuple(itertools.islice(itertools.chain(in_cells, _outside_cells(workbook)), _MOST))


def _outside_cells(workbook: Workbook) -> Iterator[Found]:
    for hidden in workbook.hidden:
        for span in identifiers.blocking(hidden.text):
            value = hidden.text[span.start : span.end]
            yield Found(span.kind, value, hidden.place, hidden.sheet, hidden.cell)


def _headers(sheet: Sheet) -> dict[int, str]:
    """The topmost words of each column, which say what its figures are."""
    headers: dict[int, str] = {}
    for row in sheet.rows[:20]:
        for at, cell in enumerate(row):
            if type(cell) is str and len(cell) < 80:
                headers.setdefault(at, cell)
    return headers


def _in_sheet(
    sheet: Sheet, headers: Mapping[int, str], numeric: set[int], first: int
) -> Iterator[Found]:
    look = _WORTH_A_LOOK.search
    # Dates and the like come again in thousands of rows, and are looked at once.
    known: dict[tuple[str, str], list[identifiers.Span]] = {}
    for number, row in enumerate(sheet.rows):
        for at, cell in enumerate(row):
            kind = type(cell)
            if kind is str:
                if len(cell) < 6 or not look(cell):
                    continue
                texts: tuple[str, ...] = (cell,)
            elif kind is int and _SMALLEST <= cell < _LARGEST and at not in numeric:
                texts = (str(cell), f"0{cell}")
            else:
                continue
            header = headers.get(at, "") if number >= first else ""
            for text in texts:
                spans = known.get((text, header))
                if spans is None:
                    spans = identifiers.blocking(text, header)
                    if len(known) < _REMEMBERED:
                        known[text, header] = spans
                for span in spans:
                    yield Found(
                        span.kind,
                        text[span.start : span.end],
                        _place(sheet, at),
                        sheet.name,
                        address(sheet.first_row + number, at),
                    )
                if spans:
                    break


def _place(sheet: Sheet, column: int) -> str:
    if sheet.is_hidden:
        return "hidden-sheet"
    return "hidden-column" if column in sheet.traits.hidden_columns else "cell"
