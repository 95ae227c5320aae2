"""One cell of a file: what it says in canonical form, or why it cannot be taken."""

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from disclosures.rules import numbers
from disclosures.search.fold import fold
from disclosures.tables import figures
from disclosures.tables.schema import Column

type Value = str | int | None
# No figure of a commune comes near; beyond, rounding to places and printing digits would fail.
_LARGEST = Decimal(10) ** 18


class WrongCell(ValueError):
    """A cell that is wrong, with the sentence for the official and what would be right."""

    def __init__(self, message: str, proposal: str | None = None, kind: str = "value") -> None:
        super().__init__(message)
        self.message, self.proposal, self.kind = message, proposal, kind


def plain(cell: Any) -> str:
    """The cell as text, spaces made single, dates as in Vietnam."""
    if isinstance(cell, Decimal):
        return numbers.decimal_text(cell)
    if isinstance(cell, dt.date):
        return cell.strftime("%d/%m/%Y")
    return " ".join(str(cell).split())


def decimal(cell: Any, fraction: str = "") -> Decimal:
    """The number a cell holds; `fraction` is the mark that its column's fractions bear.

    Raises WrongCell for what is none, might be two, or is absurd.
    """
    if isinstance(cell, Decimal):
        number = cell
    elif isinstance(cell, int) and not isinstance(cell, bool):
        number = Decimal(cell)
    else:
        number = _parsed(str(cell), fraction)
    if abs(number) > _LARGEST:
        raise WrongCell(_("Must be a number, like 1.250.000."), kind="number")
    return number


def _parsed(text: str, fraction: str) -> Decimal:
    try:
        return figures.parse(text, fraction)
    except numbers.NotANumber as error:
        if error.ambiguous:
            message = _("It is not clear which number this is. Write it like 1.234.567,89.")
            raise WrongCell(message, kind="ambiguous-number") from error
        message = _("Must be a number, like 1.250.000.")
        raise WrongCell(message, _number_within(text), "number") from error


_NUMBER_WORDS = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5",
    "sau": "6", "bay": "7", "tam": "8", "chin": "9", "muoi": "10",
}  # fmt: skip


_ONE_FIGURE = re.compile(r"\D*?(\d[\d.,]*)\D*")
# Letters typed for digits.
_MISTYPED = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})


def _number_within(text: str) -> str | None:
    """What was meant where it can be told: a word for a number, or one figure among words."""
    if word := _NUMBER_WORDS.get(fold(text)):
        return word
    if re.fullmatch(r"[\dOolI.,]+", text) and re.search(r"\d", text):
        return text.translate(_MISTYPED)
    found = _ONE_FIGURE.fullmatch(text)
    return found[1].rstrip(".,") if found and len(text) < 60 else None


def count(cell: Any, fraction: str = "") -> int:
    """A whole number. Raises WrongCell."""
    if type(cell) is int and abs(cell) < _LARGEST:
        return cell
    number = decimal(cell, fraction)
    if number != number.to_integral_value():
        raise WrongCell(_("Must be a whole number, like 4."), kind="number")
    return int(number)


_YEARS = range(1900, 2101)
_DAYS_BEFORE_1904 = 1462


def date(cell: Any, *, is_1904: bool = False) -> dt.date:
    """A day, also from a spreadsheet's serial number. Raises WrongCell."""
    try:
        if isinstance(cell, dt.date):
            day = cell
        elif isinstance(cell, (int, Decimal)):
            day = numbers.excel_serial(Decimal(cell) + (_DAYS_BEFORE_1904 if is_1904 else 0))
        else:
            day = numbers.parse_date(_CLOCK.sub("", str(cell)))
    except (ValueError, OverflowError) as error:
        proposal = _day_within(str(cell))
        raise WrongCell(_("Must be a date, like 05/02/2026."), proposal, "date") from error
    if day.year not in _YEARS:
        raise WrongCell(_("Must be a date, like 05/02/2026."), kind="date")
    return day


_CLOCK = re.compile(r"\s+\d{1,2}[:h]\d{0,2}(:\d{2})?(\.\d+)?$")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/\-.](\d{1,2})[/\-.](\d{4})")
_WITHOUT_MARKS = re.compile(r"(\d{4})(\d{2})(\d{2})")


def _day_within(text: str) -> str | None:
    """What was meant where it can be told: the month written first, or no marks between."""
    for pattern, order in ((_MONTH_FIRST, (3, 1, 2)), (_WITHOUT_MARKS, (1, 2, 3))):
        if found := pattern.fullmatch(text.strip()):
            try:
                day = dt.date(*(int(found[at]) for at in order))
            except ValueError:
                continue
            return day.strftime("%d/%m/%Y") if day.year in _YEARS else None
    return None


def choice(column: Column, cell: Any) -> str:
    """The code of the choice that the words mean. Raises WrongCell with the nearest."""
    wanted = fold(str(cell))
    known = {fold(word): code for word, code in column.value_synonyms.items()}
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, 1, 0.6)
    proposal = column.values[known[near[0]]] if near else None
    choices = ", ".join(column.values.values())
    message = _("Must be one of: %(choices)s.") % {"choices": choices}
    raise WrongCell(message, proposal, "choice")


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
        raise WrongCell(message, name, "village")
    raise WrongCell(_("The commune has no such village."), kind="village")


def bare_village(text: str) -> str:
    """A village's folded name without ấp, khóm and their like."""
    words = fold(text).split()
    while words and words[0] in {"ap", "khom", "thon", "to", "dan", "pho", "khu", "vuc"}:
        words = words[1:]
    return " ".join(words)
