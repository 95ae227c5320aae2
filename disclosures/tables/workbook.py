"""A workbook as it was read: sheets of plain cells, and what had to be assumed."""

import datetime as dt
import functools
import itertools
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from disclosures.tables.hidden_text import HiddenText
from disclosures.tables.traits import Traits

# What strip() takes, and the spaces without width that offices paste in.
_SPACES = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2007\u202f\u3000\u200b\u200c\u200d\u2060\ufeff"


class TableFileError(ValueError):
    """A file that cannot be read as a table; the message is for the official."""

    def __init__(self, message: str, kind: str = "file") -> None:
        super().__init__(message)
        self.message, self.kind = message, kind


@dataclass(frozen=True, slots=True)
class Exchanged:
    """Letters that were put into Unicode: from what, and one example of before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows` hold text, int, Decimal, date, bool, Fault or None. `first_row` is its
    number in the file, so that a cell can be named as the person sees it."""

    name: str
    rows: tuple[tuple[Any, ...], ...]
    is_hidden: bool = False
    first_row: int = 1
    traits: Traits = field(default_factory=Traits)

    @functools.cached_property
    def columns(self) -> tuple[tuple[Any, ...], ...]:
        """The same cells by column; rows that end early are filled up with None."""
        return tuple(itertools.zip_longest(*self.rows))


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was read, and what had to be assumed in order to read it."""

    sheets: tuple[Sheet, ...]
    form: str
    assumptions: tuple[str, ...] = field(default_factory=tuple)
    # What a person has to look at before it counts: letters put into Unicode, before and after.
    exchanged: Exchanged | None = None
    # Words outside the cells: comments, names, headers, properties, caches.
    hidden: tuple[HiddenText, ...] = ()


def address(row: int, column: int) -> str:
    """The name of a cell as spreadsheets write it: row 17, column 3 is D17 (column from 0)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def too_many_rows() -> TableFileError:
    """What is said of a sheet that is too long."""
    return TableFileError(
        _("The sheet has more than %(count)s rows. Split the table into several files.")
        % {"count": "100.000"}
    )


def too_many_columns(count: int) -> TableFileError:
    """What is said of a sheet that is too wide."""
    return TableFileError(
        _("The sheet has more than %(count)d columns. Delete what is not part of the table.")
        % {"count": count}
    )


def too_many_cells(count: int) -> TableFileError:
    """What is said of sheets that are neither too long nor too wide, but too large."""
    return TableFileError(
        _(
            "The sheets reach over more than %(count)d million cells. Delete what stands far from "
            "the table, or split the table into several files."
        )
        % {"count": count // 1_000_000}
    )


@functools.lru_cache(maxsize=4096)
def plain_text(text: str) -> str:
    """In NFC, without zeros and without spaces around it."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.replace("\x00", "").strip(_SPACES)


def plain_value(cell: Any) -> Any:
    """A reader's value as ours; figures carry 15 digits, as in spreadsheets. The most frequent
    types come first, for there are millions of them."""
    kind = type(cell)
    if kind is str:
        return plain_text(cell) or None
    if kind is float:
        if cell.is_integer() and abs(cell) < 1e15:
            return int(cell)
        return Decimal(f"{cell:.15g}") if abs(cell) < 1e300 else None
    if kind is dt.datetime:
        return cell.date()
    return str(cell) if isinstance(cell, (dt.timedelta, dt.time)) else cell
