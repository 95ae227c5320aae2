"""Finds identifiers of persons anywhere in a workbook, taken into the table or not."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from disclosures.rules import identifiers
from disclosures.tables.layout import Layout
from disclosures.tables.schema import Schema
from disclosures.tables.workbook import Sheet, Workbook, address

# A number shorter than this is no identifier; with a lost leading zero it is one digit shorter.
_SMALLEST = 10**8
_LARGEST = 10**15
_MOST = 5000


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
    # What comes again in thousands of rows is looked at once.
    known: dict[tuple[Any, str], tuple[str, list[identifiers.Span]]] = {}
    for number, at in sorted(_worth_a_look(sheet, numeric)):
        cell = sheet.columns[at][number]
        header = headers.get(at, "") if number >= first else ""
        if (cell, header) not in known:
            known[cell, header] = _spans(cell, header)
        text, spans = known[cell, header]
        for span in spans:
            place = _place(sheet, at)
            name = address(sheet.first_row + number, at)
            yield Found(span.kind, text[span.start : span.end], place, sheet.name, name)


def _worth_a_look(sheet: Sheet, numeric: set[int]) -> Iterator[tuple[int, int]]:
    """Row and column of texts and figures that may hold something."""
    for at, cells in enumerate(sheet.columns):
        texts = [cell if type(cell) is str else "" for cell in cells]
        yield from ((number, at) for number in identifiers.worth_a_look(texts))
        if at not in numeric:
            for number, cell in enumerate(cells):
                if type(cell) is int and _SMALLEST <= cell < _LARGEST:
                    yield number, at


def _spans(cell: Any, header: str) -> tuple[str, list[identifiers.Span]]:
    """A cell's text with what stops it; a figure may have lost its leading zero."""
    texts = (cell,) if type(cell) is str else (str(cell), f"0{cell}")
    spans: list[identifiers.Span] = []
    for text in texts:
        if spans := identifiers.blocking(text, header):
            break
    return text, spans


def _place(sheet: Sheet, column: int) -> str:
    if sheet.is_hidden:
        return "hidden-sheet"
    return "hidden-column" if column in sheet.traits.hidden_columns else "cell"
