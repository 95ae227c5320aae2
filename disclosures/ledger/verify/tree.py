"""Makes a log's tiles and signed roots again, and holds what is stored and kept against them."""

import base64
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from disclosures.ledger import note, seal, sealed, tiles
from disclosures.ledger.verify.report import Report
from disclosures.models import LedgerCheckpoint, LedgerIntegrated, LedgerLog, LedgerSealing

PAGE = 2_000


class Tree:
    """The tiles of a log as its entries make them, compared with the stored ones as they come."""

    def __init__(self, log: LedgerLog, report: Report) -> None:
        self.log, self.report = log, report
        integrated = LedgerIntegrated.objects.filter(log=log)
        self.covered = integrated.values_list("size", flat=True).first() or 0
        self._edge: dict[int, bytes] = {}
        self._size = 0

    def add(self, start: int, leaves: list[bytes]) -> None:
        """The next leaves; after a gap no tile can be made again, and the gap itself is told."""
        leaves = leaves[: max(0, self.covered - start)]
        if start != self._size or not leaves:
            return
        made = tiles.grow(start, leaves, self._edge)
        self._size += len(leaves)
        stored = _stored(self.log.pk, made)
        for (level, n), data in sorted(made.items()):
            self.report.tiles += 1
            if (level, n) not in stored:
                self.report.tell(f"tile {n} of level {level} is not stored")
            elif not stored[level, n].startswith(data):
                self.report.tell(f"tile {n} of level {level} does not fit the entries")
            is_partial = len(data) < tiles.HASH * tiles.WIDTH
            self._edge[level] = data if is_partial else b""


def _stored(log_id: int, places: dict[tiles.Place, bytes]) -> dict[tiles.Place, bytes]:
    """Those of the tiles that are there. One query."""
    levels, numbers = [level for level, _n in places], [n for _level, n in places]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level, n, data FROM unnest(%s::smallint[], %s::bigint[]) AS wanted (level, n) "
            "JOIN ledger_tile USING (level, n) WHERE log_id = %s",
            [levels, numbers, log_id],
        )
        return {(level, n): bytes(data) for level, n, data in cursor.fetchall()}


def verify_checkpoints(log: LedgerLog, covered: int, kept: Sequence[str], report: Report) -> None:
    """Every root that was ever signed, remembered or kept, against the root of the entries."""
    vkey = sealed.genesis_key(log)
    for size, root, signed in _points(log):
        report.checkpoints += 1
        _against(log, size, root, covered, f"checkpoint {size}", report)
        _signature(signed, vkey, seal.checkpoint_text(log.origin, size, root), size, report)
    for size, root in _remembered(log):
        _against(log, size, root, covered, f"the sealer's memory of {size} entries", report)
    for size, root in _kept(log, kept, vkey, report):
        _against(log, size, root, covered, f"the kept checkpoint of {size} entries", report)
    refused = LedgerSealing.objects.filter(log=log).exclude(alarm="").first()
    if refused is not None:
        report.tell(f"the sealer refuses it: {refused.alarm} at {refused.alarm_size}")


def _against(
    log: LedgerLog, size: int, root: bytes, covered: int, name: str, report: Report
) -> None:
    if size > covered:
        report.tell(f"{name}: the tree holds {covered} entries")
        return
    try:
        found = tiles.root(log.pk, size)
    except tiles.MissingTile as missing:
        report.tell(f"{name}: {missing}")
        return
    if found != root:
        report.tell(f"{name}: the entries give the root {base64.b64encode(found).decode()}")


def _signature(signed: str, vkey: str, text: str, size: int, report: Report) -> None:
    try:
        if note.verify(signed, vkey) != text:
            report.tell(f"checkpoint {size}: the note says something else")
    except note.BadNote as bad:
        report.tell(f"checkpoint {size}: {bad}")


def _points(log: LedgerLog) -> Iterator[tuple[int, bytes, str]]:
    """The stored checkpoints by size; by key, so that no cursor stays open."""
    last = 0
    while True:
        found = LedgerCheckpoint.objects.filter(log=log, size__gt=last).order_by("size")
        page = list(found.values_list("size", "root", "note")[:PAGE])
        for size, root, signed in page:
            yield size, bytes(root), signed
        if len(page) < PAGE:
            return
        last = page[-1][0]


def _remembered(log: LedgerLog) -> Iterator[tuple[int, bytes]]:
    """What the sealer remembers, where this process may read it: in production it may not."""
    try:
        known = seal.Memory().signed.get(log.origin)
    except OSError:
        return
    if known:
        yield int(known["size"]), base64.b64decode(str(known["root"]))


def _kept(
    log: LedgerLog, notes: Sequence[str], vkey: str, report: Report
) -> Iterator[tuple[int, bytes]]:
    """Checkpoints of this log that somebody kept, where the log's key has signed them."""
    for kept in notes:
        if kept.partition("\n")[0] != log.origin:
            continue
        try:
            _origin, size, root, *_more = note.verify(kept, vkey).splitlines()
            yield int(size), base64.b64decode(root, validate=True)
        except (note.BadNote, ValueError) as bad:
            report.tell(f"the kept checkpoint: {bad}")


def verify_records(entries: dict[int, dict[str, Any]], report: Report) -> None:
    """What the portal's log says that other logs were sealed at, against their trees."""
    told = {n: entry["data"] for n, entry in entries.items() if entry["type"] == "log.sealed"}
    origins = {str(data.get("origin")) for data in told.values()}
    logs = dict(LedgerLog.objects.filter(origin__in=origins).values_list("origin", "pk"))
    for n, data in told.items():
        try:
            root = tiles.root(logs[data["origin"]], data["size"])
            if root != base64.b64decode(data["root"], validate=True):
                report.tell(f"entry {n}: {data['origin']} has another root at {data['size']}")
        except tiles.MissingTile as missing:
            report.tell(f"entry {n}: {data['origin']} at {data['size']}: {missing}")
        except (ValueError, LookupError, TypeError):
            report.tell(f"entry {n}: it records a log that is not here")
