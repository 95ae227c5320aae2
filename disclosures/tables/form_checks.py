"""Checks of a schema that join several rows or dates: spans, votes, order of rows, small cells."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosures.rules import numbers
from disclosures.tables import form_rows
from disclosures.tables.cells import Value, WrongCell

if TYPE_CHECKING:
    from disclosures.tables.validate import Table

type Rule = Mapping[str, Any]
# A figure this many times last year's, or as small a part of it, is asked about.
_TIMES = 10


def check(table: "Table") -> None:
    """All of the schema's checks of this sort, and how the figures stand to those before."""
    for rule in table.schema.form_checks:
        if judge := _JUDGES.get(rule["kind"]):
            judge(table, rule)
    _against_earlier(table)


def _note(table: "Table", rule: Rule, row: int, column: str, value: Value) -> None:
    said = rule["message"]
    message = said.get(get_language() or "vi", said["vi"])
    wrong = WrongCell(message, kind=f"check-{rule['kind'].replace('_', '-')}")
    table.error(row, table.schema.column(column), value, wrong, rule["level"])


def _day(value: Value) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else None


def _date_span(table: "Table", rule: Rule) -> None:
    """From the first day to the last at least so many days."""
    starts, ends = (table.columns[rule[key]].values for key in ("from", "to"))
    for row, start, end in zip(table.records, starts, ends, strict=True):
        first, last = _day(start), _day(end)
        if first and last and (last - first).days < rule["min_days"]:
            _note(table, rule, row, rule["to"], end)


def _date_after(table: "Table", rule: Rule) -> None:
    """The second day at most so many days after the first."""
    starts, ends = (table.columns[rule[key]].values for key in ("from", "to"))
    for row, start, end in zip(table.records, starts, ends, strict=True):
        first, last = _day(start), _day(end)
        if first and last and not 0 <= (last - first).days <= rule["days"]:
            _note(table, rule, row, rule["to"], end)


def _clause(value: Value) -> int | None:
    found = [int(part) for part in str(value or "").split() if part.isdecimal()]
    return found[0] if found else None


def _vote(table: "Table", rule: Rule) -> None:
    """A share of all households must have agreed, by the clause that the matter falls under."""
    share = str(rule.get("at_least") or rule["more_than"])
    above, _slash, below = share.partition("/")
    for at, row in enumerate(table.records):
        votes = table.columns[rule["votes"]].numbers[at]
        everyone = table.columns[rule["of"]].numbers[at]
        clause = _clause(table.columns[rule["clause"]].values[at])
        if clause not in rule["clauses"] or votes is None or everyone is None:
            continue
        difference = votes * int(below) - everyone * int(above)
        if difference < 0 or (difference == 0 and "more_than" in rule):
            _note(table, rule, row, rule["votes"], int(votes))


def _choice(table: "Table", rule: Rule) -> None:
    """One choice is open to matters of some clauses alone."""
    for at, row in enumerate(table.records):
        value = table.columns[rule["column"]].values[at]
        clause = _clause(table.columns[rule["clause"]].values[at])
        if value == rule["value"] and clause is not None and clause not in rule["clauses"]:
            _note(table, rule, row, rule["column"], value)


def _rows_order(table: "Table", rule: Rule) -> None:
    """One row of the form may not be larger than another."""
    label = table.schema.columns[0].name
    labels = [str(value or "") for value in table.columns[label].values]
    found = form_rows.match_form_rows(table.schema.form_rows, labels)
    if rule["smaller"] not in found or rule["larger"] not in found:
        return
    smaller, larger = found[rule["smaller"]], found[rule["larger"]]
    for column in table.stored:
        if column.unit != "money":
            continue
        figures = table.columns[column.name].numbers
        first, second = figures[smaller], figures[larger]
        if first is not None and second is not None and first > second:
            _note(table, rule, table.records[smaller], column.name, int(first))


def _small_cells(table: "Table", rule: Rule) -> None:
    """Counts so small that they point to people."""
    for column in table.stored:
        if column.unit != "count" or column.name == "stt":
            continue
        for at, number in enumerate(table.columns[column.name].numbers):
            if number is not None and 0 < number < rule["below"]:
                _note(table, rule, table.records[at], column.name, int(number))


def _not_falling(table: "Table", rule: Rule) -> None:
    """Sums since the start of the year do not fall from one period to the next."""
    column = table.schema.column(rule["column"])
    for at, key in enumerate(_row_keys(table)):
        before = number_of(table.context.period_before.get(key, {}).get(column.name))
        now = table.columns[column.name].numbers[at]
        if before is not None and now is not None and now < before:
            _note(table, rule, table.records[at], column.name, int(now))


_JUDGES: dict[str, Callable[["Table", Rule], None]] = {
    "date_span": _date_span,
    "date_after": _date_after,
    "vote": _vote,
    "choice": _choice,
    "rows_order": _rows_order,
    "small_cells": _small_cells,
    "not_falling": _not_falling,
}


def _row_keys(table: "Table") -> list[str]:
    """Each record's key as public rows bear it."""
    parts = [table.columns[name].values for name in table.schema.key]
    return [" / ".join(str(part or "") for part in key)[:200] for key in zip(*parts, strict=True)]


def number_of(value: Value) -> Decimal | None:
    """A stored value as a number."""
    return Decimal(str(value)) if value is not None and value != "" else None


def _against_earlier(table: "Table") -> None:
    """Advice, never a refusal: a figure ten times that of before, or a tenth of it."""
    if not table.context.earlier or not table.schema.key:
        return
    keys = _row_keys(table)
    for column in table.stored:
        if column.unit not in {"money", "area", "number"}:
            continue
        figures = table.columns[column.name].numbers
        for at, key in enumerate(keys):
            before = number_of(table.context.earlier.get(key, {}).get(column.name))
            now = figures[at]
            if not before or not now or before < 0 or now < 0:
                continue
            if now >= before * _TIMES or now * _TIMES <= before:
                message = _("Earlier it was %(before)s. Is %(now)s right?") % {
                    "before": numbers.number_text(before),
                    "now": numbers.number_text(now),
                }
                wrong = WrongCell(message, kind="unlike-before")
                table.error(table.records[at], column, str(now), wrong, "warning")
