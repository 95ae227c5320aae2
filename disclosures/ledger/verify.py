"""Recomputes everything that the ledger says, from the bytes and rows as they stand.

Leaves, chains of subjects, tiles, signed roots, commitments from the rows behind them, and rows
that claim an entry against the entry that they claim. Pages read the same rows, so what opens here
is what readers see. Nothing is changed; every disagreement is named.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from disclosures.ledger import note, openings, tiles
from disclosures.ledger.seal import checkpoint_text
from disclosures.models import (
    Comment,
    Decision,
    LedgerCheckpoint,
    LedgerCommitment,
    LedgerHead,
    LedgerIntegrated,
    LedgerLog,
)
from disclosures.rules.hashing import canonical, commit_rows
from disclosures.vocabulary import Verb

BATCH = 20_000
# So many disagreements of one log are told; a log that is all wrong is told soon enough.
MOST = 100


@dataclass(slots=True)
class Report:
    """What was looked at in one log, and everything that does not agree."""

    origin: str
    entries: int = 0
    tiles: int = 0
    checkpoints: int = 0
    commitments: int = 0
    rows: int = 0
    problems: list[str] = field(default_factory=list)

    def tell(self, problem: str) -> None:
        """Note a disagreement."""
        if len(self.problems) < MOST:
            self.problems.append(f"{self.origin}: {problem}")


def verify_log(log: LedgerLog) -> Report:
    """Everything about one log; memory stays the same whatever its size but for its subjects."""
    report = Report(log.origin)
    size = LedgerHead.objects.get(log=log).size
    covered = LedgerIntegrated.objects.filter(log=log).values_list("size", flat=True).first() or 0
    _entries(log, size, covered, report)
    _checkpoints(log, covered, report)
    _commitments(log, size, report)
    _claims(log, report)
    return report


def _bodies(log: LedgerLog) -> Iterator[list[tuple[int, bytes, bytes, str, str, int]]]:
    """The entries in their order, in batches: place, bytes, stored hash and copies."""
    after = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT idx, body, leaf_hash, etype, subject, subject_seq FROM ledger_entry "
                "WHERE log_id = %s AND idx > %s ORDER BY idx LIMIT %s",
                [log.pk, after, BATCH],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def _entries(log: LedgerLog, size: int, covered: int, report: Report) -> None:
    last: dict[str, tuple[int, int]] = {}
    edge: dict[int, bytes] = {}
    for rows in _bodies(log):
        leaves = []
        for idx, body, stored, etype, subject, seq in rows:
            body = bytes(body)
            leaf = hashlib.sha256(b"\x00" + body).digest()
            leaves.append(leaf)
            if leaf != bytes(stored):
                report.tell(f"entry {idx}: the stored hash is not that of its bytes")
            if idx != report.entries:
                report.tell(f"entry {report.entries} is missing")
                report.entries = idx
            _entry(log, idx, body, (etype, subject, seq), last, report)
            report.entries += 1
        start = report.entries - len(leaves)
        if rows[0][0] == start:  # after a gap no tile can be made again
            edge = _tiles(log, start, leaves[: max(0, covered - start)], edge, report)
    if report.entries != size:
        report.tell(f"the head says {size} entries, there are {report.entries}")


def _entry(
    log: LedgerLog,
    idx: int,
    body: bytes,
    copies: tuple[str, str, int],
    last: dict[str, tuple[int, int]],
    report: Report,
) -> None:
    try:
        entry: dict[str, Any] = json.loads(body)
        subject = entry["subject"]
        if canonical(entry) != body:
            report.tell(f"entry {idx}: its bytes are not canonical")
        if (entry["log"], entry["n"]) != (log.origin, idx):
            report.tell(f"entry {idx}: it names another place")
        if (entry["type"], subject["id"], subject["seq"]) != copies:
            report.tell(f"entry {idx}: its columns say something else than its bytes")
        seq, prev = last.get(subject["id"], (0, None))
        if (subject["seq"], subject["prev"]) != (seq + 1, prev):
            report.tell(f"entry {idx}: the chain of its subject is broken")
        last[subject["id"]] = (subject["seq"], idx)
    except (ValueError, KeyError, TypeError):
        report.tell(f"entry {idx}: it cannot be read")


def _tiles(
    log: LedgerLog, start: int, leaves: list[bytes], edge: dict[int, bytes], report: Report
) -> dict[int, bytes]:
    """Compare the tiles that these leaves make with the stored ones; the new right edge."""
    if not leaves:
        return edge
    made: dict[tiles.Place, bytes] = {}
    try:
        made = tiles.grow(start, leaves, edge)
        stored = tiles.read(log.pk, made)
    except tiles.MissingTile as missing:
        report.tell(str(missing))
        stored = {}
    for (level, n), data in made.items():
        report.tiles += 1
        if (level, n) in stored and not stored[level, n].startswith(data):
            report.tell(f"tile {n} of level {level} does not fit the entries")
    for (level, _n), data in sorted(made.items()):
        edge[level] = data if len(data) < tiles.HASH * tiles.WIDTH else b""
    return edge


def _checkpoints(log: LedgerLog, covered: int, report: Report) -> None:
    vkey = _key_of(log)
    for point in LedgerCheckpoint.objects.filter(log=log).order_by("size").iterator():
        report.checkpoints += 1
        if point.size > covered:
            report.tell(f"checkpoint {point.size}: the tree holds {covered} entries")
            continue
        try:
            root = tiles.root(log.pk, point.size)
        except tiles.MissingTile as missing:
            report.tell(f"checkpoint {point.size}: {missing}")
            continue
        if root != bytes(point.root):
            given = base64.b64encode(root).decode()
            report.tell(f"checkpoint {point.size}: the entries give the root {given}")
        try:
            text = note.verify(point.note, vkey)
        except note.BadNote as bad:
            report.tell(f"checkpoint {point.size}: {bad}")
            continue
        if text != checkpoint_text(log.origin, point.size, bytes(point.root)):
            report.tell(f"checkpoint {point.size}: the note says something else")


def _key_of(log: LedgerLog) -> str:
    first = log.entries.filter(idx=0).values_list("body", flat=True).first()
    try:
        return str(json.loads(bytes(first or b"{}"))["data"]["vkey"])
    except (ValueError, KeyError, TypeError):
        return ""


def _commitments(log: LedgerLog, size: int, report: Report) -> None:
    """Open every commitment from the rows behind it."""
    for start in range(0, size, BATCH):
        roots = {
            (row.entry_idx, row.name): (row.root, row.n_rows, tuple(row.cols))
            for row in LedgerCommitment.objects.filter(
                log_id=log.pk, entry_idx__gte=start, entry_idx__lt=start + BATCH
            )
        }
        _against_entries(log, start, roots, report)
        for first in sorted({idx for idx, _name in roots}):
            _open(log, first, roots, report)


def _against_entries(log: LedgerLog, start: int, roots: dict[Any, Any], report: Report) -> None:
    """The commitments kept apart are those that the entries themselves carry."""
    told = {}
    found = log.entries.filter(idx__gte=start, idx__lt=start + BATCH)
    for idx, body in found.values_list("idx", "body").iterator():
        try:
            for one in json.loads(bytes(body)).get("commit", ()):
                told[idx, one["name"]] = (one["root"], one["rows"], tuple(one["cols"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # an entry that cannot be read was told of before
    for place in sorted(told.keys() | roots.keys()):
        if told.get(place) != roots.get(place):
            report.tell(f"entry {place[0]}: commitment {place[1]} is kept otherwise than said")


def _open(log: LedgerLog, idx: int, roots: dict[Any, Any], report: Report) -> None:
    try:
        for one in openings.committed(log.pk, idx, idx + 1, openings.AUDITOR):
            made = commit_rows(one.name, one.cols, ((cells, bytes(s)) for cells, s in one.rows))
            report.commitments += 1
            report.rows += made.rows
            if (made.root, made.rows) != roots[idx, one.name][:2]:
                report.tell(f"entry {idx}: what stands behind {one.name} is not what was committed")
    except (openings.CannotOpen, ValueError, LookupError) as problem:
        report.tell(f"entry {idx}: {problem}")


def _claims(log: LedgerLog, report: Report) -> None:
    """Rows that claim an entry claim one of their own kind and subject."""
    places = {idx: (etype, subject) for idx, etype, subject in _claimed(log)}
    decisions = Decision.objects.filter(entry_log=log.pk).values_list(
        "entry_idx", "verb", "disclosure__subject", "comment__subject", "version__number"
    )
    for idx, verb, of, comment, number in decisions.iterator():
        event = str(Verb(verb).event)
        if verb == Verb.PUBLISH_DISCLOSURE and (number or 1) > 1:
            event = "disclosure.amended"
        if places.get(idx) != (event, comment or of):
            report.tell(f"entry {idx}: the decision {verb} claims it, and it says otherwise")
    comments = Comment.objects.filter(entry_log=log.pk).values_list("entry_idx", "subject")
    for idx, subject in comments.iterator():
        if places.get(idx) != ("comment.received", subject):
            report.tell(f"entry {idx}: a comment claims it as its receipt, and it says otherwise")


def _claimed(log: LedgerLog) -> Iterator[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.idx, e.etype, e.subject FROM ledger_entry e WHERE e.log_id = %s AND "
            "(EXISTS (SELECT 1 FROM disclosures_decision d WHERE d.entry_log = e.log_id "
            "AND d.entry_idx = e.idx) OR EXISTS (SELECT 1 FROM disclosures_comment c "
            "WHERE c.entry_log = e.log_id AND c.entry_idx = e.idx))",
            [log.pk],
        )
        yield from cursor.fetchall()
