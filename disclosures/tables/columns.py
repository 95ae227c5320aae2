"""One column of a found table: its cells in canonical form, each wrong one with its reason."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from disclosures.rules import identifiers, numbers
from disclosures.tables import cells, figures
from disclosures.tables.cells import Value, WrongCell
from disclosures.tables.schema import Column
from disclosures.tables.traits import Fault

MAX_TEXT = 2000
MAX_MONEY = 10**15
_LOST = re.compile(r"�|[^\W\d_]\?[^\W\d_]")
_MEMORY = 4096


@dataclass(slots=True)
class Reading:
    """What a column's cells need to be read: its unit in the file, its marks, its villages."""

    factor: int = 1
    area_factor: Decimal = Decimal(1)
    fraction: str = ""
    is_1904: bool = False
    villages: Sequence[str] = ()


@dataclass(slots=True)
class Converted:
    """The values in the order of the rows, as numbers where the column is of numbers."""

    values: list[Value]
    numbers: list[Decimal | int | None]
    wrong: dict[int, WrongCell] = field(default_factory=dict)
    # Positions of figures that could be thousands as well as fractions.
    open: list[int] = field(default_factory=list)


def convert(
    column: Column, raw: Sequence[Any], reading: Reading, typed: frozenset[int] = frozenset()
) -> Converted:
    """All cells of one column. Nothing is raised: what is wrong is listed.

    `typed` are the positions that a person typed on our page, where figures are Vietnamese.
    """
    found = Converted([None] * len(raw), [])
    read = _reader(column, reading)
    numeric = column.is_numeric
    found.numbers = [None] * len(raw) if numeric else []
    memory: dict[str, Value] = {}
    values = found.values
    is_open = numeric and not reading.fraction and _may_be_fraction(column, reading)
    for at, cell in enumerate(raw):
        if cell is None:
            if column.is_required:
                found.wrong[at] = WrongCell(_("This cell may not be blank."), kind="required")
            continue
        kind = type(cell)
        if kind is str and cell in memory:
            values[at] = memory[cell]
        else:
            try:
                values[at] = value = read(cell)
            except WrongCell as wrong:
                found.wrong[at] = wrong
                continue
            if kind is str and len(memory) < _MEMORY:
                memory[cell] = value
        if is_open and kind is str and at not in typed and figures.is_open(cell):
            found.open.append(at)
    if numeric:
        found.numbers = [
            value if value is None or type(value) is int else Decimal(value) for value in values
        ]
    return found


def _may_be_fraction(column: Column, reading: Reading) -> bool:
    """Whether thousandths make sense here: not among counts and not in đồng."""
    return column.unit != "count" and not (column.unit == "money" and reading.factor == 1)


def _reader(column: Column, reading: Reading) -> Callable[[Any], Value]:
    fraction = reading.fraction if _may_be_fraction(column, reading) else ""

    def count(cell: Any) -> Value:
        return cells.count(_sound(cell), fraction)

    def money(cell: Any) -> Value:
        return _money(_sound(cell), reading.factor, fraction)

    def number(cell: Any) -> Value:
        return numbers.decimal_text(cells.decimal(_sound(cell), fraction))

    def area(cell: Any) -> Value:
        square = cells.decimal(_sound(cell), fraction) * reading.area_factor
        if reading.area_factor == 1 and type(cell) is str and figures.names_hectares(cell):
            square *= 10_000
        return numbers.decimal_text(square)

    def date(cell: Any) -> Value:
        return cells.date(_sound(cell), is_1904=reading.is_1904).isoformat()

    def choice(cell: Any) -> Value:
        return cells.choice(column, cells.plain(_sound(cell)))

    def village(cell: Any) -> Value:
        return cells.village(_text(column, cell), reading.villages)

    def text(cell: Any) -> Value:
        return _text(column, cell)

    if column.role == "village" and reading.villages:
        return village
    return {
        "count": count, "money": money, "number": number, "percent": number, "area": area,
        "date": date, "enum": choice,
    }.get(column.unit, text)  # fmt: skip


def _sound(cell: Any) -> Any:
    """The cell itself. Raises WrongCell for one without a value."""
    if type(cell) is Fault:
        if cell.is_formula:
            message = _(
                "The formula %(formula)s was never computed. Open the file in Excel and save it."
            )
            raise WrongCell(message % {"formula": cell.text}, kind="formula-without-value")
        message = _("The spreadsheet shows the error %(error)s here.") % {"error": cell.text}
        raise WrongCell(message, kind="formula-error")
    return cell


def _money(cell: Any, factor: int, fraction: str) -> int:
    if type(cell) is int:
        amount: Decimal | int = int(cell) * factor
    else:
        own = type(cell) is str and figures.names_money(cell)
        amount = cells.decimal(cell, fraction) * (1 if own else factor)
        amount = amount.quantize(Decimal(1)) if abs(amount) <= MAX_MONEY else amount
    if not -MAX_MONEY <= amount <= MAX_MONEY:
        raise WrongCell(
            _("The amount is larger than a commune can have. Is the unit right?"), kind="too-large"
        )
    return int(amount)


def _text(column: Column, cell: Any) -> str:
    text = cell if type(cell) is str else cells.plain(_sound(cell))
    if "\n" in text or "  " in text or "\t" in text:
        text = " ".join(text.split())
    if len(text) > MAX_TEXT:
        message = _("The text is longer than %(count)d characters.") % {"count": MAX_TEXT}
        raise WrongCell(message, kind="too-long")
    if ("?" in text or "�" in text) and _LOST.search(text):
        raise WrongCell(_("Letters are lost in “%(text)s”.") % {"text": text[:60]}, kind="letters")
    return text


def private(column: Column, values: Sequence[Value]) -> dict[int, WrongCell]:
    """What stops texts of a public column, by their positions: an identifier that they hold, with a
    proposal."""
    texts = [value if type(value) is str else "" for value in values]
    looked: dict[str, WrongCell | None] = {}
    found = {}
    for at in identifiers.worth_a_look(texts):
        text = texts[at]
        if text not in looked:
            looked[text] = _private(column, text)
        if wrong := looked[text]:
            found[at] = wrong
    return found


def _private(column: Column, text: str) -> WrongCell | None:
    spans = identifiers.blocking(text, column.title)
    if not spans:
        return None
    sample = text[spans[0].start : spans[0].end]
    proposal = text
    for span in reversed(spans):
        proposal = proposal[: span.start] + proposal[span.end :]
    message = _("“%(sample)s” looks like private data. Take it out.") % {"sample": sample}
    return WrongCell(message, " ".join(proposal.split()), "identifier")
