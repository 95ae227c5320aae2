"""Checks of a schema that join several rows or dates: spans, votes, order, bounds, doubles."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosures.search.fold import fold_all
from disclosures.tables import form_rows
from disclosures.tables.cells import Value, WrongCell

if TYPE_CHECKING:
    from disclosures.tables.validate import Table

type Rule = Mapping[str, Any]


def check(table: "Table") -> None:
    """All of the schema's checks that look at the table alone."""
    for rule in table.schema.form_checks:
        if judge := _JUDGES.get(rule["kind"]):
            judge(table, rule)


def said(rule: Rule) -> str:
    """The rule's own sentence, in the reader's language as far as there is one."""
    words: Mapping[str, str] = rule["message"]
    return words.get(get_language() or "vi", words["vi"])


def kind_of(rule: Rule) -> str:
    """What a mistake that the rule finds is called."""
    return f"check-{rule['kind'].replace('_', '-')}"


def _note(table: "Table", rule: Rule, row: int, column: str, value: Value, more: str = "") -> None:
    wrong = WrongCell(f"{said(rule)} {more}".rstrip(), kind=kind_of(rule))
    named = table.schema.column(column)
    if named.is_numeric and value is not None:
        value = table.as_in_file(named, Decimal(value))
    table.error(row, named, value, wrong, rule["level"])


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


def _within(table: "Table", rule: Rule) -> None:
    """A figure between two bounds, as a share of a whole is."""
    least, most = Decimal(rule["least"]), Decimal(rule["most"])
    for at, number in enumerate(table.columns[rule["column"]].numbers):
        if number is not None and not least <= number <= most:
            value = table.columns[rule["column"]].values[at]
            _note(table, rule, table.records[at], rule["column"], value)


def _unique(table: "Table", rule: Rule) -> None:
    """Two rows that say the same in all these columns, accents aside, may be one row twice."""
    parts = [table.columns[name].values for name in rule["columns"]]
    folded = [_folded(part) for part in parts]
    told = {error.row for error in table.errors if error.kind == "duplicate"}
    seen: dict[tuple[str, ...], int] = {}
    for row, values in zip(table.records, zip(*parts, strict=True), strict=True):
        if None in values or table.sheet.first_row + row in told:
            continue
        key = tuple(words[value] for words, value in zip(folded, values, strict=True))
        first = seen.setdefault(key, row)
        if first != row:
            more = _("It stands in row %(row)d already.") % {"row": table.sheet.first_row + first}
            _note(table, rule, row, rule["columns"][0], values[0], more)


def _folded(values: Sequence[Value]) -> dict[Value, str]:
    """What each different value is compared as."""
    different = list(dict.fromkeys(values))
    return dict(zip(different, fold_all(list(map(str, different))), strict=True))


_JUDGES: dict[str, Callable[["Table", Rule], None]] = {
    "date_span": _date_span,
    "date_after": _date_after,
    "vote": _vote,
    "choice": _choice,
    "rows_order": _rows_order,
    "small_cells": _small_cells,
    "within": _within,
    "unique": _unique,
}
