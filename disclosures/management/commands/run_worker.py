"""The background worker: every few seconds what is due, until it is told to stop."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from disclosures.management.commands.forget_expired import forget_expired
from disclosures.management.commands.publish_due import publish_due

logger = logging.getLogger("disclosures.worker")


class Command(BaseCommand):
    """Survives a database that is away; several workers at once do no harm."""

    help = "Run scheduled work until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=15.0, help="seconds between rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                publish_due()
                forget_expired()
            except DatabaseError:
                logger.exception("The round was given up; the next one tries again.")
            close_old_connections()
            stop.wait(options["every"])
        self.stdout.write("worker stopped")
