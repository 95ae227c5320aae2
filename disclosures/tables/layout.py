"""Finds the table in a sheet: its header of one to three storeys, its first and last row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from disclosures.search.fold import fold
from disclosures.tables import units
from disclosures.tables.match import Matcher
from disclosures.tables.schema import Schema
from disclosures.tables.workbook import Sheet

_HEADER_AMONG = 60
_STOREYS = 3
_NUMBERING = re.compile(
    r"\(?(\d{1,2}|[A-ZĐ]|[a-zđ]|[IVX]{1,4})\)?\s*(?:[=:]\s*[\w()+\-*/%:.,\s]+)?"
)
_SIGNATURE = re.compile(
    r"(([a-z]+ ){0,6}ngay [\d ]*thang [\d ]*nam|nguoi lap|lap bieu|tm uy ban|tm ubnd|chu tich\b"
    r"|pho chu tich|kt chu tich|ke toan|cong chuc|noi nhan|ky ten|ghi chu\b|nguoi duyet|thu truong"
    r"|can bo lap|xac nhan cua)"
)
_NOTE = re.compile(
    r"(ghi chu|nguon( so lieu)?\b|luu y|bang chu|so tien bang chu|tong so tien bang chu"
    r"|danh sach (nay|tren|co)\b|an dinh)"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table lies in the sheet: header rows, first and last data row (from 0).

    `units` are the units of money of single columns that differ from `money_unit`;
    `to_confirm` are the assumptions that a person must agree to.
    """

    header_rows: tuple[int, ...]
    first: int
    last: int
    headers: tuple[str, ...]
    money_unit: str
    assumptions: tuple[str, ...]
    to_confirm: tuple[str, ...] = ()
    units: dict[int, str] = field(default_factory=dict)
    unit_is_said: bool = True


def find_layout(sheet: Sheet, schema: Schema, matcher: Matcher | None = None) -> Layout:
    """The likeliest header and extent of the table; every assumption as a sentence."""
    matcher = matcher or Matcher(schema)
    first_header, last_header = _header(sheet, matcher)
    headers = joined_headers(sheet, first_header, last_header)
    notes: list[str] = []
    if first_header:
        notes.append(_("%(count)d rows above the header are left out.") % {"count": first_header})
    if last_header > first_header:
        notes.append(
            _("The header has %(count)d rows and is read as one.")
            % {"count": last_header - first_header + 1}
        )
    first = last_header + 1
    while first < len(sheet.rows) and is_numbering(sheet.rows[first]):
        notes.append(_("The row that numbers the columns is left out."))
        first += 1
    last = _last_row(sheet, first)
    below = [row for row in sheet.rows[last + 1 :] if any(cell is not None for cell in row)]
    if below:
        notes.append(_("Notes and signatures below the table are left out."))
    to_confirm = []
    if sum(sum(type(c) is not str and c is not None for c in row) >= 2 for row in below) >= 2:
        to_confirm.append(
            _("Below row %(row)d there are more figures; they are not part of the table.")
            % {"row": sheet.first_row + last}
        )
    unit, is_said, unit_notes, asked, own = _money(sheet, first_header, headers, schema)
    return Layout(
        tuple(range(first_header, last_header + 1)),
        first,
        last,
        headers,
        unit,
        (*notes, *unit_notes),
        (*to_confirm, *asked),
        own,
        is_said,
    )


def _header(sheet: Sheet, matcher: Matcher) -> tuple[int, int]:
    """First and last header row of the block that explains most of the schema's columns."""
    rows = sheet.rows[:_HEADER_AMONG]
    scored = sorted(
        (
            (sum(matcher.best(cell) for cell in row if _is_heading(cell)), -at)
            for at, row in enumerate(rows)
        ),
        reverse=True,
    )
    best = (0.0, 0, -scored[0][1] if scored else 0, -scored[0][1] if scored else 0)
    for score, negative in scored[:6]:
        if not score:
            break
        for first in range(max(0, -negative - _STOREYS + 1), -negative + 1):
            for last in range(-negative, min(first + _STOREYS, len(rows))):
                block = rows[first : last + 1]
                if not all(_may_be_header(row) for row in block):
                    continue
                chosen = matcher.chosen(joined_headers(sheet, first, last))
                found = sum(likeness for _at, likeness in chosen.values())
                rank = (round(found - 0.02 * (last - first), 4), -first, first, last)
                best = max(best, rank, key=lambda rank: rank[:2])
    return best[2], best[3]


def _is_heading(cell: Any) -> bool:
    return type(cell) is str and len(cell) <= 160


def _may_be_header(row: Sequence[Any]) -> bool:
    """Whether a row can be a storey: words, and at most years as numbers."""
    filled = [cell for cell in row if cell is not None]
    return bool(filled) and all(
        _is_heading(cell) or (isinstance(cell, int) and 1990 <= cell <= 2100) for cell in filled
    )


def joined_headers(sheet: Sheet, first: int, last: int) -> tuple[str, ...]:
    """The words over each column from the top storey down; merged ones stand over each of theirs.

    Files without merged ranges are read as if a heading reached to the next one, as far as there
    are words below.
    """
    storeys = sheet.rows[first : last + 1]
    width = max(map(len, storeys), default=0)
    offset = sheet.first_row - 1
    covered = _covered(sheet, first + offset, last + offset)
    spread: list[list[str]] = []
    for depth, storey in enumerate(storeys):
        words, current = [], ""
        for at in range(width):
            cell = storey[at] if at < len(storey) else None
            if cell is not None:
                current = _words(cell)
            elif covered:
                row, column = covered.get((first + depth + offset, at), (0, -1))
                current = _words(_cell(sheet, row - offset, column)) if column >= 0 else ""
            elif depth == len(storeys) - 1 or not _has_below(storeys, depth, at):
                current = ""
            words.append(current)
        spread.append(words)
    return tuple(
        " - ".join(dict.fromkeys(storey[at] for storey in spread if storey[at]))
        for at in range(width)
    )


def _words(cell: Any) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def _cell(sheet: Sheet, row: int, column: int) -> Any:
    cells = sheet.rows[row] if 0 <= row < len(sheet.rows) else ()
    return cells[column] if column < len(cells) else None


def _covered(sheet: Sheet, first: int, last: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells of the header that a merged one covers, with the one that covers them."""
    return {
        (row, column): (top, left)
        for top, left, bottom, right in sheet.traits.merges
        if bottom >= first and top <= last
        for row in range(max(top, first), min(bottom, last) + 1)
        for column in range(left, min(right, left + 200) + 1)
        if (row, column) != (top, left)
    }


def _has_below(storeys: Sequence[Sequence[Any]], depth: int, at: int) -> bool:
    return any(at < len(lower) and lower[at] is not None for lower in storeys[depth + 1 :])


def is_numbering(row: Sequence[Any]) -> bool:
    """Whether a row only numbers the columns: A, B, 1, 2, 3=1+2."""
    cells = [str(cell) for cell in row if cell is not None]
    marks = [match[1] for cell in cells if (match := _NUMBERING.fullmatch(cell.strip()))]
    if len(cells) < 3 or len(marks) < len(cells):
        return False
    digits = [int(mark) for mark in marks if mark.isdigit()]
    letters = [mark for mark in marks if not mark.isdigit()]
    rises = all(second > first for first, second in zip(digits, digits[1:], strict=False))
    return rises and (not digits or digits[0] <= len(letters) + 1) and len(letters) <= len(row) // 2


def is_signature(row: Sequence[Any]) -> bool:
    """Whether a row belongs to the notes and signatures below a table."""
    filled = [cell for cell in row if cell is not None]
    if not filled or any(type(cell) is not str for cell in filled):
        return False
    signs = [bool(_SIGNATURE.match(fold(cell))) for cell in filled]
    return all(signs) if len(filled) > 3 else any(signs[:1]) or len(filled) <= 3 and any(signs)


def _is_note(row: Sequence[Any]) -> bool:
    filled = [cell for cell in row if cell is not None]
    if len(filled) != 1 or type(filled[0]) is not str:
        return False
    text = filled[0]
    return (
        text.startswith(("*", "(*", "(Bằng chữ", "./."))
        or bool(_NOTE.match(fold(text)))
        or len(text) > 120
    )


def _last_row(sheet: Sheet, first: int) -> int:
    end = len(sheet.rows)
    start = max(first, end - 400)
    for at in range(start, end):
        row = sheet.rows[at]
        if is_signature(row) and not _data_follows(sheet, at):
            end = at
            break
    last = end - 1
    while last >= first and (_is_blank(sheet.rows[last]) or _is_note(sheet.rows[last])):
        last -= 1
    return last


def _data_follows(sheet: Sheet, at: int) -> bool:
    """Whether so much comes below that the row must stand inside the table."""
    numeric = [
        row
        for row in sheet.rows[at + 1 :]
        if sum(type(cell) is not str and cell is not None for cell in row) >= 2
    ]
    return len(numeric) > 30


def _is_blank(row: Sequence[Any]) -> bool:
    return all(cell is None for cell in row)


def _money(
    sheet: Sheet, header: int, headers: tuple[str, ...], schema: Schema
) -> tuple[str, bool, list[str], list[str], dict[int, str]]:
    """The unit of most amounts, whether the file says so, notes, questions, single columns."""
    if not any(column.unit == "money" for column in schema.columns):
        return "dong", True, [], [], {}
    above = [cell for row in sheet.rows[:header] for cell in row if type(cell) is str]
    said = units.said_above(above)
    named = {at: units.said_in_header(text) for at, text in enumerate(headers)}
    in_headers = {at: unit for at, unit in named.items() if unit}
    asked = []
    if len(said) > 1:
        asked.append(
            _("Above the table two units of money are named; %(unit)s is taken.")
            % {"unit": units.money_unit_words(said[0])}
        )
    unit = said[0] if said else next(iter(in_headers.values()), schema.money_unit)
    is_said = bool(said or in_headers)
    own = {at: other for at, other in in_headers.items() if other != unit}
    notes = [units.unit_notes(unit, is_said=is_said)]
    notes += [
        _("Column “%(title)s” is in %(unit)s, as its header says.")
        % {"title": headers[at], "unit": units.money_unit_words(other)}
        for at, other in own.items()
    ]
    return unit, is_said, notes, asked, own
