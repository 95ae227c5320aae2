"""What auditors look at: events of a commune's log, newest first, and its rates."""

import datetime as dt
import json
from dataclasses import dataclass

from disclosures.ledger.registry import EVENTS
from disclosures.ledger.sentences import sentence
from disclosures.models import AdministrativeUnit, LedgerEntry

PAGE = 50


@dataclass(frozen=True, slots=True)
class EventLine:
    """One entry in words."""

    idx: int
    at: dt.datetime
    words: str
    role: str
    late_seconds: int


@dataclass(frozen=True, slots=True)
class EventList:
    """A page of entries."""

    lines: tuple[EventLine, ...]
    next_cursor: str
    is_first: bool


def events(unit: AdministrativeUnit, *, event: str = "", cursor: str = "") -> EventList:
    """Entries of a unit's log, newest first, perhaps of one type. One query."""
    entries = LedgerEntry.objects.filter(log__unit_code=unit.address_code).order_by("-idx")
    if event in EVENTS:
        entries = entries.filter(etype=event)
    if cursor.isdigit() and len(cursor) < 18:
        entries = entries.filter(idx__lt=int(cursor))
    found = list(entries[: PAGE + 1])
    next_cursor = str(found[PAGE - 1].idx) if len(found) > PAGE else ""
    lines = []
    for entry in found[:PAGE]:
        body = json.loads(bytes(entry.body))
        lines.append(
            EventLine(
                entry.idx,
                entry.recorded_at,
                sentence(entry.etype, body["data"]),
                body["actor"]["role"],
                body["data"].get("late_seconds", 0),
            )
        )
    return EventList(tuple(lines), next_cursor, not cursor)
