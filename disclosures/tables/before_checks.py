"""Checks against other tables: those of the version or period before, of last year, of the plan.

Nearly all of it is advice: what was published before may be what is wrong.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from disclosures.rules import numbers
from disclosures.search.fold import fold
from disclosures.tables import form_rows
from disclosures.tables.cells import Value, WrongCell
from disclosures.tables.checked import CellError, Row
from disclosures.tables.form_checks import Rule, kind_of, said
from disclosures.tables.labels import label_level
from disclosures.tables.schema import Column, Schema

if TYPE_CHECKING:
    from disclosures.tables.validate import Table

# A figure this many times last year's, or as small a part of it, is asked about.
_TIMES = 10
# Fewer rows than these double by themselves.
_FEW_ROWS = 10
_MEASURED = frozenset({"money", "area", "number"})


def check(table: "Table") -> None:
    """All of the schema's checks of this sort, and how the figures stand to those before."""
    for rule in table.schema.form_checks:
        if judge := _JUDGES.get(rule["kind"]):
            judge(table, rule)
    _against_earlier(table)


def names_of(schema: Schema, values: Sequence[Sequence[Value]]) -> list[str]:
    """By what each row is known again in another table: its label, else its key.

    A running number knows nothing again where rows have labels. What comes twice is "".
    """
    label = schema.with_role("label")
    columns = (label.name,) if label else schema.key
    places = [[column.name for column in schema.columns].index(name) for name in columns]
    names = [" / ".join(_bare(row[place]) for place in places) for row in values]
    often = Counter(names)
    return [name if often[name] == 1 else "" for name in names]


def _bare(value: Value) -> str:
    text = str(value or "")
    return fold(text[label_level(text).prefix_length :])


def _before(table: "Table", known: Sequence[Row], schema: Schema | None = None) -> list[Row]:
    """For each record the row of an earlier table that it is, or nothing."""
    if not known:
        return [{}] * len(table.records)
    schema = schema or table.schema
    names = names_of(schema, [[row.get(c.name) for c in schema.columns] for row in known])
    by_name = dict(zip(names, known, strict=True))
    by_name.pop("", None)
    blank = [None] * len(table.records)
    columns = [
        table.columns[c.name].values if c.name in table.columns else blank
        for c in table.schema.columns
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return [by_name.get(name, {}) for name in names_of(table.schema, rows)]


def number_of(value: Value) -> Decimal | None:
    """A stored value as a number."""
    return Decimal(str(value)) if value is not None and value != "" else None


def _apart(table: "Table", column: Column) -> Decimal:
    """How far apart two tables may be of which one is rounded to the file's unit."""
    return Decimal(max(1, table.factor(column) // 2))


def _note(
    table: "Table", rule: Rule, at: int, column: Column, message: str, right: Decimal | None = None
) -> None:
    proposal = None if right is None else table.as_in_file(column, right)
    value = table.columns[column.name].numbers[at]
    shown = "" if value is None else table.as_in_file(column, value)
    wrong = WrongCell(message, proposal, kind_of(rule))
    table.error(table.records[at], column, shown, wrong, rule["level"])


def _not_falling(table: "Table", rule: Rule) -> None:
    """Sums since the start of the year do not fall from one period to the next."""
    column = table.schema.column(rule["column"])
    figures = table.columns[column.name].numbers
    for at, row in enumerate(_before(table, table.context.period_before)):
        before, now = number_of(row.get(column.name)), figures[at]
        if before is not None and now is not None and now < before:
            _note(table, rule, at, column, said(rule))


def _kept(table: "Table", rule: Rule) -> None:
    """The plan of a year stands as the version before, or the period before, gave it."""
    column = table.schema.column(rule["column"])
    context = table.context
    known = context.earlier if context.is_amended else context.period_before
    _same(table, rule, column, [row.get(column.name) for row in _before(table, known)])


def _equals_plan(table: "Table", rule: Rule) -> None:
    """The plan is the one that was approved and published for the year."""
    column = table.schema.column(rule["column"])
    if other := table.context.others.get(rule["table"]):
        known = _before(table, other.rows, other.schema)
        _same(table, rule, column, [row.get(rule["of"]) for row in known])


def _same(table: "Table", rule: Rule, column: Column, before: Sequence[Value]) -> None:
    for at, now in enumerate(table.columns[column.name].numbers):
        right = number_of(before[at])
        if right is None or now is None or abs(now - right) <= _apart(table, column):
            continue
        message = _("%(said)s Before it was %(before)s.") % {
            "said": said(rule),
            "before": table.as_in_file(column, right),
        }
        _note(table, rule, at, column, message, right)


def _equals_row(table: "Table", rule: Rule) -> None:
    """The sum of a column is one row of another table of the same notice."""
    other = table.context.others.get(rule["table"])
    column = table.schema.column(rule["column"])
    figures = [number for number in table.columns[column.name].numbers if number is not None]
    there = other and (other.schema.with_role("actual") or other.schema.with_role("total"))
    if not other or not there or not figures or table.columns[column.name].wrong:
        return
    labels = [str(row.get(other.schema.columns[0].name) or "") for row in other.rows]
    at = form_rows.match_form_rows(other.schema.form_rows, labels).get(rule["row"])
    right = number_of(other.rows[at].get(there.name)) if at is not None else None
    total = sum(map(Decimal, figures), Decimal(0))
    if right is None or abs(total - right) <= _apart(table, column) * len(figures):
        return
    message = _("%(said)s The sum here is %(here)s, there it is %(there)s.") % {
        "said": said(rule),
        "here": table.as_in_file(column, total),
        "there": table.as_in_file(column, right),
    }
    _note(table, rule, len(table.records) - 1, column, message)


def _rows_like_before(table: "Table", rule: Rule) -> None:
    """A list does not grow or shrink so many times from one year to the next."""
    before, now = table.context.earlier_count, len(table.records)
    if before is None or max(before, now) < _FEW_ROWS or not now:
        return
    if now < before * rule["times"] and now * rule["times"] > before:
        return
    message = _("%(said)s Before there were %(before)s rows, now there are %(now)s.") % {
        "said": said(rule),
        "before": numbers.number_text(before),
        "now": numbers.number_text(now),
    }
    table.errors.append(
        CellError("", 0, "", table.schema.title, "", message, None, rule["level"], kind_of(rule))
    )


_JUDGES: dict[str, Callable[["Table", Mapping[str, Any]], None]] = {
    "not_falling": _not_falling,
    "kept": _kept,
    "equals_plan": _equals_plan,
    "equals_row": _equals_row,
    "rows_like_before": _rows_like_before,
}


def _against_earlier(table: "Table") -> None:
    """Advice, never a refusal: a figure ten times that of before, or a tenth of it."""
    if not table.context.earlier:
        return
    rows = _before(table, table.context.earlier)
    for column in table.stored:
        if column.unit not in _MEASURED:
            continue
        figures = table.columns[column.name].numbers
        for at, row in enumerate(rows):
            before, now = number_of(row.get(column.name)), figures[at]
            if not before or not now or before < 0 or now < 0:
                continue
            if now >= before * _TIMES or now * _TIMES <= before:
                message = _("Earlier it was %(before)s. Is %(now)s right?") % {
                    "before": table.as_in_file(column, before),
                    "now": table.as_in_file(column, now),
                }
                wrong = WrongCell(message, kind="unlike-before")
                shown = table.as_in_file(column, now)
                table.error(table.records[at], column, shown, wrong, "warning")
