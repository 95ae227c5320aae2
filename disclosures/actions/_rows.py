"""What the public may see of a table's row, and the totals that stay when rows leave the page."""

from collections.abc import Mapping
from typing import Any

from disclosures.models import DataTable, PublicRow
from disclosures.rules import masking
from disclosures.rules.hashing import new_salts
from disclosures.search.fold import fold
from disclosures.tables import schema as schemas
from disclosures.tables.checked import CheckedTable
from disclosures.tables.totals import Totals


def public_row(
    table: DataTable,
    declared: schemas.Schema,
    shown: tuple[schemas.Column, ...],
    values: Mapping[str, Any],
    position: int,
) -> PublicRow:
    """The row as anybody may see it; key, village and search text come from its cells alone."""
    cells = [masking.public_value(values[column.name], column.privacy) for column in shown]
    by_name = dict(zip((column.name for column in shown), cells, strict=True))
    village = declared.with_role("village")
    return PublicRow(
        table=table,
        position=position,
        cells=cells,
        salts=new_salts(len(shown)),
        key=" / ".join(str(by_name.get(name) or "") for name in declared.key)[:200],
        village=str(by_name.get(village.name) or "")[:120] if village else "",
        folded=fold(" ".join(_words(column, by_name[column.name]) for column in shown)),
    )


def _words(column: schemas.Column, cell: Any) -> str:
    if cell is None:
        return ""
    return column.values.get(str(cell), str(cell))


def totals_of(declared: schemas.Schema, checked: CheckedTable) -> dict[str, Any]:
    """Sums and counts that stay public when person rows have left the page."""
    totals = Totals(declared, checked.columns)
    for row in checked.rows:
        totals.add(row)
    return totals.result()
