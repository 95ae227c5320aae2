"""Write the history of a unit, or of every commune of a province, as bags into a folder."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.actions.export_history import export_history
from disclosures.errors import Refusal
from disclosures.ledger.bag import job as jobs
from disclosures.ledger.bag import make
from disclosures.ledger.bag.order import Order
from disclosures.models import AdministrativeUnit, ExportJob, LedgerHead, LedgerLog
from disclosures.queries.service_account import service_account
from disclosures.rules import clock
from disclosures.vocabulary import UnitLevel


class Command(BaseCommand):
    """Makes each bag beside its final place and renames it when whole."""

    help = "Export the history of one unit; of a province, one bag for each commune with a log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, help="address code, for example 31732")
        parser.add_argument("--out", required=True, type=Path)
        parser.add_argument("--edition", choices=("public", "auditor"), default="public")
        parser.add_argument("--from", dest="begin", type=dt.date.fromisoformat)
        parser.add_argument("--until", dest="end", type=dt.date.fromisoformat)
        parser.add_argument("--without-files", action="store_true", help="no attachments")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = AdministrativeUnit.objects.filter(address_code=options["unit"]).first()
        if unit is None:
            raise CommandError(f"There is no unit {options['unit']}.")
        begin, end = options["begin"], options["end"]
        period = (begin or dt.date.min, end or clock.today()) if begin or end else None
        units = self._units(unit)
        for one in units:
            try:
                job = export_history(
                    by=service_account(),
                    unit=one,
                    edition=options["edition"],
                    with_files=not options["without_files"],
                    period=period,
                    in_background=False,
                )
                self._make(job, options["out"])
            except Refusal as refusal:
                raise CommandError(f"{one.address_code}: {refusal}") from refusal
        self.stdout.write(f"{len(units)} bags")

    def _units(self, unit: AdministrativeUnit) -> list[AdministrativeUnit]:
        if unit.level != UnitLevel.PROVINCE:
            return [unit]
        logs = LedgerLog.objects.filter(unit_code__isnull=False).values("unit_code")
        below = AdministrativeUnit.objects.filter(parent=unit, address_code__in=logs)
        return list(below.order_by("address_code"))

    def _make(self, job: ExportJob, out: Path) -> None:
        try:
            order = jobs.order_of(job, out / f".{job.pk}.part")
            self._steps(order)
            target = out / order.folder.name
            shutil.rmtree(target, ignore_errors=True)
            order.folder.rename(target)
        finally:
            shutil.rmtree(out / f".{job.pk}.part", ignore_errors=True)
        head = LedgerHead.objects.get(log=order.log).size
        waiting = f", {head - order.size} newer ones not sealed yet" if head > order.size else ""
        self.stdout.write(f"{target}: {order.size} entries{waiting}, root {order.root}")

    def _steps(self, order: Order) -> None:
        order.data.mkdir(parents=True)
        for step in make.STEPS:
            step.run(order, 0, lambda _done: None)
