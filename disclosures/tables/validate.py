"""Checks the rows of a found table against its schema: everything wrong, all at once, by cell."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from disclosures.rules import numbers
from disclosures.tables import columns, cross_checks, figures, questions, rows, sums, units
from disclosures.tables.cells import Value, WrongCell
from disclosures.tables.checked import CellError, CheckedTable, Context
from disclosures.tables.columns import Converted, Reading
from disclosures.tables.layout import Layout
from disclosures.tables.schema import Column, Schema
from disclosures.tables.workbook import Sheet, address
from disclosures.vocabulary import PrivacyClass

# More than this is no list to mend but a sign that the columns are matched wrongly.
MOST_ERRORS = 20_000


def validate(
    sheet: Sheet,
    layout: Layout,
    schema: Schema,
    mapping: Mapping[str, int],
    context: Context,
    overrides: Mapping[str, str] | None = None,
) -> CheckedTable:
    """Check every cell of the table; `overrides` replaces cells by their address (D17)."""
    table = Table(sheet, layout, schema, mapping, context, overrides or {})
    table.convert()
    table.check_missing_columns()
    cross_checks.check(table)
    questions.ask(table)
    return table.result()


class Table:
    """One run over one table: its rows by kind, its columns converted, its findings."""

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        schema: Schema,
        mapping: Mapping[str, int],
        context: Context,
        overrides: Mapping[str, str],
    ) -> None:
        self.sheet, self.layout, self.schema = sheet, layout, schema
        self.mapping, self.context, self.overrides = mapping, context, overrides
        self.stored = schema.stored()
        self.kinds = rows.Sorter(
            sheet, layout, schema, mapping, leave_hidden=context.leave_hidden_rows
        ).sort()
        self.records = self.kinds.records
        self.columns: dict[str, Converted] = {}
        self.raw: dict[str, list[Any]] = {}
        self.errors: list[CellError] = []
        self.notes: list[str] = []
        self.to_confirm: list[str] = list(layout.to_confirm)
        self.dropped: Counter[str] = Counter()
        self.filled: dict[str, list[int]] = {}
        self.places = {name: place for name, place in mapping.items() if place >= 0}
        self.styles = figures.style_of(())

    def convert(self) -> None:
        """Read every cell of every column."""
        for column in self.schema.columns:
            self.raw[column.name] = self._raw(column)
        for column in self.stored:
            if column.is_numeric:
                self.styles += figures.style_of(self.raw[column.name])
        for column in self.schema.columns:
            raw = self.raw[column.name]
            if column.privacy == PrivacyClass.NEVER:
                if count := len(raw) - raw.count(None):
                    self.dropped[column.title] += count
                continue
            if column.name not in self.places and not self.filled.get(column.name):
                blank: list[Value] = [None] * len(self.records)
                self.columns[column.name] = Converted(blank, [None] * len(self.records))
                continue
            self.columns[column.name] = found = columns.convert(
                column, raw, self.reading(column), self._typed(column)
            )
            for at, wrong in found.wrong.items():
                self.error(self.records[at], column, raw[at], wrong)
            if column.unit == "text":
                for at, wrong in columns.private(column, found.values).items():
                    self.error(self.records[at], column, found.values[at], wrong)

    def reading(self, column: Column) -> Reading:
        """How this column's cells are to be read."""
        place = self.places.get(column.name, -1)
        header = self.layout.headers[place] if 0 <= place < len(self.layout.headers) else ""
        own = figures.style_of(self.raw[column.name]) if column.is_numeric else self.styles
        is_clear = own.vietnamese or own.english
        return Reading(
            factor=self.factor(column),
            area_factor=units.area_factor(header) if column.unit == "area" else Decimal(1),
            fraction=(own if is_clear else self.styles).fraction if column.is_numeric else "",
            is_1904=self.sheet.traits.is_1904,
            villages=self.context.villages,
        )

    def _raw(self, column: Column) -> list[Any]:
        """The column's cells of all records, blanks as None, fills and overrides in place."""
        place = self.places.get(column.name)
        cells: list[Any] = [None] * len(self.records)
        if place is not None and place < len(self.sheet.columns):
            given, blank = self.sheet.columns[place], rows.BLANK
            cells = [given[row] for row in self.records]
            cells = [None if type(cell) is str and cell in blank else cell for cell in cells]
        if place is not None:
            self._fill_down(column, place, cells)
        if column.role == "village":
            self._fill_villages(column, place, cells)
        if self.overrides and place is not None:
            self._override(place, cells)
        return cells

    def _fill_down(self, column: Column, place: int, cells: list[Any]) -> None:
        sources = {row: of for (row, at), of in self.kinds.fills.items() if at == place}
        filled = self.filled.setdefault(column.name, [])
        for at, cell in enumerate(cells):
            row = self.records[at]
            if cell is None:
                if row in sources:
                    cells[at] = self.sheet.rows[sources[row]][place]
                    filled.append(row)
            elif type(cell) is str and at and not column.is_numeric and rows.is_ditto(cell):
                cells[at] = cells[at - 1]
                filled.append(row)

    def _fill_villages(self, column: Column, place: int | None, cells: list[Any]) -> None:
        found = rows.fill_village(self.sheet, self.kinds, place, self.context.villages)
        for at, row in enumerate(self.records):
            if row in found and cells[at] is None:
                cells[at] = found[row]
                self.filled.setdefault(column.name, []).append(row)

    def _override(self, place: int, cells: list[Any]) -> None:
        for at, row in enumerate(self.records):
            override = self.overrides.get(address(self.sheet.first_row + row, place))
            if override is not None:
                cells[at] = override.strip() or None

    def _typed(self, column: Column) -> frozenset[int]:
        """Which records' cells were typed on the page."""
        if not self.overrides:
            return frozenset()
        return frozenset(
            at for at, row in enumerate(self.records) if self.address(row, column) in self.overrides
        )

    def address(self, row: int, column: Column) -> str:
        """The cell's name in the file; of a column that the file lacks, nothing."""
        place = self.places.get(column.name)
        return address(self.sheet.first_row + row, place) if place is not None else ""

    def factor(self, column: Column) -> int:
        """What turns the column's amounts into đồng; 1 for other columns."""
        if column.unit != "money":
            return 1
        unit = self.layout.units.get(self.places.get(column.name, -1), self.context.money_unit)
        return numbers.MONEY_UNITS[unit]

    def tolerance(self, column: Column) -> Decimal:
        """How far apart two figures may be that were rounded in the file's unit."""
        if column.unit != "money":
            return Decimal("0.05")
        return Decimal(max(1, self.factor(column) // 20))

    def as_in_file(self, column: Column, number: Decimal | int) -> str:
        """A computed number as it would stand in the file."""
        return numbers.number_text(Decimal(number) / self.factor(column))

    def is_wrong(self, column: str, at: int) -> bool:
        """Whether the record's cell has no sound value."""
        return at in self.columns[column].wrong

    def check_missing_columns(self) -> None:
        """Every required column must be matched to one of the file's."""
        for column in self.schema.columns:
            if not column.is_required or column.name in self.places or not self.records:
                continue
            self.errors = [error for error in self.errors if error.column != column.name]
            message = _("No column of the file fills “%(name)s”.") % {"name": column.title}
            self.errors.append(
                CellError("", 0, column.name, column.title, "", message, kind="missing-column")
            )

    def error(
        self, row: int, column: Column, value: Any, wrong: WrongCell, level: str = "error"
    ) -> None:
        """Note what is wrong with one cell of the file's row `row` (from 0)."""
        if len(self.errors) >= MOST_ERRORS:
            return
        self.errors.append(
            CellError(
                self.address(row, column),
                self.sheet.first_row + row,
                column.name,
                column.title,
                "" if value is None else str(value)[:200],
                wrong.message,
                wrong.proposal,
                level,
                wrong.kind,
            )
        )

    def result(self) -> CheckedTable:
        """What was found, with every assumption made on the way."""
        self.errors.sort(key=lambda error: (error.row, len(error.cell), error.cell))
        stored = [self.columns[column.name].values for column in self.stored]
        return CheckedTable(
            tuple(column.name for column in self.stored),
            tuple(zip(*stored, strict=True)),
            tuple(self.errors),
            (*self.layout.assumptions, *self.notes),
            dict(self.dropped),
            sums.totals(self),
            tuple(self.sheet.first_row + row for row in self.records),
            tuple(dict.fromkeys(self.to_confirm)),
        )
