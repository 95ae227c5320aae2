"""How every log is sealed, and which of its roots witnesses have seen."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from disclosures.ledger.quorum import Quorum, quorum
from disclosures.models import AdministrativeUnit, Heartbeat, LedgerSealing
from disclosures.rules import clock

PAGE = 50
SEALER_SILENT_AFTER = dt.timedelta(minutes=5)
# A root is recorded right after it was signed; further on nobody need look.
_NEAR = 2_000

_STANDING = """
SELECT l.unit_code, h.size, c.size, c.created_at, coalesce(s.alarm, ''), r.idx
FROM ledger_log l JOIN ledger_head h ON h.log_id = l.id
LEFT JOIN ledger_sealing s ON s.log_id = l.id
LEFT JOIN LATERAL (SELECT size, root, created_at FROM ledger_checkpoint
    WHERE log_id = l.id ORDER BY size DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT e.idx FROM (
        SELECT p.idx, p.body FROM ledger_entry p
        JOIN ledger_log own ON own.id = p.log_id AND own.unit_code IS NULL
        WHERE p.recorded_at >= c.created_at AND p.etype = 'log.sealed'
        ORDER BY p.recorded_at LIMIT %(near)s) e
    WHERE position(convert_to('"origin":"' || l.origin || '","root":"'
        || encode(c.root, 'base64') || '","size":' || c.size || '}', 'UTF8') IN e.body) > 0
    LIMIT 1) r ON true
"""


@dataclass(frozen=True, slots=True)
class LogLine:
    """How one log stands. `recorded` is the entry of the portal's log that holds its newest root,
    `is_seen` whether enough witnesses saw a root of the portal's log that covers this entry.
    """

    unit: AdministrativeUnit | None
    length: int
    size: int
    signed_at: dt.datetime | None
    is_refused: bool
    recorded: int | None
    is_seen: bool

    @property
    def name(self) -> str:
        """What stands in the log's address."""
        return self.unit.address_code if self.unit else "cong"

    @property
    def unsigned(self) -> int:
        """How many entries wait for the sealer."""
        return self.length - self.size


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """What the status page says; `refused` are logs that are not signed any more."""

    quorum: Quorum
    own: LogLine | None
    logs: tuple[LogLine, ...]
    next_cursor: str
    looked_at: dt.datetime | None
    is_silent: bool
    refused: tuple[LogLine, ...]
    verified_at: dt.datetime | None
    problems: int
    has_one_role: bool

    @property
    def is_sound(self) -> bool:
        """Whether there is nothing to warn of."""
        is_wrong = self.refused or self.problems or self.is_silent or self.quorum.contradicted
        return not is_wrong and (self.quorum.is_reached or not self.quorum.witnesses)


def ledger_status(*, after: str = "") -> LedgerStatus:
    """The whole state; logs of communes by code, those after `after`. Eleven queries and one for
    each witness.
    """
    now = quorum()
    logs = _lines(now, "WHERE l.unit_code > %(after)s ORDER BY l.unit_code LIMIT %(many)s",
                  after=after, many=PAGE + 1)  # fmt: skip
    own = _lines(now, "WHERE l.unit_code IS NULL")
    looked_at = LedgerSealing.objects.order_by("-checked_at").values_list("checked_at", flat=True)
    newest = looked_at.first()
    night = Heartbeat.objects.filter(task="verify_ledger").first()
    last = logs[PAGE - 1].unit if len(logs) > PAGE else None
    return LedgerStatus(
        quorum=now,
        own=next(iter(own), None),
        logs=tuple(logs[:PAGE]),
        next_cursor=last.address_code if last else "",
        looked_at=newest,
        is_silent=bool(own) and (newest is None or clock.now() - newest > SEALER_SILENT_AFTER),
        refused=tuple(_lines(now, "WHERE s.alarm <> '' ORDER BY l.unit_code NULLS FIRST LIMIT 50")),
        verified_at=night.ran_at if night else None,
        problems=night.counted if night else 0,
        has_one_role=_has_one_role(),
    )


def log_of(unit: AdministrativeUnit, now: Quorum) -> LogLine | None:
    """How the log of one commune stands. Two queries."""
    found = _lines(now, "WHERE l.unit_code = %(code)s", code=unit.address_code)
    return next(iter(found), None)


def _lines(now: Quorum, which: str, **given: object) -> list[LogLine]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING + which, {"near": _NEAR, **given})
        rows = cursor.fetchall()
    codes = [row[0] for row in rows if row[0]]
    units = {
        unit.address_code: unit
        for unit in AdministrativeUnit.objects.filter(address_code__in=codes).order_by()
        if settings.SINGLE_COMMUNE in ("", unit.address_code)
    }
    return [_line(row, units.get(row[0]), now) for row in rows if not row[0] or row[0] in units]


def _line(row: tuple, unit: AdministrativeUnit | None, now: Quorum) -> LogLine:
    _code, length, size, signed_at, alarm, recorded = row
    # The portal's own log is what witnesses look at; the others are seen through it.
    covered = size or 0 if unit is None else None if recorded is None else recorded + 1
    return LogLine(
        unit=unit,
        length=length,
        size=size or 0,
        signed_at=signed_at,
        is_refused=bool(alarm),
        recorded=recorded,
        is_seen=bool(covered) and bool(now.needed) and covered <= now.vouched,
    )


def _has_one_role() -> bool:
    """Whether this web server could rewrite the ledger but for its triggers. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('ledger_entry', 'UPDATE')")
        return bool(cursor.fetchone()[0])
