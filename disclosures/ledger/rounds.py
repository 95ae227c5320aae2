"""What a round of the sealer looks at: logs that grew, lost something, or wait to be told of."""

import json

from django.db import connection

from disclosures.ledger.seal import BATCH, ROLLBACK, Alarm, Memory, Sealed
from disclosures.models import LedgerLog


def grown() -> list[LedgerLog]:
    """Logs of units that hold more than was signed, or an alarm to look at again. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.id FROM ledger_log l JOIN ledger_head h ON h.log_id = l.id "
            "LEFT JOIN ledger_sealing s ON s.log_id = l.id "
            "WHERE l.unit_code IS NOT NULL AND (s.alarm <> '' OR NOT EXISTS "
            "(SELECT 1 FROM ledger_checkpoint c WHERE c.log_id = l.id AND c.size = h.size)) "
            "ORDER BY l.id"
        )
        wanted = [pk for (pk,) in cursor.fetchall()]
    return list(LedgerLog.objects.filter(pk__in=wanted).order_by("pk"))


def remembered(memory: Memory) -> list[LedgerLog]:
    """Logs of units whose memory reaches further than the database: it was restored. One query."""
    sizes = dict(LedgerLog.objects.values_list("origin", "ledgerhead__size"))
    lost = [
        origin
        for origin, signed in memory.signed.items()
        if origin in sizes and int(signed["size"]) > (sizes[origin] or 0)
    ]
    return list(LedgerLog.objects.filter(origin__in=lost, unit_code__isnull=False).order_by("pk"))


def vanished(memory: Memory) -> list[Alarm]:
    """Alarms for logs that were signed once and of which the database knows nothing. One query."""
    known = set(LedgerLog.objects.values_list("origin", flat=True))
    return [
        Alarm(ROLLBACK, origin, int(signed["size"]), 0)
        for origin, signed in memory.signed.items()
        if origin not in known
    ]


def portal_log() -> LedgerLog | None:
    """The portal's own log, in which every sealed root is recorded."""
    return LedgerLog.objects.filter(unit_code__isnull=True).first()


def unrecorded(own: LedgerLog | None) -> list[Sealed]:
    """The newest roots of units' logs that the portal's log does not tell of, the oldest first.

    One is left by a crash between signing and recording, more by a portal's log that was refused.
    """
    recorded = _recorded(own) if own else {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.origin, c.size, c.root FROM ledger_log l CROSS JOIN LATERAL "
            "(SELECT size, root, created_at FROM ledger_checkpoint WHERE log_id = l.id "
            "ORDER BY size DESC LIMIT 1) c WHERE l.unit_code IS NOT NULL ORDER BY c.created_at"
        )
        newest = [Sealed(origin, size, bytes(root), True) for origin, size, root in cursor]
    return [sealed for sealed in newest if sealed.size > recorded.get(sealed.origin, 0)]


def _recorded(own: LedgerLog) -> dict[str, int]:
    """The last size of each log of which the portal's log tells, page by page."""
    sizes: dict[str, int] = {}
    after = -1
    while True:
        page = own.entries.filter(etype="log.sealed", idx__gt=after).order_by("idx")
        found = list(page.values_list("idx", "body")[:BATCH])
        for _idx, body in found:
            try:
                told = json.loads(bytes(body))["data"]
                sizes[told["origin"]] = int(told["size"])
            except (ValueError, LookupError, TypeError):
                continue  # no entry of ours; `verify_ledger` tells of it
        if len(found) < BATCH:
            return sizes
        after = found[-1][0]
