"""Subtotals and totals of a table: each must be the sum of its rows; none is stored as a row."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from disclosures.tables import cells, rows
from disclosures.tables.cells import Value, WrongCell
from disclosures.tables.schema import Column
from disclosures.vocabulary import PrivacyClass

if TYPE_CHECKING:
    from disclosures.tables.validate import Table

_SUMMED = frozenset({"money", "count", "area"})


def is_unsure(table: "Table", column: Column, records: Sequence[int]) -> bool:
    """Whether the column has a wrong cell among these records."""
    wrong = table.columns[column.name].wrong
    return bool(wrong) and any(at in wrong for at in records)


def check(table: "Table") -> None:
    """Subtotals and the total must be the sums of their rows; none is stored as a row."""
    kinds = table.kinds
    sums = [at for at in kinds.subtotals if at != kinds.grand]
    headed = [at for at in kinds.headings if _has_figures(table, at)]
    for column in table.stored:
        if column.unit not in _SUMMED or column.name == "stt" or column.name not in table.places:
            continue
        if column.privacy == PrivacyClass.MASK:
            continue  # a year of birth is no quantity
        figures = table.columns[column.name].numbers
        everything = list(range(len(table.records)))
        if kinds.grand is not None and not is_unsure(table, column, everything):
            _sum(table, column, kinds.grand, [everything], figures)
        for at in sums:
            _sum(table, column, at, _groups(table, at, [*sums, *kinds.headings]), figures)
        for at in headed:
            _sum(table, column, at, [_after(table, at, kinds.headings)], figures)


def _has_figures(table: "Table", row: int) -> bool:
    return sum(rows.as_number(cell) is not None for cell in table.sheet.rows[row]) > 0


def _groups(table: "Table", row: int, breaks: Sequence[int]) -> list[list[int]]:
    """The records before a subtotal back to the last break, or those after it."""
    start = max((at for at in breaks if at < row), default=-1)
    before = [at for at, record in enumerate(table.records) if start < record < row]
    return [before or _after(table, row, breaks), _after(table, row, breaks)]


def _after(table: "Table", row: int, breaks: Sequence[int]) -> list[int]:
    end = min((at for at in breaks if at > row), default=1 << 30)
    return [at for at, record in enumerate(table.records) if row < record < end]


def _sum(
    table: "Table",
    column: Column,
    row: int,
    candidates: Sequence[Sequence[int]],
    figures: Sequence[Decimal | int | None],
) -> None:
    given = _given(table, column, row)
    if given is None or any(is_unsure(table, column, group) for group in candidates):
        return
    rights = []
    for group in candidates:
        right = sum((number for at in group if (number := figures[at]) is not None), Decimal(0))
        if abs(given - right) <= table.tolerance(column) * max(1, len(group)):
            return
        rights.append(right)
    text = table.as_in_file(column, rights[0])
    message = (
        _("The total should be %(number)s, the sum of the rows.")
        if row == table.kinds.grand
        else _("The subtotal should be %(number)s, the sum of its rows.")
    )
    value = _shown(table, column, given)
    wrong = WrongCell(message % {"number": text}, text, "total")
    table.error(row, column, value, wrong)


def _shown(table: "Table", column: Column, number: Decimal) -> str:
    return table.as_in_file(column, number)


def _given(table: "Table", column: Column, row: int) -> Decimal | None:
    """The figure in a row of sums, mended on the page or not; None for a blank or a word."""
    place = table.places[column.name]
    cells_ = table.sheet.rows[row]
    cell = table.overrides.get(table.address(row, column)) or (
        cells_[place] if place < len(cells_) else None
    )
    number = rows.as_number(cell)
    if number is None:
        return None
    reading = table.reading(column)
    return Decimal(number) * (reading.area_factor if column.unit == "area" else reading.factor)


def totals(table: "Table") -> dict[str, Value]:
    """The figures of the total row by column."""
    row = table.kinds.grand
    if row is None:
        return {}
    found: dict[str, Value] = {}
    for column in table.stored:
        if column.unit in _SUMMED and column.name in table.places:
            number = _given(table, column, row)
            if number is not None:
                found[column.name] = cells.canonical(column, number)
    return found
