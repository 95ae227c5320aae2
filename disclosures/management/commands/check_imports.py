"""Check the large files that officials are taking in; safe in several workers at once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from disclosures.models import Heartbeat, ImportSession
from disclosures.queries import imports
from disclosures.rules import clock
from disclosures.tables import checked as checking

TASK = "check_imports"


def check_imports() -> int:
    """Every large file that waits, the longest waiting first; how many were checked."""
    count = 0
    while session := claim():
        check(session)
        count += 1
    Heartbeat.objects.update_or_create(
        task=TASK, defaults={"ran_at": clock.now(), "counted": count}
    )
    return count


@transaction.atomic
def claim() -> ImportSession | None:
    """The next one, marked as being checked."""
    now = clock.now()
    session = ImportSession.objects.to_check(now).select_for_update(skip_locked=True).first()
    if session is not None:
        session.begun_at = now
        session.save(update_fields=["begun_at"])
    return session


def check(session: ImportSession) -> None:
    """Check one. Nothing is kept that somebody's new choice or a second worker overtook."""
    mine = ImportSession.objects.filter(
        pk=session.pk, asked_at=session.asked_at, begun_at=session.begun_at
    )
    mine.update(progress=5)
    work = imports.work_on(session)
    mine.update(progress=60)
    table = work.checked()
    mine.update(progress=90)
    outcome = {"table": checking.as_plain(table), "column_map": work.found.column_map()}
    mine.update(progress=100, outcome=outcome)


class Command(BaseCommand):
    """Prints how many."""

    help = "Check the cells of large files that officials are taking in."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{check_imports()} imports checked")
