"""Writes an official's table back with its wrong cells marked and commented, as XLSX.

The file is built anew from the values that were read, whatever form it came in: no macro, formula,
link, picture or hidden sheet of the first file can come along (decision 0037).
"""

import contextlib
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.utility import xl_cell_to_rowcol

from disclosures.tables.checked import CellError
from disclosures.tables.find import Found
from disclosures.tables.workbook import Sheet, address

# A spreadsheet becomes slow to open with more notes than this; the list has every mistake.
MOST_COMMENTS = 2000
_WIDEST, _NARROWEST = 48, 8
_MOST_MERGES, _LARGEST_MERGE = 2000, 5000
_CELL = re.compile(r"[A-H]?[A-Z][1-9][0-9]{0,5}")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_COLOURS = {"error": "#F8C9C4", "advice": "#FCE8B2", "mended": "#CFE8D5"}


def marked(found: Found, errors: Sequence[CellError], overrides: Mapping[str, str]) -> bytes:
    """All visible sheets as values; on the table's sheet wrong cells are red and say why.

    Advice is yellow, what was mended on the page green and as mended. A last sheet lists all.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        for at, sheet in enumerate(found.sheets):
            page = book.add_worksheet(_sheet_name(sheet.name, at))
            if at == found.at:
                page.activate()
                _Writer(book, page, sheet).write(_marks(errors, overrides), overrides)
            else:
                _Writer(book, page, sheet).write({}, {})
        _list(book, errors)
    return buffer.getvalue()


def _sheet_name(name: str, at: int) -> str:
    """The sheet's name without what the format forbids; numbered, so that no two are the same."""
    plain = "".join(letter for letter in name if letter not in "[]:*?/\\'")
    return f"{at + 1}. {plain}"[:31]


def _marks(
    errors: Sequence[CellError], overrides: Mapping[str, str]
) -> dict[str, tuple[str, list[str]]]:
    """Cell → its colour and what its comment says."""
    marks = {cell: ("mended", [_("Mended on the page.")]) for cell in overrides}
    for error in errors:
        if not error.cell:
            continue
        if error.cell not in marks or marks[error.cell][0] == "mended":
            marks[error.cell] = (error.level if error.level in _COLOURS else "advice", [])
        elif error.level == "error":
            marks[error.cell] = ("error", marks[error.cell][1])
        marks[error.cell][1].append(_words(error))
    return marks


def _words(error: CellError) -> str:
    if not error.proposal:
        return error.message
    return _("%(message)s Change to: %(proposal)s") % {
        "message": error.message,
        "proposal": error.proposal,
    }


class _Writer:
    """One sheet on its way into the new workbook."""

    def __init__(self, book: Any, page: Any, sheet: Sheet) -> None:
        self.page, self.sheet = page, sheet
        self.formats = {
            (colour, is_day): book.add_format(
                {"valign": "top"}
                | ({"bg_color": _COLOURS[colour], "border": 1} if colour else {})
                | ({"num_format": "dd/mm/yyyy"} if is_day else {})
            )
            for colour in ("", *_COLOURS)
            for is_day in (False, True)
        }
        self.widths: dict[int, int] = {}
        self.comments = 0

    def write(
        self, marks: Mapping[str, tuple[str, list[str]]], overrides: Mapping[str, str]
    ) -> None:
        """Every cell at its place, and marks where the file has no cell at all."""
        self._merge()
        left = dict(marks)
        for at, row in enumerate(self.sheet.rows, start=self.sheet.first_row - 1):
            for place, value in enumerate(row):
                name = address(at + 1, place) if left else ""
                mark = left.pop(name, None)
                if value is not None or mark is not None:
                    self._cell(at, place, overrides.get(name, value), mark)
        for name, mark in left.items():
            if _CELL.fullmatch(name):
                at, place = xl_cell_to_rowcol(name)
                self._cell(at, place, overrides.get(name), mark)
        self._looks()

    def _merge(self) -> None:
        """Merged cells, of which a damaged file may name many that overlap."""
        for top, left, bottom, right in self.sheet.traits.merges[:_MOST_MERGES]:
            if 1 < (bottom - top + 1) * (right - left + 1) <= _LARGEST_MERGE:
                with contextlib.suppress(OverlappingRange):
                    self.page.merge_range(top, left, bottom, right, "", self.formats["", False])

    def _looks(self) -> None:
        """Widths, and what is hidden in the file stays hidden."""
        hidden = self.sheet.traits.hidden_columns
        for place in self.widths.keys() | hidden:
            width = min(_WIDEST, max(_NARROWEST, self.widths.get(place, 0) + 2))
            self.page.set_column(place, place, width, None, {"hidden": place in hidden})
        for row in self.sheet.traits.hidden_rows:
            self.page.set_row(row, None, None, {"hidden": True})

    def _cell(self, at: int, place: int, value: Any, mark: tuple[str, list[str]] | None) -> None:
        colour = mark[0] if mark else ""
        day = isinstance(value, dt.date)
        look = self.formats[colour, day]
        if value is None:
            self.page.write_blank(at, place, None, look)
        elif isinstance(value, bool):
            self.page.write_boolean(at, place, value, look)
        elif isinstance(value, int | Decimal):
            self.page.write_number(at, place, float(value), look)
        elif day and value >= dt.date(1900, 3, 1):
            self.page.write_datetime(at, place, value, look)
        else:
            self.page.write_string(at, place, str(value)[:32_767], look)
        if len(self.sheet.rows) < 200 or at % 50 == 0:
            self.widths[place] = max(self.widths.get(place, 0), min(len(str(value or "")), 60))
        if mark and self.comments < MOST_COMMENTS:
            self.comments += 1
            self.page.write_comment(at, place, "\n".join(mark[1])[:2000], {"author": ""})


def _list(book: Any, errors: Sequence[CellError]) -> None:
    page = book.add_worksheet(_("Cells to mend"))
    head = book.add_format({"bold": True, "bottom": 2})
    page.set_column(0, 0, 8)
    page.set_column(1, 4, 36)
    titles = (_("Cell"), _("Column"), _("In the file"), _("What is wrong"), _("Change to"))
    for place, title in enumerate(titles):
        page.write_string(0, place, title, head)
    for at, error in enumerate(errors, start=1):
        parts = (error.cell, error.column_title, error.value, error.message, error.proposal or "")
        for place, text in enumerate(parts):
            page.write_string(at, place, text[:32_767])
    page.freeze_panes(1, 0)
