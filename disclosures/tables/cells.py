"""One cell of a file: what it says in canonical form, or why it cannot be taken."""

import datetime as dt
import difflib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from disclosures.rules import numbers
from disclosures.search.fold import fold
from disclosures.tables.schema import Column

type Value = str | int | None
# No figure of a commune comes near; beyond, rounding to places and printing digits would fail.
_LARGEST = Decimal(10) ** 18


class WrongCell(ValueError):
    """A cell that is wrong, with the sentence for the official and what would be right."""

    def __init__(self, message: str, proposal: str | None = None) -> None:
        super().__init__(message)
        self.message, self.proposal = message, proposal


def plain(cell: Any) -> str:
    """The cell as text, spaces made single, dates as in Vietnam."""
    if isinstance(cell, Decimal):
        return numbers.decimal_text(cell)
    if isinstance(cell, dt.date):
        return cell.strftime("%d/%m/%Y")
    return " ".join(str(cell).split())


def decimal(cell: Any) -> Decimal:
    """The number a cell holds. Raises WrongCell for what is none, might be two, or is absurd."""
    number = cell if isinstance(cell, Decimal) else _parsed(cell)
    if abs(number) > _LARGEST:
        raise WrongCell(_("Must be a number, like 1.250.000."))
    return number


def _parsed(cell: Any) -> Decimal:
    try:
        return numbers.parse_number(str(cell))
    except numbers.NotANumber as error:
        if error.ambiguous:
            raise WrongCell(
                _("It is not clear which number this is. Write it like 1.234.567,89.")
            ) from error
        raise WrongCell(_("Must be a number, like 1.250.000."), _number_word(str(cell))) from error


_NUMBER_WORDS = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5",
    "sau": "6", "bay": "7", "tam": "8", "chin": "9", "muoi": "10",
}  # fmt: skip


def _number_word(text: str) -> str | None:
    return _NUMBER_WORDS.get(fold(text))


def count(cell: Any) -> int:
    """A whole number. Raises WrongCell."""
    number = decimal(cell)
    if number != number.to_integral_value():
        raise WrongCell(_("Must be a whole number, like 4."))
    return int(number)


def date(cell: Any) -> dt.date:
    """A day, also from a spreadsheet's serial number. Raises WrongCell."""
    if isinstance(cell, dt.date):
        return cell
    try:
        if isinstance(cell, Decimal):
            return numbers.excel_serial(cell)
        return numbers.parse_date(str(cell))
    except (ValueError, OverflowError) as error:
        raise WrongCell(_("Must be a date, like 05/02/2026.")) from error


def choice(column: Column, cell: Any) -> str:
    """The code of the choice that the words mean. Raises WrongCell with the nearest."""
    wanted = fold(str(cell))
    known = {fold(word): code for word, code in column.value_synonyms.items()}
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, 1, 0.6)
    proposal = column.values[known[near[0]]] if near else None
    choices = ", ".join(column.values.values())
    raise WrongCell(_("Must be one of: %(choices)s.") % {"choices": choices}, proposal)


def canonical(column: Column, number: Decimal) -> Value:
    """How a computed number is stored in this column."""
    if column.unit in {"money", "count"}:
        return int(number)
    return numbers.decimal_text(number)


def village(text: str, villages: Sequence[str]) -> str:
    """The commune's own village that the text names. Raises WrongCell with the nearest."""
    known = {fold(name): name for name in villages} | {bare_village(v): v for v in villages}
    wanted = bare_village(text)
    for key in (fold(text), wanted):
        if key in known:
            return known[key]
    near = difflib.get_close_matches(wanted, known, 1, 0.6)
    if near:
        name = known[near[0]]
        message = _("The commune has no such village. Is it “%(name)s”?") % {"name": name}
        raise WrongCell(message, name)
    raise WrongCell(_("The commune has no such village."))


def bare_village(text: str) -> str:
    """A village's folded name without ấp, khóm and their like."""
    words = fold(text).split()
    while words and words[0] in {"ap", "khom", "thon", "to", "dan", "pho", "khu", "vuc"}:
        words = words[1:]
    return " ".join(words)
