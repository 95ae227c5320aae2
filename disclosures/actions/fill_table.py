"""An official fills a table of a draft from a checked file: all of it or nothing."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.actions._rows import totals_of, write_rows
from disclosures.errors import Invalid
from disclosures.models import (
    Attachment,
    DataTable,
    FullRow,
    PublicRow,
    TableSchema,
    Version,
)
from disclosures.rules import clock
from disclosures.tables import schema as schemas
from disclosures.tables.checked import CheckedTable
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def fill_table(
    *,
    by: Any,
    version: Version,
    number: int,
    schema: TableSchema,
    checked: CheckedTable,
    source: Attachment | None = None,
    column_map: Mapping[str, str] | None = None,
) -> DataTable:
    """Store the rows of `checked` as table `number`, in place of what filled it before.

    Full and public rows are written apart; columns of class `never` are in neither. Raises
    NotAllowed, WrongState for a frozen version, Invalid while anything is left to mend.
    """
    verb = Verb.FILL_TABLE
    _gate.authorise(verb, by=by, unit=version.disclosure.unit)
    version = _disclosure.locked_version(version)
    _gate.check(verb, version.status)
    if not checked.is_good:
        raise Invalid(_("The table still has cells to mend; nothing was stored."))
    _clear(version, number)
    declared = schemas.read(schema.body)
    shown = declared.public(version.disclosure.kind.privacy_level)
    table = DataTable.objects.create(
        version=version,
        number=number,
        schema=schema,
        source=source,
        columns=list(checked.columns),
        public_columns=[column.name for column in shown],
        has_person_rows=declared.has_persons(),
        row_count=len(checked.rows),
        totals=totals_of(declared, checked),
        column_map=dict(column_map or {}),
        assumptions=list(checked.assumptions),
    )
    write_rows(table, declared, shown, checked)
    _disclosure.add_contributor(version, by)
    _disclosure.touch(version, clock.now())
    return table


def _clear(version: Version, number: int) -> None:
    for table in DataTable.objects.filter(version=version, number=number):
        FullRow.objects.filter(table=table).delete()
        PublicRow.objects.filter(table=table).delete()
        table.delete()
