"""Write a commune's history as one archive into a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.actions.export_history import export_history
from disclosures.errors import Refusal
from disclosures.ledger import export
from disclosures.models import AdministrativeUnit
from disclosures.queries.service_account import service_account


class Command(BaseCommand):
    """Streams to a draft and renames it when whole."""

    help = "Export the history of one unit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, help="address code, for example 31732")
        parser.add_argument("--out", required=True, type=Path)
        parser.add_argument("--edition", choices=("public", "auditor"), default="public")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = AdministrativeUnit.objects.filter(address_code=options["unit"]).first()
        if unit is None:
            raise CommandError(f"There is no unit {options['unit']}.")
        try:
            export_history(by=service_account(), unit=unit, edition=options["edition"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        options["out"].mkdir(parents=True, exist_ok=True)
        target = options["out"] / export.archive_name(unit, options["edition"])
        draft = target.with_suffix(".part")
        size = 0
        with draft.open("wb") as file:
            for piece in export.stream(unit, options["edition"]):
                size += file.write(piece)
        draft.replace(target)
        self.stdout.write(f"{target.name}: {size} bytes")
