"""Checks the rows of a found table against its schema: everything wrong, all at once, by cell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from disclosures.rules import identifiers, numbers
from disclosures.tables import cells, form_rows, formula
from disclosures.tables.cells import Value, WrongCell
from disclosures.tables.checked import CellError, CheckedTable, Context
from disclosures.tables.match import Layout, is_total
from disclosures.tables.read_workbook import Sheet, address
from disclosures.tables.schema import Column, FormRow, Schema
from disclosures.vocabulary import PrivacyClass

_BLANK = frozenset({"", "-", "–", "—", "x", "X"})
# Hints in the text of a public column that let an official forget a number there.
_MAX_TEXT = 2000


def validate(
    sheet: Sheet,
    layout: Layout,
    schema: Schema,
    mapping: Mapping[str, int],
    context: Context,
    overrides: Mapping[str, str] | None = None,
) -> CheckedTable:
    """Check every cell of the table; `overrides` replaces cells by their address (D17)."""
    job = _Job(sheet, schema, mapping, context, overrides or {})
    for at in range(layout.first, layout.last + 1):
        job.take_row(at)
    job.check_missing_columns()
    job.check_keys()
    job.check_form()
    job.check_total()
    return job.result(layout.assumptions)


class _Job:
    """One run over one table; collects rows and findings."""

    def __init__(
        self,
        sheet: Sheet,
        schema: Schema,
        mapping: Mapping[str, int],
        context: Context,
        overrides: Mapping[str, str],
    ) -> None:
        self.sheet, self.schema, self.mapping = sheet, schema, mapping
        self.context, self.overrides = context, overrides
        self.stored = schema.stored()
        self.rows: list[tuple[Value, ...]] = []
        self.places: list[int] = []
        self.errors: list[CellError] = []
        self.notes: list[str] = []
        self.dropped: Counter[str] = Counter()
        self.total: tuple[int, dict[str, Value]] | None = None
        self.groups = 0
        # Cells without a value of their own: what would be summed from them is not judged.
        self.wrong: set[tuple[int, str]] = set()
        self.fractions = 0

    def take_row(self, at: int) -> None:
        """Parse one row of the file; blank and group rows are left out and counted."""
        raw = [self._cell(at, column) for column in self.schema.columns]
        if all(cell is None for cell in raw):
            return
        if not self.schema.form_rows and not self._is_outline() and is_total(raw):
            self.total = (at, self._values(at, raw, self.stored, quiet=True))
            return
        filled = sum(cell is not None for cell in raw)
        if filled == 1 and len(self.schema.columns) > 3 and self.schema.has_persons():
            self.groups += 1
            return
        for column, cell in zip(self.schema.columns, raw, strict=True):
            if column.privacy == PrivacyClass.NEVER and cell is not None:
                self.dropped[column.title] += 1
        values = self._values(at, raw, self.stored)
        self._check_row(at, values)
        self.rows.append(tuple(values[column.name] for column in self.stored))
        self.places.append(at)

    def _is_outline(self) -> bool:
        """Whether rows are lines of an account (A, I, 1), whose totals are rows like others."""
        label = self.schema.with_role("label")
        return label is not None and not self.schema.has_persons() and label.name == "noi_dung"

    def _cell(self, at: int, column: Column) -> Any:
        place = self.mapping.get(column.name)
        if place is None:
            return None
        override = self.overrides.get(self._address(at, column))
        if override is not None:
            return override.strip() or None
        row = self.sheet.rows[at]
        value = row[place] if place < len(row) else None
        return None if isinstance(value, str) and value in _BLANK else value

    def _address(self, at: int, column: Column) -> str:
        return address(self.sheet.first_row + at, self.mapping.get(column.name, 0))

    def _values(
        self, at: int, raw: list[Any], columns: Sequence[Column], *, quiet: bool = False
    ) -> dict[str, Value]:
        by_name = dict(zip((column.name for column in self.schema.columns), raw, strict=True))
        values: dict[str, Value] = {}
        for column in columns:
            try:
                values[column.name] = self._value(column, by_name[column.name])
                if not quiet:
                    self._check_text(at, column, values[column.name])
            except WrongCell as wrong:
                values[column.name] = None
                if not quiet:
                    self.wrong.add((at, column.name))
                    self._error(at, column, by_name[column.name], wrong.message, wrong.proposal)
        return values

    def _value(self, column: Column, cell: Any) -> Value:
        if cell is None:
            if column.is_required:
                raise WrongCell(_("This cell may not be blank."))
            return None
        match column.unit:
            case "money":
                return self._money(cell)
            case "count":
                return cells.count(cell)
            case "number" | "percent" | "area":
                return numbers.decimal_text(cells.decimal(cell))
            case "date":
                return cells.date(cell).isoformat()
            case "month":
                return cells.plain(cell)
            case "enum":
                return cells.choice(column, cell)
        text = cells.plain(cell)
        if len(text) > _MAX_TEXT:
            raise WrongCell(
                _("The text is longer than %(count)d characters.") % {"count": _MAX_TEXT}
            )
        if column.role == "village" and self.context.villages:
            return cells.village(text, self.context.villages)
        return text

    def _money(self, cell: Any) -> int:
        amount = cells.decimal(cell) * numbers.MONEY_UNITS[self.context.money_unit]
        if amount != amount.to_integral_value():
            amount = amount.quantize(Decimal(1))
        if abs(amount) > 10**15:
            raise WrongCell(_("The amount is larger than a commune can have. Is the unit right?"))
        return int(amount)

    def _check_text(self, at: int, column: Column, value: Value) -> None:
        if not isinstance(value, str) or column.unit != "text":
            return
        spans = identifiers.blocking(value, column.title)
        if spans:
            sample = value[spans[0].start : spans[0].end]
            proposal = value
            for span in reversed(spans):
                proposal = proposal[: span.start] + proposal[span.end :]
            message = _("“%(sample)s” looks like private data. Take it out.") % {"sample": sample}
            self._error(at, column, value, message, " ".join(proposal.split()))

    def _check_row(self, at: int, values: dict[str, Value]) -> None:
        decimals = {
            name: Decimal(str(value))
            for name, value in values.items()
            if value is not None and self.schema.column(name).is_numeric
        }
        for column in self.stored:
            if column.formula:
                self._check_formula(at, column, values, decimals)
        for check in self.schema.checks:
            if not formula.holds(check["expr"], decimals):
                column = self.schema.column(formula.names(check["expr"])[-1])
                message = _("Does not agree: %(rule)s.") % {"rule": self._words(check["expr"])}
                self._error(at, column, values[column.name], message, level=check["level"])

    def _words(self, expression: str) -> str:
        words = expression.replace("<=", "≤")
        for name in sorted(formula.names(expression), key=len, reverse=True):
            words = words.replace(name, f"“{self.schema.column(name).title}”")
        return words

    def _check_formula(
        self,
        at: int,
        column: Column,
        values: dict[str, Value],
        decimals: dict[str, Decimal],
    ) -> None:
        try:
            right = formula.evaluate(column.formula, decimals)
        except formula.CannotEvaluate:
            return
        given = decimals.get(column.name)
        if column.unit == "percent":
            self._check_percent(at, column, values, given, right)
            return
        if given is None:
            values[column.name] = cells.canonical(column, right)
            return
        if abs(given - right) > self._tolerance(column):
            text = numbers.number_text(right / self._factor(column))
            message = _("Should be %(number)s: %(rule)s.") % {
                "number": text,
                "rule": self._words(column.formula),
            }
            self._error(at, column, values[column.name], message, text)

    def _check_percent(
        self,
        at: int,
        column: Column,
        values: dict[str, Value],
        given: Decimal | None,
        right: Decimal,
    ) -> None:
        if given is not None and abs(given * 100 - right) < Decimal("0.6") and abs(right) > 2:
            self.fractions += 1
            given = given * 100
        if given is None or abs(given - right) < Decimal("0.6"):
            values[column.name] = numbers.decimal_text(right.quantize(Decimal("0.1")))
            return
        text = numbers.number_text(right, 1)
        message = _("Should be %(number)s: %(rule)s.") % {
            "number": f"{text}%",
            "rule": self._words(column.formula),
        }
        self._error(at, column, values[column.name], message, text)

    def _factor(self, column: Column) -> int:
        return numbers.MONEY_UNITS[self.context.money_unit] if column.unit == "money" else 1

    def _tolerance(self, column: Column) -> Decimal:
        return (
            Decimal(max(1, self._factor(column) // 20))
            if column.unit == "money"
            else Decimal("0.05")
        )

    def check_missing_columns(self) -> None:
        """Every required column must be matched to one of the file's."""
        for column in self.schema.columns:
            if column.is_required and column.name not in self.mapping and self.rows:
                self.errors.append(
                    CellError(
                        "",
                        0,
                        column.name,
                        column.title,
                        "",
                        _("No column of the file fills “%(name)s”.") % {"name": column.title},
                    )
                )

    def check_keys(self) -> None:
        """Two rows may not share the row key; of an outline the label may come again."""
        if self._is_outline() or not self.schema.key:
            return
        at = [[column.name for column in self.stored].index(name) for name in self.schema.key]
        seen: dict[tuple[Value, ...], int] = {}
        for place, row in zip(self.places, self.rows, strict=True):
            key = tuple(row[index] for index in at)
            if any(part is None for part in key):
                continue
            if key in seen:
                column = self.schema.column(self.schema.key[-1])
                message = _("The same as in row %(row)d. Every row needs its own.") % {
                    "row": self.sheet.first_row + seen[key]
                }
                self._error(place, column, key[-1], message)
            else:
                seen[key] = place

    def check_form(self) -> None:
        """Rows of a form must be the sums of their parts."""
        if not self.schema.form_rows:
            return
        label = self.schema.columns[0].name
        names = [column.name for column in self.stored]
        index = names.index(label if label in names else names[0])
        found = form_rows.match_form_rows(
            self.schema.form_rows, [str(row[index] or "") for row in self.rows]
        )
        for form_row in self.schema.form_rows:
            if form_row.formula and form_row.code in found:
                self._check_form_row(form_row, found, names)

    def _check_form_row(self, form_row: FormRow, found: dict[str, int], names: list[str]) -> None:
        parts = form_rows.form_parts(form_row, self.schema.form_rows)
        for at, column in enumerate(self.stored):
            if column.unit != "money":
                continue
            values = {code: self.rows[row][at] for code, row in found.items()}
            given = values.get(form_row.code)
            known = [
                sign * int(values[code] or 0)
                for sign, code in parts
                if values.get(code) is not None
            ]
            touched = [found[code] for _sign, code in parts if code in found]
            if not isinstance(given, int) or not known or self._is_unsure(column, touched):
                continue
            if abs(given - sum(known)) > self._tolerance(column) * max(1, len(known)):
                text = numbers.number_text(Decimal(sum(known)) / self._factor(column))
                message = _("“%(row)s” should be %(number)s, the sum of its parts.") % {
                    "row": form_row.title,
                    "number": text,
                }
                self._error(self.places[found[form_row.code]], column, given, message, text)

    def _is_unsure(self, column: Column, rows: Iterable[int]) -> bool:
        return any((self.places[row], column.name) in self.wrong for row in rows)

    def check_total(self) -> None:
        """The total row must be the sum of the rows; it is not stored as a row."""
        if self.total is None:
            return
        place, total = self.total
        for at, column in enumerate(self.stored):
            given = total.get(column.name)
            if column.unit not in {"money", "count", "area"} or given is None:
                continue
            if column.name == "stt" or self._is_unsure(column, range(len(self.rows))):
                continue
            right = sum(
                (Decimal(str(row[at])) for row in self.rows if row[at] is not None), Decimal(0)
            )
            if abs(Decimal(str(given)) - right) > self._tolerance(column) * max(1, len(self.rows)):
                text = numbers.number_text(right / self._factor(column))
                message = _("The total should be %(number)s, the sum of the rows.") % {
                    "number": text
                }
                self._error(place, column, given, message, text)

    def _error(
        self,
        at: int,
        column: Column,
        value: Any,
        message: str,
        proposal: str | None = None,
        level: str = "error",
    ) -> None:
        self.errors.append(
            CellError(
                self._address(at, column),
                self.sheet.first_row + at,
                column.name,
                column.title,
                "" if value is None else str(value)[:200],
                message,
                proposal,
                level,
            )
        )

    def result(self, assumptions: tuple[str, ...]) -> CheckedTable:
        """What was found, with every assumption made on the way."""
        notes = list(assumptions)
        if self.groups:
            notes.append(_("%(count)d heading rows are left out.") % {"count": self.groups})
        if self.total is not None:
            notes.append(_("The total row is checked and not taken as a row."))
        if self.fractions:
            notes.append(_("Percentages stand as fractions in the file and are read as percent."))
        self.errors.sort(key=lambda error: (error.row, error.cell))
        return CheckedTable(
            tuple(column.name for column in self.stored),
            tuple(self.rows),
            tuple(self.errors),
            tuple(notes),
            dict(self.dropped),
            self.total[1] if self.total else {},
        )
