"""Draw the pages of PDFs that wait for it; safe in several workers at once."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from disclosures.attachments import slots
from disclosures.attachments.page_pictures import NotDrawn, draw_apart
from disclosures.attachments.store import files
from disclosures.duties import pictures
from disclosures.models import Attachment, DrawnFile, Heartbeat
from disclosures.rules import clock

TASK = "draw_pages"
BATCH = 20
logger = logging.getLogger("disclosures.worker")


def draw_pages() -> int:
    """The files that wait, the longest waiting first; how many pictures were made.

    One that cannot be drawn has none, and is not tried again.
    """
    count = 0
    for file in DrawnFile.objects.waiting()[:BATCH]:
        try:
            with slots.taken(0):
                drawn = draw_apart(files().read(file.file_sha256))
        except slots.Busy:  # uploads, for which somebody waits, go first
            break
        except FileNotFoundError:  # taken off while we looked
            continue
        except NotDrawn as error:
            logger.warning("The pages of %s are not drawn: %s", file.file_sha256, error)
            drawn = ()
        count += pictures.keep(file, drawn)
    Heartbeat.objects.update_or_create(
        task=TASK, defaults={"ran_at": clock.now(), "counted": count}
    )
    return count


class Command(BaseCommand):
    """Prints how many."""

    help = "Draw the pages of PDFs as pictures for readers' small screens."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="also files that were attached before there were "
            "pictures, or could not be drawn"
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            DrawnFile.objects.filter(pictures__isnull=True).update(drawn_at=None)
            for attachment in Attachment.objects.filter(erased__isnull=True).iterator():
                pictures.ask(attachment)
        total = 0
        while DrawnFile.objects.waiting().exists() and (count := draw_pages()):
            total += count
        self.stdout.write(f"{total} pictures made")
