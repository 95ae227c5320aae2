"""Show the virus scanner what waits for it; safe in several workers at once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from disclosures.actions.settle_scan import settle_scan
from disclosures.attachments.scan import Scanned, scan
from disclosures.attachments.store import ContentStore
from disclosures.duties.retention import forget_bytes
from disclosures.errors import Refusal
from disclosures.models import Attachment, Heartbeat, ImportSession
from disclosures.queries.service_account import service_account
from disclosures.rules import clock
from disclosures.vocabulary import ScanStatus

TASK = "scan_files"
BATCH = 200


def scan_files() -> int:
    """Every file that waits, the longest waiting first, until the scanner fails; how many."""
    count = _scan_attachments() + _scan_imports()
    Heartbeat.objects.update_or_create(
        task=TASK, defaults={"ran_at": clock.now(), "counted": count}
    )
    return count


def _scan_attachments() -> int:
    by = service_account()
    waiting = Attachment.objects.filter(scan=ScanStatus.PENDING).order_by("added_at")
    count = 0
    for attachment in waiting.select_related("version__disclosure__unit__parent")[:BATCH]:
        scanned = _scan_stored(attachment.sha256)
        if scanned.status == ScanStatus.PENDING:
            break
        try:
            settle_scan(by=by, attachment=attachment, scanned=scanned)
            count += 1
        except Refusal:  # taken off, or settled by another worker, in the meantime
            continue
    return count


def _scan_imports() -> int:
    waiting = ImportSession.objects.filter(scan=ScanStatus.PENDING).order_by("created_at")
    count = 0
    for session in waiting.defer("outcome")[:BATCH]:
        scanned = _scan_stored(session.sha256)
        if scanned.status == ScanStatus.PENDING:
            break
        count += ImportSession.objects.filter(pk=session.pk, scan=ScanStatus.PENDING).update(
            scan=scanned.status, virus=scanned.virus
        )
        if scanned.status == ScanStatus.INFECTED:
            forget_bytes(session.sha256)
    return count


def _scan_stored(sha256: str) -> Scanned:
    """The scanner switched off meanwhile settles nothing: what waits goes on waiting."""
    try:
        scanned = scan(ContentStore(settings.FILES_DIR).read(sha256))
    except FileNotFoundError:  # taken off while we looked
        return Scanned(ScanStatus.PENDING)
    if scanned.status == ScanStatus.NOT_ASKED:
        return Scanned(ScanStatus.PENDING)
    return scanned


class Command(BaseCommand):
    """Prints how many."""

    help = "Have the virus scanner look at the files that wait for it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{scan_files()} files scanned")
