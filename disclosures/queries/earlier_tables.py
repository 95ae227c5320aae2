"""What a commune published before in the same table: to compare with, and to match columns by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from disclosures.models import DataTable, Disclosure, PublicRow, Version
from disclosures.tables import schema as schemas
from disclosures.tables.checked import Other, Row
from disclosures.tables.match import in_words
from disclosures.tables.schema import Schema

# Longer tables are lists of persons or parcels, of which none is last year's.
_MOST_ROWS = 2000
_MONTHS = {"M6": "M3", "M9": "M6", "": "M9"}

type Rows = Sequence[Row]


def remembered_columns(disclosure: Disclosure, schema_code: str) -> dict[str, str]:
    """Header → column as this commune last matched them for this table in a notice of this kind.

    Years stand in words: last year's "Dự toán năm 2025" is this year's "2026". One query.
    """
    table = (
        DataTable.objects.filter(
            version__disclosure__unit=disclosure.unit,
            version__disclosure__kind_code=disclosure.kind_code,
            schema__code=schema_code,
        )
        .exclude(column_map={})
        .select_related("version__disclosure")
        .order_by("-pk")
        .first()
    )
    if table is None:
        return {}
    year = table.version.disclosure.fiscal_year
    return {in_words(header, year): name for name, header in table.column_map.items()}


@dataclass(frozen=True, slots=True)
class Before:
    """The same table as last published: of the version before, else of a year ago.

    Rows are given neither of tables of persons nor of long ones; their number always.
    """

    rows: Rows = ()
    count: int | None = None
    is_amended: bool = False


def last_known(version: Version, schema_code: str) -> Before:
    """The table in the version before, else in the same period a year ago. Two queries at most."""
    disclosure = version.disclosure
    tables = DataTable.objects.filter(schema__code=schema_code)
    if disclosure.current_version_id:
        table = tables.filter(version=disclosure.current_version_id).first()
        return Before(_rows(table), table.row_count if table else None, is_amended=True)
    year, mark, part = disclosure.period.partition("-")
    if not year.isdecimal():
        return Before()
    table = _published(tables, disclosure, f"{int(year) - 1}{mark}{part}")
    return Before(_rows(table), table.row_count if table else None)


def period_before(version: Version, schema_code: str) -> Rows:
    """The public rows of the period before in the same year. Two queries at most."""
    disclosure = version.disclosure
    year, _mark, part = disclosure.period.partition("-")
    if part not in _MONTHS:
        return ()
    tables = DataTable.objects.filter(schema__code=schema_code)
    return _rows(_published(tables, disclosure, f"{year}-{_MONTHS[part]}"))


def others(version: Version, schema: Schema) -> dict[str, Other]:
    """The tables that the schema's checks name: of the same version, else published for the year.

    No query for a schema that names none; else two, and one more for each table found.
    """
    codes = {rule["table"] for rule in schema.form_checks if "table" in rule}
    if not codes:
        return {}
    tables = DataTable.objects.filter(schema__code__in=codes).select_related("schema")
    disclosure = version.disclosure
    of_the_year = tables.filter(
        version=F("version__disclosure__current_version"),
        version__disclosure__in=Disclosure.objects.readable(),
        version__disclosure__unit=disclosure.unit,
        version__disclosure__fiscal_year=disclosure.fiscal_year,
    ).order_by("version__disclosure__publish_at")
    found = {table.schema.code: table for table in of_the_year}
    found |= {table.schema.code: table for table in tables.filter(version=version)}
    return {
        code: Other(schemas.read(table.schema.body), _rows(table)) for code, table in found.items()
    }


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
    if table is None or table.has_person_rows or table.row_count > _MOST_ROWS:
        return ()
    cells = (
        PublicRow.objects.filter(table=table).order_by("position").values_list("cells", flat=True)
    )
    return [dict(zip(table.public_columns, row, strict=True)) for row in cells]
