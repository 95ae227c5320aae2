"""Finds the table in a sheet and proposes which column is which; the person confirms."""

import difflib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from disclosures.rules.numbers import MONEY_UNITS
from disclosures.search.fold import fold
from disclosures.tables.read_workbook import Sheet
from disclosures.tables.schema import Column, Schema

_UNIT_WORDS = {"trieu": "trieu", "nghin": "nghin", "ngan": "nghin", "ty": "ty", "dong": "dong"}
_TOTAL_WORDS = ("tong cong", "tong so", "cong", "tong")
_SIGNATURE = re.compile(
    r"(([a-z]+ ){0,6}ngay [\d ]*thang [\d ]*nam|nguoi lap|tm uy ban|chu tich|ke toan"
    r"|noi nhan|ky ten|ghi chu|nguoi duyet)"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table lies in the sheet: header rows, first and last data row (from 0)."""

    header_rows: tuple[int, ...]
    first: int
    last: int
    headers: tuple[str, ...]
    money_unit: str
    assumptions: tuple[str, ...]


def find_layout(sheet: Sheet, schema: Schema) -> Layout:
    """The likeliest header and extent of the table; every assumption as a sentence."""
    known = {word for column in schema.columns for word in _names(column)}
    scores = [
        (sum(_likeness(cell, known) for cell in row if isinstance(cell, str)), at)
        for at, row in enumerate(sheet.rows[:30])
    ]
    best, header = max(scores, key=lambda score: (score[0], -score[1]), default=(0.0, 0))
    notes: list[str] = []
    first_header = header
    if header and _is_upper_storey(sheet.rows[header - 1], sheet.rows[header]):
        first_header = header - 1
    last_header = header
    if header + 1 < len(sheet.rows) and _is_lower_storey(sheet.rows, header):
        last_header = header + 1
    headers = _joined_headers(sheet.rows[first_header : last_header + 1])
    if first_header:
        notes.append(_("%(count)d rows above the header are left out.") % {"count": first_header})
    first = last_header + 1
    if first < len(sheet.rows) and _is_numbering(sheet.rows[first]):
        notes.append(_("The row that numbers the columns is left out."))
        first += 1
    last = _last_row(sheet, first)
    if last < len(sheet.rows) - 1:
        notes.append(_("Notes and signatures below the table are left out."))
    unit, unit_note = _money_unit(sheet, first_header, headers, schema)
    if unit_note:
        notes.append(unit_note)
    return Layout(
        tuple(range(first_header, last_header + 1)), first, last, headers, unit, tuple(notes)
    )


def propose(schema: Schema, headers: tuple[str, ...]) -> dict[str, int]:
    """Which file column (from 0) fills which schema column, best likeness first, each once."""
    pairs = sorted(
        (
            (_likeness(header, set(_names(column))), -order, -at, column.name, at)
            for order, column in enumerate(schema.columns)
            for at, header in enumerate(headers)
            if header
        ),
        reverse=True,
    )
    chosen: dict[str, int] = {}
    for score, _order, _at, name, at in pairs:
        if score >= 0.72 and name not in chosen and at not in chosen.values():
            chosen[name] = at
    return chosen


def is_total(cells: list[Any]) -> bool:
    """Whether a row is the table's total: its first words say so."""
    return any(isinstance(cell, str) and fold(cell) in _TOTAL_WORDS for cell in cells[:3])


def _names(column: Column) -> list[str]:
    return [fold(word) for word in (column.title, column.name, *column.synonyms)]


def _likeness(cell: Any, names: set[str]) -> float:
    folded = fold(cell) if isinstance(cell, str) else ""
    if not folded or len(folded) > 120:
        return 0.0
    if folded in names:
        return 1.0
    best = max((difflib.SequenceMatcher(None, folded, name).ratio() for name in names), default=0.0)
    parts = set(folded.split())
    if len(parts) > 1 and any(parts <= set(name.split()) for name in names):
        best = max(best, 0.8)  # «Tên dự án» for «Tên dự án, công trình»
    return best if best >= 0.72 else 0.0


def _is_upper_storey(upper: tuple[Any, ...], lower: tuple[Any, ...]) -> bool:
    filled = [cell for cell in upper if cell is not None]
    gaps = sum(1 for cell in lower if cell is None)
    return len(filled) >= 2 and gaps > 0 and all(isinstance(cell, str) for cell in filled)


def _is_lower_storey(rows: tuple[tuple[Any, ...], ...], header: int) -> bool:
    upper, lower = rows[header], rows[header + 1]
    if any(not isinstance(cell, str) for cell in lower if cell is not None):
        return False
    under_gap = sum(
        1
        for at, cell in enumerate(lower)
        if cell is not None and (at >= len(upper) or upper[at] is None or at and upper[at - 1])
    )
    filled = sum(cell is not None for cell in lower)
    blank_firsts = lower[:1] == (None,) and any(cell is not None for cell in lower)
    return blank_firsts and 0 < filled < len(upper) and under_gap > 0


def _joined_headers(storeys: tuple[tuple[Any, ...], ...]) -> tuple[str, ...]:
    width = max(map(len, storeys), default=0)
    spread: list[list[str]] = []
    for depth, storey in enumerate(storeys):
        words, current = [], ""
        for at in range(width):
            cell = storey[at] if at < len(storey) else None
            if cell is not None:
                current = str(cell)
            elif depth == len(storeys) - 1 or not _has_below(storeys, depth, at):
                current = ""
            words.append(current)
        spread.append(words)
    joined = []
    for at in range(width):
        parts = [storey[at] for storey in spread if storey[at]]
        joined.append(" - ".join(dict.fromkeys(parts)))
    return tuple(joined)


def _has_below(storeys: tuple[tuple[Any, ...], ...], depth: int, at: int) -> bool:
    return any(at < len(lower) and lower[at] is not None for lower in storeys[depth + 1 :])


def _is_numbering(row: tuple[Any, ...]) -> bool:
    cells = [cell for cell in row if cell is not None]
    marks = {str(cell).strip("()").split("=")[0] for cell in cells}
    digits = [mark for mark in marks if mark.isdigit() and int(mark) <= len(row)]
    letters = [mark for mark in marks if mark in {"A", "B", "C"}]
    consecutive = all(isinstance(cell, (Decimal, str)) and len(str(cell)) <= 8 for cell in cells)
    return len(cells) >= 3 and consecutive and len(digits) + len(letters) == len(marks)


def _last_row(sheet: Sheet, first: int) -> int:
    last = len(sheet.rows) - 1
    while last >= first and _is_below_table(sheet.rows[last]):
        last -= 1
    for at in range(first, last + 1):
        words = " ".join(str(cell) for cell in sheet.rows[at] if isinstance(cell, str))
        filled = sum(cell is not None for cell in sheet.rows[at])
        if filled <= 3 and _SIGNATURE.match(fold(words)):
            return _trim(sheet, first, at - 1)
    return last


def _trim(sheet: Sheet, first: int, last: int) -> int:
    while last >= first and all(cell is None for cell in sheet.rows[last]):
        last -= 1
    return last


def _is_below_table(row: tuple[Any, ...]) -> bool:
    words = " ".join(str(cell) for cell in row if isinstance(cell, str))
    return all(cell is None for cell in row) or bool(_SIGNATURE.match(fold(words)))


def _money_unit(
    sheet: Sheet, header: int, headers: tuple[str, ...], schema: Schema
) -> tuple[str, str]:
    if not any(column.unit == "money" for column in schema.columns):
        return "dong", ""
    above = [cell for row in sheet.rows[:header] for cell in row if isinstance(cell, str)]
    for text in [*above, *headers]:
        found = re.search(r"(?:don vi|dvt)\D{0,12}?\b(trieu|nghin|ngan|ty|dong)\b", fold(text))
        found = found or re.search(r"\b(trieu|nghin|ngan|ty) dong\b", fold(text))
        if found:
            unit = _UNIT_WORDS[found.group(1)]
            return unit, _("Amounts are in %(unit)s, as the file says.") % {
                "unit": money_unit_words(unit)
            }
    return schema.money_unit, _(
        "The file names no unit; amounts are taken as %(unit)s. Change it if that is wrong."
    ) % {"unit": money_unit_words(schema.money_unit)}


def money_unit_words(unit: str) -> str:
    """How a unit of money is called."""
    if unit not in MONEY_UNITS:
        raise KeyError(unit)
    return {
        "dong": "đồng",
        "nghin": "nghìn đồng",
        "trieu": "triệu đồng",
        "ty": "tỷ đồng",
    }[unit]
