"""Which rows of a found table are records, and which are headings, sums or repeated headers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from disclosures.rules import numbers
from disclosures.search.fold import fold
from disclosures.tables import cells as cell_rules
from disclosures.tables.layout import Layout, is_numbering
from disclosures.tables.schema import Schema
from disclosures.tables.workbook import Sheet

BLANK = frozenset({"", "-", "–", "—", "--", "x", "X", "…", "...", ".", "/"})
_DITTO = frozenset({'"', "''", "”", "“", "″", "〃", "nt", "-nt-", "như trên", "n.t"})
_LONGEST_DITTO = max(map(len, _DITTO))
_SUMS = re.compile(r"(tổng|cộng|tong|cong)\b", re.I)
_GRAND = frozenset({"tong cong", "tong so", "cong", "tong", "tong cong so"})
_ORDINAL = re.compile(r"([IVXLC]+|[A-ZĐ])[.)]?")
_VILLAGE = re.compile(r"(ap|khom|thon|to|khu|ban|lang|buon)\b")


@dataclass(slots=True)
class Kinds:
    """The rows of a table by what they are; rows count from 0 in the sheet's rows.

    `groups` are subtotals with the records that they are the sum of; `fills` are cells
    (row, column) without a value of their own, with the row they take it from.
    """

    records: list[int] = field(default_factory=list)
    grand: int | None = None
    subtotals: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    repeats: int = 0
    hidden: list[int] = field(default_factory=list)
    fills: dict[tuple[int, int], int] = field(default_factory=dict)
    spread: list[tuple[int, int, int]] = field(default_factory=list)


def is_outline(schema: Schema) -> bool:
    """Whether rows are lines of an account (A, I, 1), whose totals are rows like others."""
    label = schema.with_role("label")
    return label is not None and not schema.has_persons() and label.name == "noi_dung"


def is_total(cells: Sequence[Any]) -> bool:
    """Whether a row is a sum: its first words say so, and it bears no number of its own."""
    for cell in cells[:3]:
        if type(cell) is str and cell not in BLANK:
            return _SUMS.match(cell) is not None
        if isinstance(cell, int):
            return False
    return False


class Sorter:
    """Goes through a table's rows once and tells their kinds."""

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        schema: Schema,
        mapping: Mapping[str, int],
        *,
        leave_hidden: bool,
    ) -> None:
        self.sheet, self.layout, self.schema = sheet, layout, schema
        self.places = sorted(set(mapping.values()))
        self.mapping, self.leave_hidden = mapping, leave_hidden
        self.offset = sheet.first_row - 1
        self.keeps_sums = bool(schema.form_rows) or is_outline(schema)
        self.numbered = mapping.get("stt")
        self.heads = {
            tuple(fold(str(self._at(row, place) or "")) for place in self.places[:4])
            for row in layout.header_rows
        }
        self.found = Kinds()

    def sort(self) -> Kinds:
        """The kinds of all rows between the first and the last."""
        sums: list[int] = []
        after_repeat = False
        hidden = self.sheet.traits.hidden_rows
        for at in range(self.layout.first, self.layout.last + 1):
            row = self.sheet.rows[at]
            if self._is_empty(row):
                continue
            if at + self.offset in hidden:
                self.found.hidden.append(at)
                if self.leave_hidden:
                    continue
            if type(row[0]) is str and self._is_repeat(at):
                self.found.repeats += 1
                after_repeat = True
                continue
            if after_repeat and is_numbering(row):
                continue
            after_repeat = False
            if self.keeps_sums:
                self.found.records.append(at)
            elif self._is_sum(row):
                sums.append(at)
            elif self._is_heading(row):
                self.found.headings.append(at)
            else:
                self.found.records.append(at)
        self._part_sums(sums)
        self._spread_merges()
        return self.found

    def _at(self, row: int, place: int) -> Any:
        cells = self.sheet.rows[row]
        return cells[place] if place < len(cells) else None

    def _is_empty(self, row: Sequence[Any]) -> bool:
        width = len(row)
        for place in self.places:
            if place < width:
                cell = row[place]
                if cell is not None and not (type(cell) is str and cell in BLANK):
                    return False
        return True

    def _is_repeat(self, at: int) -> bool:
        words = tuple(fold(str(self._at(at, place) or "")) for place in self.places[:4])
        return words in self.heads and any(words)

    def _is_sum(self, row: Sequence[Any]) -> bool:
        """Sums say so in one of the first words, and bear no running number."""
        if self.numbered is not None and self.numbered < len(row):
            number = row[self.numbered]
            if isinstance(number, int) or (type(number) is str and number.strip(".) ").isdigit()):
                return False
        for cell in row[: max(self.places[:3], default=0) + 1]:
            if type(cell) is str and cell not in BLANK:
                return _SUMS.match(cell) is not None
        return False

    def _is_heading(self, row: Sequence[Any]) -> bool:
        """One filled cell in a wide table, or an ordinal and words with nothing that a record
        must have."""
        if len(self.places) <= 3:
            return False
        filled = (
            (place, row[place])
            for place in self.places
            if place < len(row) and row[place] is not None and row[place] not in BLANK
        )
        first, second = next(filled, None), next(filled, None)
        if first is None or second is None:
            return first is not None and type(first[1]) is str
        # Nearly every row is a record and bears no ordinal: its further cells need no look.
        if first[0] != self.places[0] or not _ORDINAL.fullmatch(str(first[1])):
            return False
        cells = [cell for _place, cell in (first, second, *filled)]
        return (len(cells) == 2 and all(type(cell) is str for cell in cells)) or (
            self._is_ordinal_sum(cells)
        )

    def _is_ordinal_sum(self, cells: Sequence[Any]) -> bool:
        """«I | Ấp Vĩnh Trung | | 12 | 345»: what follows the words are figures alone."""
        rest = cells[2:]
        return type(cells[1]) is str and bool(rest) and not any(type(c) is str for c in rest)

    def _part_sums(self, sums: Sequence[int]) -> None:
        grand = [at for at in sums if self._words(at) in _GRAND]
        records = self.found.records
        whole = [at for at in grand if records and (at > records[-1] or at < records[0])]
        if whole:
            self.found.grand = whole[-1]
        elif len(sums) == 1 and not self.found.headings and records and sums[0] > records[-1]:
            self.found.grand = sums[0]
        self.found.subtotals = [at for at in sums if at != self.found.grand]

    def _words(self, at: int) -> str:
        texts = [cell for cell in self.sheet.rows[at] if type(cell) is str]
        return fold(re.sub(r"[:(].*", "", texts[0])) if texts else ""

    def _spread_merges(self) -> None:
        """Cells merged downwards: words count for each row, one figure for several is told."""
        rows = set(self.found.records)
        names = {place: name for name, place in self.mapping.items()}
        for top, left, bottom, right in self.sheet.traits.merges:
            first = top - self.offset
            below = [at for at in range(first + 1, bottom - self.offset + 1) if at in rows]
            if not below or first not in rows:
                continue
            for place in range(left, right + 1):
                column = self.schema.column(names[place]) if place in names else None
                if column is None or place != left:
                    continue
                if column.is_numeric and column.name != "stt":
                    self.found.spread.append((first, place, below[-1]))
                    continue
                self.found.fills.update({((at, place)): first for at in below})


def fill_village(
    sheet: Sheet, kinds: Kinds, place: int | None, villages: Sequence[str]
) -> dict[int, str]:
    """The village of each record where it is said once, above the rows: by a heading, or in the
    first row of each group. Empty where every record says its own or none does."""
    own = {
        at: sheet.rows[at][place]
        for at in kinds.records
        if place is not None and place < len(sheet.rows[at]) and _is_filled(sheet.rows[at][place])
    }
    if own:
        return _said_once(kinds.records, own)
    names = {}
    for at in kinds.headings:
        texts = [cell for cell in sheet.rows[at] if type(cell) is str]
        name = next((name for text in texts if (name := _village(text, villages))), "")
        if name:
            names[at] = name
    if not names:
        return {}
    found: dict[int, str] = {}
    current = ""
    for at in sorted([*kinds.records, *kinds.headings]):
        current = names.get(at, current) if at in kinds.headings else current
        if current and at not in names:
            found[at] = current
    return {at: name for at, name in found.items() if at in set(kinds.records)}


def _is_filled(cell: Any) -> bool:
    return cell is not None and not (type(cell) is str and cell in BLANK)


def _said_once(records: Sequence[int], own: Mapping[int, Any]) -> dict[int, str]:
    """Fill down from the row above, if no value comes twice running and gaps are many."""
    gaps = len(records) - len(own)
    values = [own[at] for at in records if at in own]
    if not gaps or gaps < len(own) or records[0] not in own:
        return {}
    if any(first == second for first, second in zip(values, values[1:], strict=False)):
        return {}
    found, current = {}, ""
    for at in records:
        if at in own:
            current = str(own[at])
        else:
            found[at] = current
    return found


def _village(text: str, villages: Sequence[str]) -> str:
    plain = re.sub(r"^([IVXLC]+|[A-ZĐ]|\d+)[.)\-:]\s*", "", text).split("(")[0].strip(" :.-")
    if not villages:
        return plain if _VILLAGE.match(fold(plain)) else ""
    try:
        return cell_rules.village(plain, villages)
    except cell_rules.WrongCell:
        return ""


def is_ditto(text: str) -> bool:
    """Whether a cell says “as above”."""
    return len(text) <= _LONGEST_DITTO and text.lower() in _DITTO


def as_number(cell: Any) -> Any:
    """The cell's number for comparing sums, or None."""
    if type(cell) is str:
        try:
            return numbers.parse_number(cell)
        except numbers.NotANumber:
            return None
    return cell if isinstance(cell, (int, numbers.Decimal)) else None
