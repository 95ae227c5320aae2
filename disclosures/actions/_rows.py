"""What the public may see of a table's row, and the totals that stay when rows leave the page."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from disclosures.models import DataTable, FullRow, PublicRow
from disclosures.rules import masking
from disclosures.rules.hashing import new_salts
from disclosures.tables import schema as schemas
from disclosures.tables.checked import CheckedTable
from disclosures.tables.derived import Deriver
from disclosures.tables.totals import Totals

_BATCH = 5000
_FULL = "table_id, position, cells, salts"
_PUBLIC = f"{_FULL}, key, village, folded"


def public_row(
    table: DataTable,
    derive: Deriver,
    shown: tuple[schemas.Column, ...],
    values: Mapping[str, Any],
    position: int,
) -> PublicRow:
    """The row as anybody may see it; key, village and search text come from its cells alone."""
    cells = [masking.public_value(values[column.name], column.privacy) for column in shown]
    key, village, folded = derive.of(cells)
    return PublicRow(
        table=table,
        position=position,
        cells=cells,
        salts=new_salts(len(shown)),
        key=key,
        village=village,
        folded=folded,
    )


def totals_of(declared: schemas.Schema, checked: CheckedTable) -> dict[str, Any]:
    """Sums and counts that stay public when person rows have left the page."""
    totals = Totals(declared, checked.columns)
    for row in checked.rows:
        totals.add(row)
    return totals.result()


def write_rows(
    table: DataTable,
    declared: schemas.Schema,
    shown: tuple[schemas.Column, ...],
    checked: CheckedTable,
) -> None:
    """Store all rows of a checked table, full and public apart, by COPY."""
    width = len(checked.columns)
    for start in range(0, len(checked.rows), _BATCH):
        rows = list(enumerate(checked.rows[start : start + _BATCH], start=start + 1))
        full = ((table.pk, at, json.dumps(row), new_salts(width)) for at, row in rows)
        _copy(FullRow, _FULL, full)
        if shown:
            _copy(PublicRow, _PUBLIC, _public(table, declared, shown, checked.columns, rows))


def _public(
    table: DataTable,
    declared: schemas.Schema,
    shown: tuple[schemas.Column, ...],
    columns: Sequence[str],
    rows: Iterable[tuple[int, Sequence[Any]]],
) -> Iterator[tuple[Any, ...]]:
    derive = Deriver(declared, [column.name for column in shown])
    for at, row in rows:
        one = public_row(table, derive, shown, dict(zip(columns, row, strict=True)), at)
        yield (table.pk, at, json.dumps(one.cells), one.salts, one.key, one.village, one.folded)


def _copy(model: type[Model], columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    sql = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)
