"""Show the virus scanner what waits for it; safe in several workers at once."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand

from disclosures.actions.settle_scan import settle_scan
from disclosures.attachments.scan import Scanned, scan
from disclosures.attachments.store import files
from disclosures.duties.retention import forget_bytes
from disclosures.errors import Refusal
from disclosures.models import Attachment, Heartbeat, ImportSession
from disclosures.queries.service_account import service_account
from disclosures.rules import clock
from disclosures.vocabulary import ScanStatus

TASK = "scan_files"
BATCH = 200


# Failures one after the other that mean the scanner is away, not that it stumbles over a file.
_MOST_FAILURES = 3


def scan_files() -> int:
    """Every file that waits, the longest waiting first, until the scanner is away; how many."""
    count = _scan_attachments() + _scan_imports()
    Heartbeat.objects.update_or_create(
        task=TASK, defaults={"ran_at": clock.now(), "counted": count}
    )
    return count


def _scan_attachments() -> int:
    by = service_account()
    waiting = Attachment.objects.filter(scan=ScanStatus.PENDING).order_by("added_at")
    count = 0
    for attachment, scanned in _answers(
        waiting.select_related("version__disclosure__unit__parent")[:BATCH]
    ):
        try:
            settle_scan(by=by, attachment=attachment, scanned=scanned)
            count += 1
        except Refusal:  # taken off, or settled by another worker, in the meantime
            continue
    return count


def _scan_imports() -> int:
    waiting = ImportSession.objects.filter(scan=ScanStatus.PENDING).order_by("created_at")
    count = 0
    for session, scanned in _answers(waiting.defer("outcome")[:BATCH]):
        count += ImportSession.objects.filter(pk=session.pk, scan=ScanStatus.PENDING).update(
            scan=scanned.status, virus=scanned.virus
        )
        if scanned.status == ScanStatus.INFECTED:
            forget_bytes(session.sha256)
    return count


def _answers(waiting: Iterable[Any]) -> Iterator[tuple[Any, Scanned]]:
    """What the scanner says of each; one it stumbles over keeps nobody behind it waiting."""
    failures = 0
    for file in waiting:
        try:
            scanned = scan(files().read(file.sha256))
        except OSError:  # taken off while we looked, or the disk is away
            continue
        # The scanner switched off meanwhile settles nothing: what waits goes on waiting.
        if scanned.status in (ScanStatus.PENDING, ScanStatus.NOT_ASKED):
            failures += 1
            if failures == _MOST_FAILURES:
                return
            continue
        failures = 0
        yield file, scanned


class Command(BaseCommand):
    """Prints how many."""

    help = "Have the virus scanner look at the files that wait for it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{scan_files()} files scanned")
