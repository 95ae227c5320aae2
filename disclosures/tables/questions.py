"""What was read out of the ordinary: notes for the preview, and questions to be answered yes."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from disclosures.rules.numbers import decimal_text
from disclosures.tables import units
from disclosures.tables.schema import Column
from disclosures.tables.workbook import address

if TYPE_CHECKING:
    from disclosures.tables.validate import Table

# Amounts of a commune in đồng are hardly ever smaller than this all through.
_SMALL_FOR_DONG = 1_000_000
# Nothing is paid in less.
_SMALLEST_NOTE = 100
_FRACTIONS_FROM = 3


def ask(table: "Table") -> None:
    """Add the table's notes and questions."""
    _about_rows(table)
    _about_fills(table)
    _about_columns(table)
    _about_figures(table)
    _about_unit(table)


def _about_rows(table: "Table") -> None:
    kinds, first = table.kinds, table.sheet.first_row
    if kinds.headings:
        table.notes.append(
            _("%(count)d heading rows are left out.") % {"count": len(kinds.headings)}
        )
    if kinds.subtotals:
        table.notes.append(
            _("%(count)d rows with subtotals are checked and not taken as rows.")
            % {"count": len(kinds.subtotals)}
        )
    if kinds.grand is not None:
        table.notes.append(_("The total row is checked and not taken as a row."))
    if kinds.repeats:
        table.notes.append(
            _("The header comes again in %(count)d rows, which are left out.")
            % {"count": kinds.repeats}
        )
    if kinds.hidden:
        words = {"rows": named_rows([first + at for at in kinds.hidden])}
        table.to_confirm.append(
            _("Rows %(rows)s are hidden in the file; they are left out.") % words
            if table.context.leave_hidden_rows
            else _("Rows %(rows)s are hidden in the file; they are taken like others.") % words
        )


def _about_fills(table: "Table") -> None:
    for name, rows in table.filled.items():
        if rows:
            table.to_confirm.append(
                _("“%(column)s” is filled down from above in rows %(rows)s.")
                % {
                    "column": table.schema.column(name).title,
                    "rows": named_rows([table.sheet.first_row + at for at in rows]),
                }
            )


def _about_columns(table: "Table") -> None:
    hidden = table.sheet.traits.hidden_columns
    for name, place in table.places.items():
        if place in hidden and any(cell is not None for cell in table.raw[name]):
            column = table.schema.column(name)
            words = {"column": column.title, "letter": address(0, place)[:-1]}
            if column.privacy == "never":
                table.notes.append(_("The hidden column %(letter)s is left out.") % words)
            else:
                table.to_confirm.append(
                    _("“%(column)s” is taken from the hidden column %(letter)s.") % words
                )
    taken = set(table.places.values())
    left = [
        header
        for at, header in enumerate(table.layout.headers)
        if header and at not in taken and at not in hidden
    ]
    if left:
        table.notes.append(
            _("These columns of the file are not taken: %(columns)s.")
            % {"columns": "; ".join(f"“{header[:60]}”" for header in left[:20])}
        )


def _about_figures(table: "Table") -> None:
    for column in table.stored:
        found = table.columns[column.name]
        if found.open:
            first = found.open[0]
            cells = [table.address(table.records[at], column) for at in found.open[:8]]
            table.to_confirm.append(
                _("%(cells)s could be thousands or fractions; “%(text)s” is read as %(number)s.")
                % {
                    "cells": ", ".join(cells) + (" …" if len(found.open) > 8 else ""),
                    "text": table.raw[column.name][first],
                    "number": decimal_text(
                        Decimal(str(found.values[first])) / table.factor(column)
                    ),
                }
            )
        if column.unit == "percent" and not column.formula:
            _about_fractions(table, column, found.numbers)
    if table.styles.vietnamese and table.styles.english:
        table.notes.append(_("Figures are written both as 1.234,5 and as 1,234.5."))


def _about_fractions(
    table: "Table", column: Column, numbers: Sequence[Decimal | int | None]
) -> None:
    given = [abs(Decimal(number)) for number in numbers if number]
    shown = table.sheet.traits.percents
    place = table.places.get(column.name, -1)
    first = table.sheet.first_row - 1
    if any(place in shown.get(first + row, ()) for row in table.records):
        return
    if len(given) >= _FRACTIONS_FROM and max(given) <= Decimal("1.5"):
        table.to_confirm.append(
            _("“%(column)s” holds figures below 1,5 only; they are read as percent.")
            % {"column": column.title}
        )


def _about_unit(table: "Table") -> None:
    if table.layout.unit_is_said or table.context.money_unit != table.layout.money_unit:
        return
    amounts = [
        number
        for column in table.stored
        if column.unit == "money"
        for number in table.columns[column.name].numbers
        if number
    ]
    if (
        amounts
        and table.context.money_unit == "dong"
        and all(-_SMALL_FOR_DONG < amount < _SMALL_FOR_DONG for amount in amounts)
        and any(amount % _SMALLEST_NOTE for amount in amounts)
    ):
        table.to_confirm.append(
            _("No amount reaches one million and the file names no unit; is it really %(unit)s?")
            % {"unit": units.money_unit_words(table.context.money_unit)}
        )


def named_rows(numbers: Sequence[int]) -> str:
    """Row numbers in words: the first few, runs with a dash."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = [f"{first}–{last}" if last > first else f"{first}" for first, last in runs[:8]]
    return ", ".join(words) + (" …" if len(runs) > 8 else "")
