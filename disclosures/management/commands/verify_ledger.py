"""Recompute the whole ledger, or one unit's; prints counts and every disagreement."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.ledger.verify.log import verify_log
from disclosures.ledger.verify.report import Report
from disclosures.ledger.verify.standing import unrecorded
from disclosures.models import Heartbeat, LedgerLog
from disclosures.rules import clock

TASK = "verify_ledger"
NIGHTLY = 24 * 3600


def verify_all(unit: str = "", kept: Sequence[str] = ()) -> list[Report]:
    """A report for every log and for rows outside all, or for that of `unit` alone.

    `cong` is the portal's. `kept` are checkpoints that somebody kept, as signed notes.
    """
    logs = LedgerLog.objects.order_by("pk")
    if unit:
        logs = logs.filter(unit_code=None) if unit == "cong" else logs.filter(unit_code=unit)
    reports = [verify_log(log, kept) for log in logs]
    return reports if unit else [*reports, unrecorded()]


def verify_nightly() -> None:
    """Everything once a day; `/readyz` reads how many disagreements there were."""
    beat = Heartbeat.objects.filter(task=TASK).first()
    if beat is not None and (clock.now() - beat.ran_at).total_seconds() < NIGHTLY:
        return
    problems = sum(len(report.problems) for report in verify_all())
    Heartbeat.objects.update_or_create(
        task=TASK, defaults={"ran_at": clock.now(), "counted": problems}
    )


class Command(BaseCommand):
    """Exits non-zero where anything disagrees."""

    help = "Recompute leaves, tiles, roots and commitments, and compare rows with entries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", default="", help="address code; `cong` for the portal's log")
        parser.add_argument(
            "--checkpoint", action="append", default=[], type=Path, help="a note that you kept"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = [path.read_text("utf-8") for path in options["checkpoint"]]
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The checkpoint cannot be read: {error}") from error
        reports = verify_all(options["unit"], kept)
        if options["unit"] and not reports:
            raise CommandError(f"There is no log of {options['unit']}.")
        problems = [problem for report in reports for problem in report.problems]
        for problem in problems:
            self.stderr.write(problem)
        counts = {
            name: sum(getattr(report, name) for report in reports)
            for name in ("entries", "tiles", "checkpoints", "commitments", "rows")
        }
        told = ", ".join(f"{count} {name}" for name, count in counts.items())
        logs = sum(report.entries > 0 for report in reports)
        self.stdout.write(f"{logs} logs: {told}, {len(problems)} problems")
        if problems:
            raise CommandError(f"{len(problems)} disagreements.")
