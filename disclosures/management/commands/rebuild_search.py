"""Make the rows of the search index anew that older rules made, or that are missing.

Its words, which complete and mend what readers type, are counted afterwards, and each night.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from disclosures.models import Heartbeat
from disclosures.rules import clock
from disclosures.search import index, words

BATCH = 200
TASK = "count_words"
NIGHTLY = 24 * 3600


def count_words() -> int:
    """Count the words that visible notices hold; how many there are."""
    now = clock.now()
    counted = words.refresh(now)
    Heartbeat.objects.update_or_create(task=TASK, defaults={"ran_at": now, "counted": counted})
    return counted


def count_words_nightly() -> None:
    """Once a day: by then the words of what was withdrawn are forgotten."""
    beat = Heartbeat.objects.filter(task=TASK).first()
    if beat is None or (clock.now() - beat.ran_at).total_seconds() >= NIGHTLY:
        count_words()


class Command(BaseCommand):
    """Resumable: each batch is a transaction, and what is done is not done again."""

    help = "Rebuild the search index where it is missing or of an older edition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH)
        parser.add_argument("--batches", type=int, help="stop after so many, to go on later")

    def handle(self, *args: Any, **options: Any) -> None:
        removed = index.remove_withdrawn()
        made = count = 0
        place: index.Place | None = None
        while options["batches"] is None or count < options["batches"]:
            with transaction.atomic():
                done, place = index.renew(options["batch"], place)
            if place is None:
                break
            made, count = made + done, count + bool(done)
            if done and count % 50 == 0:
                self.stdout.write(f"{made} rows so far")
        self.stdout.write(f"{made} rows made, {removed} removed, {count_words()} words")
