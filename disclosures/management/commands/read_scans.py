"""Read the words on scanned pages that wait for it; safe in several workers at once."""

import logging
from typing import Any

from django.core.management.base import BaseCommand

from disclosures.attachments import slots
from disclosures.attachments.scanned_words import NotRead, can_read, read_apart
from disclosures.attachments.store import files
from disclosures.duties import scans
from disclosures.models import Attachment, Disclosure, Heartbeat, ScannedFile
from disclosures.rules import clock
from disclosures.search import index
from disclosures.vocabulary import DisclosureStatus

TASK = "read_scans"
BATCH = 10
logger = logging.getLogger("disclosures.worker")


def read_scans() -> int:
    """The files that wait, the longest waiting first; how many pages were read.

    One that cannot be read says so to its official and holds nothing back for ever. Without
    tesseract on this machine all of them wait for one that has it.
    """
    count = 0
    for file in ScannedFile.objects.waiting()[: BATCH if can_read() else 0]:
        try:
            with slots.taken(0):
                pages, failed = read_apart(files().read(file.file_sha256), file.pages), False
        except slots.Busy:  # uploads, for which somebody waits, go first
            break
        except FileNotFoundError:  # taken off while we looked
            continue
        except NotRead as error:
            logger.warning("The scan %s is not read: %s", file.file_sha256, error)
            pages, failed = (), True
        if kept := scans.keep(file, pages, failed=failed):
            count += kept
            _renew(file.file_sha256)
    Heartbeat.objects.update_or_create(
        task=TASK, defaults={"ran_at": clock.now(), "counted": count}
    )
    return count


def _renew(file_sha256: str) -> None:
    """Published notices are found by what was read of their files."""
    versions = Attachment.objects.filter(sha256=file_sha256, erased__isnull=True).values("version")
    shown = Disclosure.objects.filter(current_version__in=versions, number__isnull=False)
    for disclosure in shown.exclude(status=DisclosureStatus.WITHDRAWN).select_related(
        "unit__parent", "kind", "current_version"
    ):
        index.index_disclosure(disclosure, disclosure.current_version)  # type: ignore[arg-type]


class Command(BaseCommand):
    """Prints how many."""

    help = "Read scanned pages with tesseract, where it is installed."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{read_scans()} pages read")
