"""The sealer: signs the tree of every log that grew. A process of its own with a key of its own."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from disclosures.actions.seal_log import seal_log
from disclosures.ledger import seal
from disclosures.models import LedgerLog
from disclosures.queries.service_account import service_account

logger = logging.getLogger("disclosures.sealer")


def seal_round() -> tuple[int, list[seal.Alarm]]:
    """Seal what grew, then the portal's log: (logs signed, alarms). Nothing if another seals.

    A crash between two steps leaves nothing half-done: a log that was signed and not yet recorded
    is found again by the portal's log, which only ever lacks the newest roots.
    """
    with seal.alone() as is_alone:
        if not is_alone:
            return 0, []
        memory = seal.Memory()
        signed, alarms = 0, []
        for log in {log.pk: log for log in [*seal.grown(), *seal.remembered(memory)]}.values():
            try:
                sealed = seal.look_at(log, memory)
            except seal.Alarm as alarm:
                alarms.append(alarm)
                continue
            if sealed and sealed.is_new:
                seal_log(
                    by=service_account(), origin=log.origin, size=sealed.size, root=sealed.root
                )
                signed += 1
        own = seal.portal_log()
        if own is not None:
            more, found = _own(own, memory)
            signed, alarms = signed + more, alarms + found
        return signed, alarms


def _own(log: LedgerLog, memory: seal.Memory) -> tuple[int, list[seal.Alarm]]:
    try:
        sealed = seal.look_at(log, memory)
    except seal.Alarm as alarm:
        return 0, [alarm]
    return int(bool(sealed and sealed.is_new)), []


class Command(BaseCommand):
    """Prints what it signed; exits non-zero on an alarm with `--once`."""

    help = "Integrate new ledger entries and sign checkpoints."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument("--every", type=float, default=20.0, help="seconds between rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            signed, alarms = seal_round()
            self.stdout.write(f"{signed} logs signed, {len(alarms)} alarms")
            if alarms:
                raise CommandError("; ".join(str(alarm) for alarm in alarms))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                for alarm in seal_round()[1]:
                    logger.error("%s", alarm)
            except DatabaseError:
                logger.exception("The round was given up; the next one tries again.")
            close_old_connections()
            stop.wait(options["every"])
        self.stdout.write("sealer stopped")
