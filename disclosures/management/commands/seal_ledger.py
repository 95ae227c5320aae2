"""The sealer: signs the tree of every log that grew. A process of its own with a key of its own."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from disclosures.actions.seal_log import seal_log
from disclosures.ledger import rounds, seal, witnesses
from disclosures.models import LedgerCheckpoint, LedgerLog
from disclosures.queries.service_account import service_account

logger = logging.getLogger("disclosures.sealer")


def seal_round(*, catches_up: bool = True) -> tuple[int, list[seal.Alarm]]:
    """Seal what grew, then the portal's log: (logs signed, alarms). Nothing if another seals.

    Every step may be cut off. A round that `catches_up` looks which roots the portal's log lacks,
    another records what it signed; a portal's log that is refused is written to no more.
    """
    with seal.alone() as is_alone:
        if not is_alone:
            return 0, []
        memory = seal.Memory()
        own = rounds.portal_log()
        may_record = own is None or seal.goes_on(own, memory)
        signed, alarms = 0, rounds.vanished(memory)
        for log in {log.pk: log for log in [*rounds.grown(), *rounds.remembered(memory)]}.values():
            try:
                sealed_now = seal.look_at(log, memory)
            except seal.Alarm as alarm:
                alarms.append(alarm)
                continue
            if sealed_now and sealed_now.is_new:
                signed += 1
                if may_record and not catches_up:
                    _record(sealed_now)
        if may_record and catches_up:
            for sealed in rounds.unrecorded(own):
                _record(sealed)
        own = rounds.portal_log()
        if own is not None:
            more, found = _own(own, memory)
            signed, alarms = signed + more, alarms + found
        return signed, alarms


def _record(sealed: seal.Sealed) -> None:
    seal_log(by=service_account(), origin=sealed.origin, size=sealed.size, root=sealed.root)


def _own(log: LedgerLog, memory: seal.Memory) -> tuple[int, list[seal.Alarm]]:
    try:
        sealed = seal.look_at(log, memory)
    except seal.Alarm as alarm:
        return 0, [alarm]
    return int(bool(sealed and sealed.is_new)), []


def ask_witnesses() -> list[seal.Alarm]:
    """Have the witnesses cosign the portal's newest checkpoint; the alarms they gave.

    They see every log through it, since it records every sealed root.
    """
    own = rounds.portal_log()
    point = LedgerCheckpoint.objects.filter(log=own).order_by("-size").first() if own else None
    return witnesses.ask_all(point) if point else []


class Command(BaseCommand):
    """Prints what it signed; exits non-zero on an alarm with `--once`."""

    help = "Integrate new ledger entries and sign checkpoints."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument("--every", type=float, default=20.0, help="seconds between rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            signed, alarms = seal_round()
            alarms = [*alarms, *ask_witnesses()]
            self.stdout.write(f"{signed} logs signed, {len(alarms)} alarms")
            if alarms:
                raise CommandError("; ".join(str(alarm) for alarm in alarms))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        # Looking for unrecorded roots reads the portal's whole log: only first and after trouble.
        catches_up = True
        while not stop.is_set():
            try:
                alarms = seal_round(catches_up=catches_up)[1]
                catches_up = bool(alarms)
                for alarm in [*alarms, *ask_witnesses()]:
                    logger.error("%s", alarm)
            except DatabaseError:
                catches_up = True
                logger.exception("The round was given up; the next one tries again.")
            close_old_connections()
            stop.wait(options["every"])
        self.stdout.write("sealer stopped")
