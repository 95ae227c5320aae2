"""What a sheet says beside its values: what is hidden, merged, broken, or shown as a percentage.

Rows and columns count from 0 in the sheet itself. The readers of the three forms fill this in.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

# First row, first column, last row, last column.
type Merge = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands in a cell that has no value: an error of the spreadsheet's own, or a formula
    that was never computed."""

    text: str
    is_formula: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Traits:
    """One sheet's; a form that does not say leaves them empty."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    faults: dict[int, dict[int, Fault]] = field(default_factory=dict)
    percents: dict[int, set[int]] = field(default_factory=dict)
    is_1904: bool = False
    is_active: bool = False

    def fault(self, row: int, column: int, fault: Fault) -> None:
        """Note a cell without a value."""
        self.faults.setdefault(row, {})[column] = fault

    def percent(self, row: int, column: int) -> None:
        """Note a cell that shows its fraction as a percentage."""
        self.percents.setdefault(row, set()).add(column)

    def apply(self, at: int, cells: list[Any]) -> list[Any]:
        """The cells of row `at` as they are shown: faults in place, percentages in points."""
        for column in self.percents.get(at, ()):
            if column < len(cells) and isinstance(cells[column], (int, Decimal)):
                cells[column] = cells[column] * 100
        for column, fault in self.faults.get(at, {}).items():
            if column >= len(cells):
                cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = fault
        return cells


def column_number(letters: str) -> int:
    """The column that letters name, from 0: A is 0, AB is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
