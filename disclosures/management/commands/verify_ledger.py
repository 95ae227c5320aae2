"""Recompute the whole ledger, or one unit's; prints counts and every disagreement."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.ledger.verify import Report, verify_log
from disclosures.models import Heartbeat, LedgerLog
from disclosures.rules import clock

TASK = "verify_ledger"
NIGHTLY = 24 * 3600


def verify_all(unit: str = "") -> list[Report]:
    """A report for every log, or for that of `unit` (`cong` is the portal's)."""
    logs = LedgerLog.objects.order_by("pk")
    if unit:
        logs = logs.filter(unit_code=None) if unit == "cong" else logs.filter(unit_code=unit)
    return [verify_log(log) for log in logs]


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

    def handle(self, *args: Any, **options: Any) -> None:
        reports = verify_all(options["unit"])
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
        self.stdout.write(f"{len(reports)} logs: {told}, {len(problems)} problems")
        if problems:
            raise CommandError(f"{len(problems)} disagreements.")
