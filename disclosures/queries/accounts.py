"""The lines of an account as charts and figures want them: label, depth, plan and figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from disclosures.models import DataTable
from disclosures.search.fold import fold
from disclosures.tables import schema as schemas
from disclosures.tables.charts.spending import Line
from disclosures.tables.labels import label_level


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A line with its depth: 0 is a total. None is a cell that holds nothing."""

    label: str
    level: int
    plan: int | None
    figure: int | None


def lines_of(
    table: DataTable, rows: Sequence[Sequence[Any]], *, figure: str, plan: str = ""
) -> list[AccountLine]:
    """The lines of a table's public rows; none where the figure's column is not public."""
    at = {name: index for index, name in enumerate(table.public_columns)}
    if figure not in at:
        return []
    declared = schemas.read(table.schema.body)
    depths = {fold(row.title): row.level for row in declared.form_rows}
    label = declared.with_role("label") or declared.columns[0]
    lines = []
    for cells in rows:
        text = str(cells[at[label.name]] or "")
        found = label_level(text)
        plain = text[found.prefix_length :]
        level = depths.get(fold(plain), found.level)
        planned = _amount(cells[at[plan]]) if plan in at else None
        lines.append(AccountLine(plain, level, planned, _amount(cells[at[figure]])))
    return lines


def _amount(cell: Any) -> int | None:
    return None if cell is None or cell == "" else int(cell)


def revenue(lines: Sequence[AccountLine]) -> AccountLine | None:
    """The total of revenue."""
    return next((line for line in lines if _begins(line, "tong thu", "tong so thu")), None)


def spending(lines: Sequence[AccountLine]) -> AccountLine | None:
    """The total of spending."""
    return next((line for line in lines if _begins(line, "tong chi", "tong so chi")), None)


def _begins(line: AccountLine, *words: str) -> bool:
    return fold(line.label).startswith(words)


def items(lines: Sequence[AccountLine]) -> list[Line]:
    """What was spent on what: the deepest lines under the total of spending, down to 1, 2, 3.

    What stands deeper (1.1, a dash) is part of the line above it.
    """
    total = spending(lines)
    if total is None:
        return []
    section: list[AccountLine] = []
    for line in lines[lines.index(total) + 1 :]:
        if line.level == 0:
            break
        if line.level <= 2:
            section.append(line)
    return [
        Line(line.label, line.plan, line.figure)
        for at, line in enumerate(section)
        if not (at + 1 < len(section) and section[at + 1].level > line.level)
    ]
