"""Checks between cells: formulas of a row, sums of groups and of all, keys, rows of a form.

What is to hold is data in the table schemas; what rests on a wrong cell is not judged as well.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosures.rules import numbers
from disclosures.tables import before_checks, cells, form_checks, form_rows, formula, rows, sums
from disclosures.tables.cells import Value, WrongCell
from disclosures.tables.schema import Column, FormRow

if TYPE_CHECKING:
    from disclosures.tables.validate import Table

_PERCENT_APART = Decimal("0.6")


def check(table: "Table") -> None:
    """All checks of the table's schema."""
    _spread(table)
    for column in table.stored:
        if column.formula:
            _formula(table, column)
    for rule in table.schema.checks:
        _row_rule(table, rule)
    _keys(table)
    _form(table)
    sums.check(table)
    form_checks.check(table)
    before_checks.check(table)


def _spread(table: "Table") -> None:
    names = {place: name for name, place in table.places.items()}
    for first, place, last in table.kinds.spread:
        column = table.schema.column(names[place])
        message = _("One figure stands for rows %(first)d to %(last)d. Give each row its own.") % {
            "first": table.sheet.first_row + first,
            "last": table.sheet.first_row + last,
        }
        value = table.sheet.rows[first][place]
        table.error(first, column, value, WrongCell(message, kind="merged-figure"))


def _words(table: "Table", expression: str) -> str:
    words = expression.replace("<=", "≤")
    for name in sorted(formula.names(expression), key=len, reverse=True):
        words = words.replace(name, f"“{table.schema.column(name).title}”")
    return words


def _formula(table: "Table", column: Column) -> None:
    """What the formula gives must stand there; a column that the file lacks is computed."""
    names = formula.names(column.formula)
    parts = {name: table.columns[name].numbers for name in names}
    if not all(parts.values()):
        return
    found = table.columns[column.name]
    is_absent = column.name not in table.places
    computed = 0
    evaluate = formula.compiled(column.formula)
    for at, given in enumerate(found.numbers):
        if any(table.is_wrong(name, at) for name in names):
            continue
        right = evaluate([parts[name][at] for name in names])
        if right is None:
            continue
        if is_absent:
            found.values[at] = cells.canonical(column, right)
            found.numbers[at] = right
            computed += 1
        elif at in found.wrong:
            _propose(table, column, at, right)
        elif given is not None:
            _compare(table, column, at, Decimal(given), right)
    if computed:
        table.notes.append(
            _("The file has no column “%(column)s”; it is computed: %(rule)s.")
            % {"column": column.title, "rule": _words(table, column.formula)}
        )


def _propose(table: "Table", column: Column, at: int, right: Decimal) -> None:
    """A cell without a sound value gets what the formula gives as its proposal."""
    row = table.sheet.first_row + table.records[at]
    text = _text(table, column, right)
    for index, error in enumerate(table.errors):
        if error.row == row and error.column == column.name and error.proposal is None:
            table.errors[index] = replace(error, proposal=text)
            return


def _text(table: "Table", column: Column, number: Decimal) -> str:
    if column.unit == "percent":
        return numbers.number_text(number, 1)
    return table.as_in_file(column, number)


def _compare(table: "Table", column: Column, at: int, given: Decimal, right: Decimal) -> None:
    found = table.columns[column.name]
    if column.unit == "percent":
        apart = _PERCENT_APART
        if abs(given * 100 - right) < apart and abs(right) > 2 and abs(given - right) >= apart:
            given = given * 100
            found.values[at] = numbers.decimal_text(given)
            found.numbers[at] = given
            note = _("Percentages stand as fractions in the file and are read as percent.")
            if note not in table.notes:
                table.notes.append(note)
        is_right = abs(given - right) < apart
    else:
        is_right = abs(given - right) <= table.tolerance(column)
    if is_right:
        return
    text = _text(table, column, right)
    message = _("Should be %(number)s: %(rule)s.") % {
        "number": f"{text}%" if column.unit == "percent" else text,
        "rule": _words(table, column.formula),
    }
    value = table.as_in_file(column, given)
    table.error(table.records[at], column, value, WrongCell(message, text, "formula"))


def _row_rule(table: "Table", rule: Mapping[str, Any]) -> None:
    expression = rule["expr"]
    names = formula.names(expression)
    parts = {name: table.columns[name].numbers for name in names}
    if not all(parts.values()):
        return
    column = table.schema.column(names[-1])
    factor = max((table.tolerance(table.schema.column(name)) for name in names), default=Decimal(0))
    holds = formula.compiled_check(expression, factor * len(names))
    for at, row in enumerate(table.records):
        given = [parts[name][at] for name in names]
        if None in given or holds(given):
            continue
        message = rule_message(rule) or _("Does not agree: %(rule)s.") % {
            "rule": _words(table, expression)
        }
        value = table.as_in_file(column, given[-1] or 0)
        table.error(row, column, value, WrongCell(message, kind="check"), rule["level"])


def rule_message(rule: Mapping[str, Any]) -> str:
    """The rule's own sentence, in the reader's language as far as there is one."""
    said: Mapping[str, str] = rule.get("message", {})
    return said.get(get_language() or "vi", said.get("vi", ""))


def _keys(table: "Table") -> None:
    """Two rows may not share the row key; of an outline the label may come again."""
    if rows.is_outline(table.schema) or not table.schema.key:
        return
    parts = [table.columns[name].values for name in table.schema.key]
    column = table.schema.column(table.schema.key[-1])
    keys = list(zip(*parts, strict=True))
    if len(set(keys)) == len(keys):
        return
    seen: dict[tuple[Value, ...], int] = {}
    for row, key in zip(table.records, keys, strict=True):
        if None in key:
            continue
        if key in seen:
            message = _("The same as in row %(row)d. Every row needs its own.") % {
                "row": table.sheet.first_row + seen[key]
            }
            table.error(row, column, key[-1], WrongCell(message, kind="duplicate"))
        else:
            seen[key] = row


def _form(table: "Table") -> None:
    """Rows of a form must be the sums of their parts."""
    if not table.schema.form_rows:
        return
    found = match_form(table)
    for form_row in table.schema.form_rows:
        if form_row.formula and form_row.code in found:
            _form_row(table, form_row, found)


def match_form(table: "Table") -> dict[str, int]:
    """Which record is which row of the form."""
    label = table.schema.with_role("label") or table.schema.columns[0]
    labels = [str(value or "") for value in table.columns[label.name].values]
    return form_rows.match_form_rows(table.schema.form_rows, labels)


def _form_row(table: "Table", form_row: FormRow, found: Mapping[str, int]) -> None:
    parts = form_rows.form_parts(form_row, table.schema.form_rows)
    for column in table.stored:
        if column.unit != "money":
            continue
        figures = table.columns[column.name].numbers
        given = figures[found[form_row.code]]
        present = [(sign, figures[found[code]]) for sign, code in parts if code in found]
        known = [sign * number for sign, number in present if number is not None]
        touched = [found[code] for _sign, code in parts if code in found]
        if given is None or not known or sums.is_unsure(table, column, touched):
            continue
        right = sum(known, Decimal(0))
        if abs(Decimal(given) - right) <= table.tolerance(column) * max(1, len(known)):
            continue
        text = table.as_in_file(column, right)
        message = _("“%(row)s” should be %(number)s, the sum of its parts.") % {
            "row": form_row.title,
            "number": text,
        }
        row = table.records[found[form_row.code]]
        value = table.as_in_file(column, given)
        table.error(row, column, value, WrongCell(message, text, "form-sum"))
