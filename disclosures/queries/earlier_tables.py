"""What a commune published before in the same table: to compare with, and to match columns by."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from disclosures.models import AdministrativeUnit, DataTable, Disclosure, PublicRow, Version

# Longer tables are lists of persons or parcels, of which none is last year's.
_MOST_ROWS = 2000
_MONTHS = {"M6": "M3", "M9": "M6", "": "M9"}

type Rows = Mapping[str, Mapping[str, Any]]


def remembered_columns(unit: AdministrativeUnit, schema_code: str) -> dict[str, str]:
    """Header → column as this commune last matched them for this table. One query."""
    table = (
        DataTable.objects.filter(version__disclosure__unit=unit, schema__code=schema_code)
        .exclude(column_map={})
        .order_by("-pk")
        .first()
    )
    return {header: name for name, header in table.column_map.items()} if table else {}


def last_known(version: Version, schema_code: str) -> Rows:
    """The public rows of the version before, else of the same period a year ago, by their key.

    Two queries at most; nothing for tables of persons and for long ones.
    """
    disclosure = version.disclosure
    tables = _tables(schema_code)
    if disclosure.current_version_id:
        return _rows(tables.filter(version=disclosure.current_version_id).first())
    year, mark, part = disclosure.period.partition("-")
    if not year.isdecimal():
        return {}
    before = f"{int(year) - 1}{mark}{part}"
    return _rows(_published(tables, disclosure, before))


def period_before(version: Version, schema_code: str) -> Rows:
    """The public rows of the period before in the same year, by their key. Two queries at most."""
    disclosure = version.disclosure
    year, _mark, part = disclosure.period.partition("-")
    if part not in _MONTHS:
        return {}
    return _rows(_published(_tables(schema_code), disclosure, f"{year}-{_MONTHS[part]}"))


def _tables(schema_code: str) -> Any:
    return DataTable.objects.filter(
        schema__code=schema_code, has_person_rows=False, row_count__lte=_MOST_ROWS
    )


def _published(tables: Any, disclosure: Disclosure, period: str) -> DataTable | None:
    found: DataTable | None = tables.filter(
        version=F("version__disclosure__current_version"),
        version__disclosure__in=Disclosure.objects.readable(),
        version__disclosure__unit=disclosure.unit,
        version__disclosure__kind_code=disclosure.kind_code,
        version__disclosure__period=period,
    ).first()
    return found


def _rows(table: DataTable | None) -> Rows:
    if table is None:
        return {}
    rows = PublicRow.objects.filter(table=table).values_list("key", "cells")
    return {key: dict(zip(table.public_columns, cells, strict=True)) for key, cells in rows if key}
