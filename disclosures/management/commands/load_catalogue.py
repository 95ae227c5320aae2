"""Load the catalogue's files as dated records; an operator's newer record is never touched."""

import datetime as dt
import itertools
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from disclosures.catalogue import check, load
from disclosures.catalogue.comment_rules import comment_rules
from disclosures.models import Kind, ModerationRule, TableSchema
from disclosures.vocabulary import RecordOrigin

ONE_DAY = dt.timedelta(days=1)


class Command(BaseCommand):
    """Checks all files first; loads all of them or none."""

    help = "Load kinds and table schemas from disclosures/catalogue."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load.holidays()
            kinds = [kind_fields(record) for record in load.kinds()]
            tables = [table_fields(record) for record in load.tables()]
        except check.BadRecord as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            kind_count = store(Kind, kinds)
            table_count = store(TableSchema, tables)
            store_rules()
        self.stdout.write(
            f"{len(kinds)} kinds ({kind_count} changed), "
            f"{len(tables)} table schemas ({table_count} changed)"
        )


def store(model: Any, records: list[dict[str, Any]]) -> int:
    """Make the model's rows say what the files say; how many rows that changed.

    Rows of an operator keep every word; only their last day follows from the record after them.
    """
    rows = {(row.code, row.valid_from): row for row in model.objects.select_for_update()}
    added, changed = [], []
    for fields in records:
        key = (fields["code"], fields["valid_from"])
        row = rows.get(key)
        if row is None:
            rows[key] = row = model(**fields)
            added.append(row)
        elif row.origin == RecordOrigin.FILE and _differs(row, fields):
            changed.append(row)
    changed += [row for row in _close(rows.values()) if row.pk and row not in changed]
    model.objects.bulk_create(added)
    names = [name for name in records[0] if name not in {"code", "valid_from"}]
    model.objects.bulk_update(changed, names)
    return len(added) + len(changed)


def store_rules() -> None:
    """Let the database know which comment rules take two moderators."""
    ModerationRule.objects.bulk_create(
        [
            ModerationRule(number=rule.number, needs_second=rule.needs_second)
            for rule in comment_rules()
        ],
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["needs_second"],
    )


def _differs(row: Any, fields: dict[str, Any]) -> bool:
    """Whether the file said something new; `row` says it from now on."""
    found = False
    for name, value in fields.items():
        # A last day that came from the record after it is no change of the file's.
        if name == "valid_to" and value is None:
            continue
        if getattr(row, name) != value:
            setattr(row, name, value)
            found = True
    return found


def _close(rows: Any) -> list[Any]:
    """End each record on the day before the next of its code; the rows whose end that moved."""
    moved = []
    ordered = sorted(rows, key=lambda row: (row.code, row.valid_from))
    for row, newer in itertools.pairwise(ordered):
        last_day = newer.valid_from - ONE_DAY
        if row.code == newer.code and (row.valid_to is None or row.valid_to > last_day):
            row.valid_to = last_day
            moved.append(row)
    return moved


def kind_fields(record: dict[str, Any]) -> dict[str, Any]:
    """The columns of a Kind from its record; its days stand in columns, not in the body."""
    body = {key: value for key, value in record.items() if key not in {"valid_from", "valid_to"}}
    return {
        "code": record["code"],
        "valid_from": record["valid_from"],
        "valid_to": record.get("valid_to"),
        "slug": record["slug"],
        "group": record["group"],
        "position": record["position"],
        "title_vi": record["title"]["vi"],
        "title_en": record["title"].get("en", ""),
        "title_km": record["title"].get("km", ""),
        "status": record["status"],
        "privacy_level": record["privacy_level"],
        "comment_mode": record["comment"]["mode"],
        "comment_min_days": record["comment"].get("min_days"),
        "body": body,
    }


def table_fields(record: dict[str, Any]) -> dict[str, Any]:
    """The columns of a TableSchema from its record."""
    until = record.get("x-valid-to")
    return {
        "code": record["name"],
        "valid_from": dt.date.fromisoformat(record["x-valid-from"]),
        "valid_to": dt.date.fromisoformat(until) if until else None,
        "title_vi": record["title"],
        "title_en": record["x-title-en"],
        "status": record["x-status"],
        "body": record,
    }
