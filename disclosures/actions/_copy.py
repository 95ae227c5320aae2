"""Copies a frozen version into a new draft, with rows, files and fresh salts."""

import datetime as dt
from typing import Any

from disclosures.actions._disclosure import add_contributor
from disclosures.duties import file_words
from disclosures.forms.values import VersionFields
from disclosures.ledger.cells import FILE_COLUMNS
from disclosures.models import Attachment, DataTable, FullRow, PublicRow, Version
from disclosures.rules.hashing import new_salts

_BATCH = 2000


def copy_version(
    version: Version, *, number: int, attempt: int, author: Any, now: dt.datetime
) -> Version:
    """A draft that says what `version` says; salts are never used twice.

    Of what was erased it takes over the words that say so, and no file.
    """
    copy = Version(
        disclosure=version.disclosure,
        number=number,
        attempt=attempt,
        author=author,
        created_at=now,
        modified_at=now,
    )
    VersionFields.of(version).apply_to(copy)
    copy.save(force_insert=True)
    add_contributor(copy, author)
    files: dict[int, Attachment] = {}
    for attachment in version.attachments.filter(erased__isnull=True).order_by("number"):
        old_id = attachment.pk
        attachment.pk, attachment.version = None, copy
        attachment.salts = new_salts(len(FILE_COLUMNS))
        attachment.save(force_insert=True)
        files[old_id] = attachment
    file_words.copy(files)
    for table in version.tables.order_by("number"):
        _copy_table(table, copy, files)
    return copy


def _copy_table(table: DataTable, copy: Version, files: dict[int, Attachment]) -> None:
    old = DataTable(pk=table.pk)
    source = files.get(table.source_id) if table.source_id else None
    table.pk, table.version, table.source = None, copy, source
    table.save(force_insert=True)
    for model, width in ((FullRow, len(table.columns)), (PublicRow, len(table.public_columns))):
        batch: list[Any] = []
        rows = model.objects.filter(table_id=old.pk).order_by("position")  # type: ignore[attr-defined]
        for row in rows.iterator(_BATCH):
            row.pk, row.table, row.salts, row.erased = None, table, new_salts(width), None
            batch.append(row)
            if len(batch) == _BATCH:
                model.objects.bulk_create(batch)  # type: ignore[attr-defined]
                batch = []
        model.objects.bulk_create(batch)  # type: ignore[attr-defined]
