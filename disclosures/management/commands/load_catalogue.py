"""Load the catalogue's files as dated records; an operator's newer record is never touched."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from disclosures.catalogue import check, load
from disclosures.models import Kind, TableSchema
from disclosures.vocabulary import RecordOrigin


class Command(BaseCommand):
    """Checks all files first; loads all of them or none."""

    help = "Load kinds and table schemas from disclosures/catalogue."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kinds, tables = load.kinds(), load.tables()
        except check.BadRecord as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            kind_count = sum(self._store(Kind, **kind_fields(record)) for record in kinds)
            table_count = sum(self._store(TableSchema, **table_fields(record)) for record in tables)
        self.stdout.write(
            f"{len(kinds)} kinds ({kind_count} changed), "
            f"{len(tables)} table schemas ({table_count} changed)"
        )

    def _store(self, model: Any, *, code: str, valid_from: dt.date, **fields: Any) -> bool:
        existing = model.objects.filter(code=code, valid_from=valid_from).first()
        if existing is None:
            model.objects.create(code=code, valid_from=valid_from, **fields)
            return True
        if existing.origin == RecordOrigin.OPERATOR:
            return False
        changed = [name for name, value in fields.items() if getattr(existing, name) != value]
        for name in changed:
            setattr(existing, name, fields[name])
        if changed:
            existing.save(update_fields=changed)
        return bool(changed)


def kind_fields(record: dict[str, Any]) -> dict[str, Any]:
    """The columns of a Kind from its record; dates inside the body become text."""
    body = {key: value for key, value in record.items() if key not in {"valid_from", "valid_to"}}
    return {
        "code": record["code"],
        "valid_from": record["valid_from"],
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
    return {
        "code": record["name"],
        "valid_from": dt.date.fromisoformat(record["x-valid-from"]),
        "title_vi": record["title"],
        "title_en": record["x-title-en"],
        "status": record["x-status"],
        "body": record,
    }
