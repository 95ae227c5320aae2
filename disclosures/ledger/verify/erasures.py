"""Cells without a value: each must be covered by an entry that tells who decided to erase it.

And the other way round: what an entry says was erased has no value any more, wherever a backup
may have brought it back from.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from disclosures.models import LedgerLog
from disclosures.rules.hashing import Cell, Erased

# What may stand in the place of an erased cell: nothing, or the words that say so.
MARKER = "[đã xoá"
NOTHING = (None, "", "da-xoa", "0" * 64)

type Covered = dict[tuple[int, str], list[dict[str, Any]]]


def told(log: LedgerLog) -> Covered:
    """Which cells of which commitments the log's own entries say were erased. One query."""
    found: Covered = {}
    bodies = log.entries.filter(etype="content.redacted").order_by("idx")
    for body in bodies.values_list("body", flat=True):
        try:
            data = json.loads(bytes(body))["data"]
            found.setdefault((int(data["target"]), str(data["name"])), []).extend(data["cells"])
        except (ValueError, LookupError, TypeError):
            continue  # told of as an entry that cannot be read
    return found


class Watch:
    """Looks at the rows of one commitment as they stream by."""

    def __init__(self, cols: Sequence[str], cells: Sequence[dict[str, Any]]) -> None:
        self._cols, self._cells = cols, cells
        self._at = 0
        self.problems: list[str] = []

    def see(self, cells: Sequence[Cell]) -> None:
        """The next row."""
        if self._cells or any(type(cell) is Erased for cell in cells):
            self.problems += self._of_row(cells)
        self._at += 1

    def _of_row(self, cells: Sequence[Cell]) -> Iterator[str]:
        for column, cell in zip(self._cols, cells, strict=True):
            is_told = self._is_told(column)
            if not isinstance(cell, Erased):
                if is_told:
                    yield f"row {self._at}: {column} was erased, and its value is there again"
            elif not is_told:
                yield f"row {self._at}: {column} was taken away without a decision"
            elif cell.shown not in NOTHING and not str(cell.shown).startswith(MARKER):
                yield f"row {self._at}: {column} was erased, and something is shown in its place"

    def _is_told(self, column: str) -> bool:
        return any(
            one["rows"][0] <= self._at <= one["rows"][1]
            and ("*" in one["cols"] or column in one["cols"])
            for one in self._cells
        )
