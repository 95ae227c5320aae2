"""The list of mistakes as a person works through it: one line a cell, page after page."""

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.tables.checked import CellError, group_of

# A hundred cells to mend fill a sitting, and a page stays light whatever their messages say.
PAGE_SIZE = 100

type Place = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """All that is wrong with one cell, and what would be right where one thing would."""

    cell: str
    row: int
    column_title: str
    value: str
    messages: tuple[str, ...]
    proposal: str | None

    @property
    def mark(self) -> str:
        """Where it lies, as the address of the following page names it."""
        return f"{self.row}.{self.cell}"


@dataclass(frozen=True, slots=True)
class Page:
    """Some mistakes of the list, where they stand in it, and the mark that the next begin after."""

    mistakes: tuple[Mistake, ...]
    first: int
    count: int
    next_mark: str = ""

    @property
    def last(self) -> int:
        """The number in the list of the last one shown."""
        return self.first + len(self.mistakes) - 1


def by_cell(errors: Sequence[CellError], group: str = "") -> list[Mistake]:
    """Mistakes joined by cell in the order of the sheet; of one group alone, if it is named.

    Two checks that propose different figures for one cell propose nothing.
    """
    found: dict[tuple[int, str, str], list[CellError]] = {}
    for error in errors:
        if not group or group_of(error) == group:
            found.setdefault((error.row, error.cell, error.column), []).append(error)
    joined = [_joined(of) for of in found.values()]
    return sorted(joined, key=lambda mistake: _place(mistake.row, mistake.cell))


def _joined(errors: Sequence[CellError]) -> Mistake:
    first = errors[0]
    proposals = {error.proposal for error in errors if error.proposal}
    return Mistake(
        first.cell,
        first.row,
        first.column_title,
        first.value,
        tuple(dict.fromkeys(error.message for error in errors)),
        proposals.pop() if len(proposals) == 1 else None,
    )


def _place(row: int, cell: str) -> Place:
    return row, len(cell), cell


def page(mistakes: Sequence[Mistake], after: str = "") -> Page:
    """The mistakes that follow the mark `after`; a mark that cannot be read begins anew.

    A mark names a place in the sheet and not a number in the list: whoever mends what is shown and
    goes on meets the next cell, none twice and none passed over.
    """
    start = _start(mistakes, after)
    end = start + PAGE_SIZE
    # What lies at one place stays together, or the mark would pass over the rest of it.
    while end < len(mistakes) and mistakes[end].mark == mistakes[end - 1].mark:
        end += 1
    shown = tuple(mistakes[start:end])
    next_mark = shown[-1].mark if end < len(mistakes) else ""
    return Page(shown, start + 1, len(mistakes), next_mark)


def _start(mistakes: Sequence[Mistake], after: str) -> int:
    row, _dot, cell = after.partition(".")
    if not (row.isascii() and row.isdecimal() and len(row) < 9):
        return 0
    mark = _place(int(row), cell)
    return sum(_place(mistake.row, mistake.cell) <= mark for mistake in mistakes)
