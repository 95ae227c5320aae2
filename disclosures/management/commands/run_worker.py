"""The background worker: every few seconds what is due, until it is told to stop.

Work is done in lanes, each a thread with its own database connection, so that an hour of exporting
or a mail server that hangs never makes a publication late.
"""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connections

from disclosures.management.commands.call_webhooks import call_webhooks
from disclosures.management.commands.check_imports import check_imports
from disclosures.management.commands.deliver_notifications import deliver_notifications
from disclosures.management.commands.draw_pages import draw_pages
from disclosures.management.commands.forget_expired import forget_expired
from disclosures.management.commands.make_exports import make_exports
from disclosures.management.commands.make_recordings import make_recordings
from disclosures.management.commands.publish_due import publish_due
from disclosures.management.commands.push_notifications import push_notifications
from disclosures.management.commands.read_scans import read_scans
from disclosures.management.commands.rebuild_search import count_words_nightly
from disclosures.management.commands.remind_deadlines import remind_daily
from disclosures.management.commands.scan_files import scan_files
from disclosures.management.commands.verify_ledger import verify_nightly

logger = logging.getLogger("disclosures.worker")

# A round does what is due now and returns; each is safe at any time and in several workers.
LANES: dict[str, tuple[Callable[[], object], ...]] = {
    # What the law dates by the hour: quick, and never behind anything else.
    "due": (publish_due, forget_expired),
    # What waits for other people's servers.
    "mail": (remind_daily, deliver_notifications),
    # What an official waits for at a page.
    "imports": (check_imports,),
    "scan": (scan_files,),
    "webhooks": (call_webhooks,),
    "browsers": (push_notifications,),
    # What an official looks at right after attaching, and readers from then on.
    "drawing": (draw_pages,),
    # What holds a draft back until it is done.
    "reading": (read_scans,),
    # What takes minutes: large files, archives.
    "slow": (make_recordings, make_exports, verify_nightly, count_words_nightly),
}


def run_round(rounds: tuple[Callable[[], object], ...]) -> None:
    """Every round of a lane once; one that the database interrupts leaves the others their turn."""
    for one in rounds:
        try:
            one()
        except DatabaseError:
            logger.exception("The round was given up; the next one tries again.")


class Command(BaseCommand):
    """Survives a database that is away; several workers at once do no harm."""

    help = "Run scheduled work until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=15.0, help="seconds between rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        lanes = [
            threading.Thread(target=self._lane, args=(rounds, options["every"], stop), name=name)
            for name, rounds in LANES.items()
            if rounds
        ]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
        self.stdout.write("worker stopped")

    def _lane(
        self, rounds: tuple[Callable[[], object], ...], every: float, stop: threading.Event
    ) -> None:
        try:
            while not stop.is_set():
                run_round(rounds)
                close_old_connections()
                stop.wait(every)
        finally:
            connections.close_all()
