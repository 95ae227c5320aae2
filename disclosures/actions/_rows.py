"""What the public may see of a table's row, and the totals that stay when rows leave the page."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

from django.db import connection
from django.db.models import Model

from disclosures.models import DataTable, FullRow, PublicRow
from disclosures.rules import masking
from disclosures.rules.hashing import SALT_BYTES, new_salts
from disclosures.tables import schema as schemas
from disclosures.tables.checked import CheckedTable
from disclosures.tables.derived import Deriver
from disclosures.tables.totals import Totals

_BATCH = 5000
_FULL = "table_id, position, cells, salts"
_PUBLIC = f"{_FULL}, key, village, folded"


def public_rows(
    table: DataTable,
    declared: schemas.Schema,
    shown: Sequence[schemas.Column],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> list[PublicRow]:
    """The rows as anybody may see them, not stored: what a preview shows."""
    masked = _masked(shown, columns, rows)
    derived = _deriver(declared, shown).of_all(masked)
    return [
        PublicRow(table=table, position=at, cells=cells, key=key, village=village, folded=folded)
        for at, (cells, (key, village, folded)) in enumerate(
            zip(masked, derived, strict=True), start=1
        )
    ]


def _masked(
    shown: Sequence[schemas.Column], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> list[list[Any]]:
    """The cells that the public sees, each as its column's class allows."""
    place = {name: at for at, name in enumerate(columns)}
    wanted = [(place[column.name], column.privacy) for column in shown]
    return [[masking.public_value(row[at], privacy) for at, privacy in wanted] for row in rows]


def _deriver(declared: schemas.Schema, shown: Sequence[schemas.Column]) -> Deriver:
    """Key, village and search text come from the public cells alone."""
    return Deriver(declared, [column.name for column in shown])


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
    derive = _deriver(declared, shown)
    for start in range(0, len(checked.rows), _BATCH):
        rows = checked.rows[start : start + _BATCH]
        places = range(start + 1, start + 1 + len(rows))
        salts = _salts(len(rows), len(checked.columns))
        full = zip(repeat(table.pk), places, map(json.dumps, rows), salts)
        _copy(FullRow, _FULL, full)
        if not shown:
            continue
        masked = _masked(shown, checked.columns, rows)
        salts = _salts(len(rows), len(shown))
        found = zip(places, map(json.dumps, masked), salts, derive.of_all(masked), strict=True)
        public = ((table.pk, at, cells, salt, *more) for at, cells, salt, more in found)
        _copy(PublicRow, _PUBLIC, public)


def _salts(rows: int, width: int) -> Iterator[bytes]:
    """Fresh salts of so many rows, drawn at once: the system is asked once for a whole batch."""
    drawn = new_salts(rows * width)
    size = SALT_BYTES * width
    return (drawn[at : at + size] for at in range(0, len(drawn), size))


def _copy(model: type[Model], columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    sql = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)
