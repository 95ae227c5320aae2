"""The one door into the ledger: append an entry in the transaction of the change it tells of.

The order of a log is the order in which its head row was locked; the lock is taken last, so there
is no gap, no deadlock, and no change without its entry.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from disclosures.errors import WrongState
from disclosures.ledger import note, registry
from disclosures.models.ledger import LedgerLog
from disclosures.rules import clock
from disclosures.rules.hashing import Commitment, canonical

PORTAL_CODE = "cong"
MAX_BYTES = 65_535


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as appended; `body` are the leaf's exact bytes."""

    log_id: int
    idx: int
    body: bytes
    recorded_at: dt.datetime


def record(
    *,
    event: str,
    log: str | None,
    subject: str,
    actor_id: str,
    actor_role: str,
    data: dict[str, Any],
    commitments: Sequence[Commitment] = (),
    now: dt.datetime,
) -> Entry:
    """Append one entry to the log of the unit with address code `log`; None is the portal's log.

    Must run in a transaction, as the last thing before its end. Makes the log and its genesis
    entry when this is the first. Raises `registry.NotAllowedInEntry` for anything that the event
    type may not reveal, WrongState while the sealer refuses the log: what is written after a lost
    end could never be joined to it. Entry format: ledger design, section 1 (`event/1`).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An entry needs its change's transaction.")
    registry.check(event, data)
    place = _reserve(log, subject, now)
    return _append(place, event, subject, (actor_id, str(actor_role)), data, commitments, now)


class _Place(NamedTuple):
    """The next place of a log, held until the transaction ends."""

    log_id: int
    origin: str
    alarm: str | None
    idx: int
    at: dt.datetime
    seq: int
    prev: int | None


def _reserve(log: str | None, subject: str, now: dt.datetime) -> _Place:
    """Finds the log and takes its next place in one statement: every change waits for it."""
    is_it = "l.unit_code IS NULL" if log is None else "l.unit_code = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.id, l.origin, s.alarm, r.idx, r.at, r.seq, r.prev FROM ledger_log l "
            "LEFT JOIN ledger_sealing s ON s.log_id = l.id, "
            f"LATERAL ledger_reserve(l.id, %s) r WHERE {is_it}",
            [subject] if log is None else [subject, log],
        )
        found = cursor.fetchone()
    if found is None:
        open_log(log, now)
        return _reserve(log, subject, now)
    place = _Place(*found)
    if place.alarm:
        raise _refused()
    return place


def _append(
    place: _Place,
    event: str,
    subject: str,
    actor: tuple[str, str],
    data: dict[str, Any],
    commitments: Sequence[Commitment],
    now: dt.datetime,
) -> Entry:
    moment = now if clock.is_moved() else place.at
    body = body_of(
        place.origin, place.idx, moment, event, subject, place.seq, place.prev, actor, data,
        commitments,
    )  # fmt: skip
    calls = ["ledger_append(%s, %s, %s, %s, %s, %s, %s)"]
    values: list[Any] = [
        place.log_id, place.idx, body, event, subject, place.seq, moment,
    ]  # fmt: skip
    for one in commitments:
        calls.append("ledger_commit(%s, %s, %s, %s, %s, %s)")
        values += [place.log_id, place.idx, one.name, list(one.cols), one.rows, one.root]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(calls)}", values)
    return Entry(place.log_id, place.idx, body, moment)


def put_back(log_id: int, body: bytes) -> None:
    """Append an entry that stood in the log before, byte for byte; for `recover` alone.

    Raises ValueError where its place is not the next one.
    """
    entry = json.loads(body)
    of = entry["subject"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx, seq FROM ledger_reserve(%s, %s)", [log_id, of["id"]])
        if cursor.fetchone() != (entry["n"], of["seq"]):
            raise ValueError(f"Entry {entry['n']} is not the next one.")
        cursor.execute(
            "SELECT ledger_append(%s, %s, %s, %s, %s, %s, %s)",
            [log_id, entry["n"], body, entry["type"], of["id"], of["seq"], entry["t"]],
        )
        for one in entry.get("commit", ()):
            cursor.execute(
                "SELECT ledger_commit(%s, %s, %s, %s, %s, %s)",
                [log_id, entry["n"], one["name"], one["cols"], one["rows"], one["root"]],
            )


def body_of(
    origin: str,
    idx: int,
    moment: dt.datetime,
    event: str,
    subject: str,
    seq: int,
    prev: int | None,
    actor: tuple[str, str],
    data: dict[str, Any],
    commitments: Sequence[Commitment],
) -> bytes:
    """The leaf's bytes: an `event/1` object in canonical form (ledger design, section 1)."""
    entry: dict[str, Any] = {
        "v": 1,
        "log": origin,
        "n": idx,
        "t": moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "type": event,
        "actor": {"id": actor[0], "role": actor[1]},
        "subject": {"id": subject, "seq": seq, "prev": prev},
        "data": data,
    }
    if commitments:
        entry["commit"] = [commitment.as_json() for commitment in commitments]
    body = canonical(entry)
    if len(body) > MAX_BYTES:
        raise registry.NotAllowedInEntry("An entry holds at most 65,535 bytes.")
    return body


def open_log(log: str | None, now: dt.datetime) -> tuple[int, str]:
    """The id and origin of a unit's log, made with its genesis entry when it is not there.

    Raises WrongState while the sealer refuses the log.
    """
    found = LedgerLog.objects.filter(unit_code=log).values_list(
        "id", "origin", "ledgersealing__alarm"
    )
    for log_id, origin, alarm in found:
        if alarm:
            raise _refused()
        return log_id, origin
    origin = f"{settings.LEDGER_ORIGIN}/so-cai/{log or PORTAL_CODE}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, is_new FROM ledger_open(%s, %s)", [origin, log])
        log_id, is_new = cursor.fetchone()
    if is_new:
        _append(
            _reserve(log, "ledger", now), "ledger.genesis", "ledger", ("ledger", "service"),
            _genesis(origin), (), now,
        )  # fmt: skip
    return log_id, origin


def _refused() -> WrongState:
    return WrongState(_("The history is being mended. Nothing can be changed until then."))


def _genesis(origin: str) -> dict[str, Any]:
    key = note.load_or_create_key(settings.LEDGER_KEY_FILE)
    data: dict[str, Any] = {
        "schema": "event/1",
        "software": "congkhai-xa/1",
        "vkey": note.verifier_key(origin, note.public_bytes(key)),
    }
    if settings.SAMPLE_DATABASE:
        data["illustrative"] = True
    registry.check("ledger.genesis", data)
    return data
