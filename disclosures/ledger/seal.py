"""Takes new entries into the tree and signs its root (ledger design, section 5).

The sealer remembers outside the database what it signed last. So it can refuse to sign a log that
lost its end (rollback) or says something else about what was signed (rewrite), whoever changed it.
Every step may be cut off: the next run finds what is done and goes on.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from disclosures.ledger import note, tiles
from disclosures.models import LedgerCheckpoint, LedgerIntegrated, LedgerLog, LedgerSealing
from disclosures.rules import clock

BATCH = 20_000
ROLLBACK, REWRITE = "rollback", "rewrite"
# Any number, the same in every sealer of a database.
_LOCK = 0x5EA1E4


class Alarm(Exception):
    """The log is not what was signed; nothing more is signed until a person has looked."""

    def __init__(self, kind: str, origin: str, signed: int, found: int) -> None:
        super().__init__(f"{kind}: {origin} was signed at {signed}, the database holds {found}")
        self.kind, self.origin, self.signed = kind, origin, signed


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a log was sealed at; `is_new` unless that checkpoint stood in the database before."""

    origin: str
    size: int
    root: bytes
    is_new: bool


class Memory:
    """The sizes and roots signed last, in a file that no backup of the database brings back."""

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or settings.LEDGER_STATE_DIR) / "signer-state.json"
        self.signed: dict[str, dict[str, str | int]] = {}
        if self.path.exists():
            self.signed = json.loads(self.path.read_text("utf-8"))

    def remember(self, origin: str, size: int, root: bytes, signed: str) -> None:
        """Keep it for good before anybody can see the signature."""
        kept = base64.b64encode(root).decode()
        self.signed[origin] = {"size": size, "root": kept, "note": signed}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(self.signed, file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def alone() -> Iterator[bool]:
    """Whether this process is the only sealer; a second one has nothing to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        (is_alone,) = cursor.fetchone()
        try:
            yield bool(is_alone)
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def integrate(log: LedgerLog) -> int:
    """Put every entry of the log into its tiles; how many entries they cover then.

    Leaves are hashed from the entries' bytes, never taken from the stored hash. At most 20,000
    entries a transaction, so a crash repeats little.
    """
    while True:
        with transaction.atomic():
            done = LedgerIntegrated.objects.filter(log=log).values_list("size", flat=True).first()
            start = done or 0
            leaves = _leaves(log, start)
            if leaves:
                tiles.store(log.pk, tiles.grow(start, leaves, tiles.right_edge(log.pk, start)))
                LedgerIntegrated.objects.update_or_create(
                    log=log, defaults={"size": start + len(leaves)}
                )
        if len(leaves) < BATCH:
            return start + len(leaves)


def _leaves(log: LedgerLog, start: int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT idx, body FROM ledger_entry WHERE log_id = %s AND idx >= %s "
            "ORDER BY idx LIMIT %s",
            [log.pk, start, BATCH],
        )
        leaves: list[bytes] = []
        for idx, body in cursor.fetchall():
            if idx != start + len(leaves):
                raise Alarm(ROLLBACK, log.origin, start, idx)
            leaves.append(hashlib.sha256(b"\x00" + bytes(body)).digest())
        return leaves


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """A checkpoint's body (C2SP tlog-checkpoint): origin, size, root, one a line."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def examine(log: LedgerLog, memory: Memory) -> int:
    """How many entries there are to sign, if they go on from what was signed. Raises Alarm."""
    size = integrate(log)
    before = memory.signed.get(log.origin)
    signed = int(before["size"]) if before else 0
    if signed > size:
        raise Alarm(ROLLBACK, log.origin, signed, size)
    if before and tiles.root(log.pk, signed) != base64.b64decode(str(before["root"])):
        raise Alarm(REWRITE, log.origin, signed, size)
    return size


def seal_log(log: LedgerLog, memory: Memory) -> Sealed | None:
    """Seal the log up to its last entry; None where there is none. Raises Alarm."""
    size = examine(log, memory)
    if size == 0:
        return None
    before = memory.signed.get(log.origin)
    signed = int(before["size"]) if before else 0
    root = tiles.root(log.pk, size)
    if size > signed:
        key = note.load_or_create_key(settings.LEDGER_KEY_FILE)
        text = note.sign(checkpoint_text(log.origin, size, root), log.origin, key)
        memory.remember(log.origin, size, root, text)
    else:
        text = str(before["note"]) if before else ""
    _point, is_new = LedgerCheckpoint.objects.get_or_create(
        log=log, size=size, defaults={"root": root, "note": text, "created_at": clock.now()}
    )
    return Sealed(log.origin, size, root, is_new)


def look_at(log: LedgerLog, memory: Memory) -> Sealed | None:
    """Seal the log and write down that it was looked at, or why it was not signed. Raises Alarm.

    The alarm stays in the database, and no entry is taken, until a person has mended it.
    """
    with _written(log):
        sealed = seal_log(log, memory)
    _write(log, "", 0)
    return sealed


def goes_on(log: LedgerLog, memory: Memory) -> bool:
    """Whether the log goes on from what was signed, so that more may be written to it."""
    try:
        with _written(log):
            examine(log, memory)
    except Alarm:
        return False
    return True


@contextmanager
def _written(log: LedgerLog) -> Iterator[None]:
    """Keep an alarm in the database as well."""
    try:
        yield
    except (Alarm, tiles.MissingTile) as error:
        alarm = error if isinstance(error, Alarm) else Alarm(REWRITE, log.origin, 0, 0)
        _write(log, alarm.kind, alarm.signed)
        raise alarm from error


def _write(log: LedgerLog, alarm: str, size: int) -> None:
    LedgerSealing.objects.update_or_create(
        log=log, defaults={"checked_at": clock.now(), "alarm": alarm, "alarm_size": size}
    )
