"""Sums and counts of a table that stay public when person rows have left the page."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from disclosures.rules import numbers
from disclosures.tables import schema as schemas


class Totals:
    """Gathers them row by row, so that a table of any length can be counted again."""

    def __init__(self, declared: schemas.Schema, columns: Sequence[str]) -> None:
        self._at = {name: index for index, name in enumerate(columns)}
        self._village = self._place(declared.with_role("village"))
        self._category = self._place(declared.with_role("category"))
        self._sums = {
            column.name: Decimal(0)
            for column in declared.stored()
            if column.unit in {"money", "area", "count"} and column.name != "stt"
        }
        self._counts: Counter[tuple[str, str]] = Counter()
        self._filled: set[str] = set()
        self._rows = 0
        # Set by whoever met rows whose cells were erased: their sums cannot be counted again.
        self.is_partial = False

    def _place(self, column: schemas.Column | None) -> int | None:
        return self._at[column.name] if column else None

    def add(self, cells: Sequence[Any]) -> None:
        """The next row, in the order of the columns."""
        self._rows += 1
        for name in self._sums:
            if cells[self._at[name]] is not None:
                self._sums[name] += Decimal(str(cells[self._at[name]]))
        if self._village is not None or self._category is not None:
            places = (self._village, self._category)
            village, category = ("" if at is None else str(cells[at] or "") for at in places)
            self._counts[village, category] += 1
        self._filled.update(name for name, at in self._at.items() if cells[at] is not None)

    def result(self) -> dict[str, Any]:
        """As they are stored beside the table."""
        return {
            "rows": self._rows,
            "filled": [name for name in self._at if name in self._filled],
            "sums": {name: numbers.decimal_text(total) for name, total in self._sums.items()},
            "counts": [[place, kind, n] for (place, kind), n in sorted(self._counts.items())],
        }
