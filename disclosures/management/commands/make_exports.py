"""Make the histories that were asked for; safe in several workers at once."""

from typing import Any

from django.core.management.base import BaseCommand

from disclosures.ledger.bag import job as jobs
from disclosures.models import Heartbeat
from disclosures.rules import clock


def make_exports() -> int:
    """Every job that waits, oldest first; how many were carried out."""
    count = 0
    while job := jobs.claim(clock.now()):
        jobs.carry_out(job)
        count += 1
    jobs.forget_old_exports(clock.now())
    Heartbeat.objects.update_or_create(
        task="make_exports", defaults={"ran_at": clock.now(), "counted": count}
    )
    return count


class Command(BaseCommand):
    """Prints what it did."""

    help = "Make the histories that were asked for, and delete those kept long enough."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{make_exports()} exports made")
