"""Walks one log from its first entry to its last: bytes, order, chains of subjects."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from disclosures.ledger.verify import erasures, rows, shown, standing, tree
from disclosures.ledger.verify.report import Report
from disclosures.models import LedgerLog
from disclosures.rules.hashing import NotCanonical, canonical

BATCH = 5_000
NOWHERE = -1

# Place, bytes, stored hash, type, subject, its number in the subject's chain and the one before.
type Stored = tuple[int, bytes, bytes, str, str, int, int | None]


def _no_float(text: str) -> None:
    raise ValueError(f"{text} is no whole number.")


_decode = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float).decode
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def verify_log(log: LedgerLog, kept: Sequence[str] = ()) -> Report:
    """Everything about one log. `kept` are checkpoints from outside, as signed notes."""
    report = Report(log.origin)
    grown = tree.Tree(log, report)
    erased = erasures.told(log)
    for span, entries in walk(log, grown, report):
        if log.unit_code is None:
            tree.verify_records(entries, report)
        rows.verify(log, span, entries, erased, report)
    tree.verify_checkpoints(log, grown.covered, kept, report)
    standing.verify(log, report)
    if log.unit_code is not None:
        shown.verify(log, report)
    return report


def walk(
    log: LedgerLog, grown: tree.Tree, report: Report
) -> Iterator[tuple[tuple[int, int], dict[int, dict[str, Any]]]]:
    """The entries that can be read, in batches with their first and last place.

    Their bytes, order and chains are checked, and their leaves put into `grown`, on the way.
    """
    size = _size(log, report)
    for batch in _batches(log, size):
        leaves = [hashlib.sha256(b"\x00" + row[1]).digest() for row in batch]
        entries = _entries(log.origin, batch, leaves, report)
        grown.add(batch[0][0], leaves)
        yield (batch[0][0], batch[-1][0]), entries
    if report.entries != size:
        report.tell(f"the head says {size} entries, there are {report.entries}")


def _size(log: LedgerLog, report: Report) -> int:
    """How many entries the head says there are, at one moment with the last entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT size, (SELECT max(idx) + 1 FROM ledger_entry e WHERE e.log_id = h.log_id) "
            "FROM ledger_head h WHERE log_id = %s",
            [log.pk],
        )
        size, found = cursor.fetchone() or (0, 0)
    if (found or 0) > size:
        report.tell(f"the head says {size} entries, the last one is entry {found - 1}")
    return int(size)


def _batches(log: LedgerLog, size: int) -> Iterator[list[Stored]]:
    after = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT idx, body, leaf_hash, etype, subject, subject_seq FROM ledger_entry "
                "WHERE log_id = %s AND idx > %s AND idx < %s ORDER BY idx LIMIT %s",
                [log.pk, after, size, BATCH],
            )
            batch = cursor.fetchall()
        if not batch:
            return
        before = _before(log, [(row[4], row[5], row[0]) for row in batch])
        yield [(*row, before.get((row[4], row[5] - 1))) for row in batch]
        after = batch[-1][0]


def _before(log: LedgerLog, batch: list[tuple[str, int, int]]) -> dict[tuple[str, int], int]:
    """Where the entries stand that those of a batch follow, by subject and number.

    Nearly always they stand in the same batch. Of two with one number neither has a place.
    """
    places: dict[tuple[str, int], int] = {}
    for subject, seq, idx in batch:
        places[subject, seq] = NOWHERE if (subject, seq) in places else idx
    missing = {(subject, seq - 1) for subject, seq, _idx in batch if seq > 1} - places.keys()
    if missing:
        subjects, numbers = zip(*missing, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT subject, subject_seq, idx FROM unnest(%s::text[], %s::bigint[]) "
                "AS wanted (subject, subject_seq) JOIN ledger_entry USING (subject, subject_seq) "
                "WHERE log_id = %s",
                [list(subjects), list(numbers), log.pk],
            )
            for subject, seq, idx in cursor.fetchall():
                places[subject, seq] = NOWHERE if (subject, seq) in places else idx
    return places


def _entries(
    origin: str, batch: list[Stored], leaves: list[bytes], report: Report
) -> dict[int, dict[str, Any]]:
    """The entries that can be read, by their place; whatever is odd about any is told."""
    entries = {}
    for stored, leaf in zip(batch, leaves, strict=True):
        idx = stored[0]
        if idx != report.entries:
            report.tell(f"entry {report.entries} is missing")
        report.entries = idx + 1
        if leaf != stored[2]:
            report.tell(f"entry {idx}: the stored hash is not that of its bytes")
        entry = _entry(origin, stored, report)
        if entry is not None:
            entries[idx] = entry
    bodies = {stored[0]: stored[1] for stored in batch if stored[0] in entries}
    # All at once is faster. Each body is one whole object, so the joined texts part where they do.
    joined = b"[" + b",".join(bodies.values()) + b"]"
    if not joined.isascii() or _encode(list(entries.values())).encode() != joined:
        for idx, entry in entries.items():
            if not _is_canonical(entry, bodies[idx]):
                report.tell(f"entry {idx}: its bytes are not canonical")
    return entries


def _entry(origin: str, stored: Stored, report: Report) -> dict[str, Any] | None:
    """The entry as it reads, None if it does not; everything odd about it is told."""
    idx, body, _leaf, etype, subject, seq, before = stored
    try:
        entry: dict[str, Any] = _decode(body.decode())
        of = entry["subject"]
        if (entry["v"], entry["log"], entry["n"]) != (1, origin, idx):
            report.tell(f"entry {idx}: it names another place")
        if (entry["type"], of["id"], of["seq"]) != (etype, subject, seq):
            report.tell(f"entry {idx}: its columns say something else than its bytes")
        is_first = seq == 1 and before is None
        if of["prev"] != before or not (is_first or (before is not None and before < idx)):
            report.tell(f"entry {idx}: the chain of its subject is broken")
        dt.datetime.fromisoformat(entry["t"])
        _shape(entry)
    except (ValueError, LookupError, TypeError, AttributeError):
        report.tell(f"entry {idx}: it cannot be read")
        return None
    return entry


def _shape(entry: dict[str, Any]) -> None:
    """Raise LookupError, TypeError or AttributeError unless the members are there to be used."""
    entry["actor"]["id"], entry["actor"]["role"], entry["data"].keys()
    for one in entry.get("commit", ()):
        one["name"], one["root"], one["rows"], one["cols"].copy()


def _is_canonical(entry: dict[str, Any], body: bytes) -> bool:
    try:
        return canonical(entry) == body
    except NotCanonical:
        return False
