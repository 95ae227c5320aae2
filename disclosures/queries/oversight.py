"""What auditors look at: entries of a commune's log by many questions, its rates, its seal."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from disclosures.catalogue.comment_rules import comment_rules
from disclosures.ledger.quorum import Quorum, quorum
from disclosures.ledger.registry import EVENTS
from disclosures.ledger.sentences import sentence
from disclosures.models import (
    AdministrativeUnit,
    Decision,
    Disclosure,
    Heartbeat,
    LedgerCheckpoint,
    LedgerEntry,
    LedgerSealing,
)
from disclosures.queries.ledger_status import LogLine, log_of
from disclosures.rules import clock
from disclosures.search.fold import fold
from disclosures.vocabulary import Role, Verb

PAGE = 50
# Role and lateness stand in the entries' bytes alone: at most so many are opened for one page.
SCANNED = 2_000
STATISTICS_DAYS = 365
_MODERATED = (Verb.PUBLISH_COMMENT, Verb.REJECT_COMMENT, Verb.HIDE_COMMENT, Verb.RESTORE_COMMENT)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of a log; days are Vietnam's, both included."""

    event: str = ""
    role: str = ""
    kind: str = ""
    is_late: bool = False
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    cursor: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everything is shown."""
        chosen = (self.event, self.role, self.kind, self.is_late, self.from_on, self.to_on)
        return not any(chosen)


@dataclass(frozen=True, slots=True)
class EventLine:
    """One entry in words."""

    idx: int
    at: dt.datetime
    words: str
    role: str
    days_late: int
    basis: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class EventList:
    """A page of entries; `is_cut` when looking further was left to the next page."""

    lines: tuple[EventLine, ...]
    next_cursor: str
    is_first: bool
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Seal:
    """How far a log is signed, and whether anything disagrees with it."""

    size: int
    signed_at: dt.datetime | None
    looked_at: dt.datetime | None
    is_refused: bool
    verified_at: dt.datetime | None
    problems: int
    log: LogLine | None
    quorum: Quorum


@dataclass(frozen=True, slots=True)
class Statistic:
    """How often moderators decided so, and under which rule."""

    words: str
    count: int


def events(unit: AdministrativeUnit, filters: Filters) -> EventList:
    """Entries of a unit's log, newest first. Two queries."""
    entries = _chosen(unit, filters)
    sealed = seal_size(unit)
    lines: list[EventLine] = []
    scanned, last = 0, 0
    for entry in entries[: SCANNED + 1]:
        if scanned == SCANNED or len(lines) == PAGE:
            return EventList(tuple(lines), str(last), not filters.cursor, len(lines) < PAGE)
        scanned, last = scanned + 1, entry.idx
        body = json.loads(bytes(entry.body))
        if _fits(body, filters):
            lines.append(_line(entry, body, sealed))
    return EventList(tuple(lines), "", not filters.cursor, is_cut=False)


def _chosen(unit: AdministrativeUnit, filters: Filters) -> QuerySet[LedgerEntry]:
    entries = LedgerEntry.objects.filter(log__unit_code=unit.address_code).order_by("-idx")
    if filters.event in EVENTS:
        entries = entries.filter(etype=filters.event)
    if filters.kind:
        of_kind = Disclosure.objects.filter(unit=unit, kind_code=filters.kind)
        # A draft's kind is nobody's business: entries before publication tell the unit alone.
        entries = entries.filter(subject__in=of_kind.visible(clock.now()).values("subject"))
    if filters.from_on:
        entries = entries.filter(recorded_at__gte=_midnight(filters.from_on))
    if filters.to_on:
        entries = entries.filter(recorded_at__lt=_midnight(filters.to_on) + dt.timedelta(days=1))
    if filters.cursor.isdigit() and len(filters.cursor) < 18:
        entries = entries.filter(idx__lt=int(filters.cursor))
    return entries


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.VIETNAM)


def _fits(body: dict[str, Any], filters: Filters) -> bool:
    if filters.role and body["actor"]["role"] != filters.role:
        return False
    return not filters.is_late or _days_late(body["data"]) > 0


def _days_late(data: dict[str, Any]) -> int:
    """Days between the legal last day and the publication that the entry tells of."""
    if not data.get("due_on") or not data.get("posted_on"):
        return 0
    days = dt.date.fromisoformat(data["posted_on"]) - dt.date.fromisoformat(data["due_on"])
    return max(0, days.days)


def _line(entry: LedgerEntry, body: dict[str, Any], sealed: int) -> EventLine:
    role = body["actor"]["role"]
    return EventLine(
        idx=entry.idx,
        at=entry.recorded_at,
        words=sentence(entry.etype, body["data"]),
        role=str(Role(role).label) if role in Role.values else role,
        days_late=_days_late(body["data"]),
        basis=body["data"].get("basis", ""),
        is_sealed=entry.idx < sealed,
    )


def event_types() -> list[tuple[str, str]]:
    """Every sort of entry with its words, in the order of the words."""
    blank = {"reference": "…", "version": "…"}
    named = ((event, sentence(event, blank)) for event in EVENTS)
    return sorted(named, key=lambda pair: fold(pair[1]))


def roles() -> Iterator[tuple[str, str]]:
    """Every role that can act, with its name."""
    return ((role, str(Role(role).label)) for role in Role.values)


def kinds_of(unit: AdministrativeUnit) -> list[tuple[str, str, str]]:
    """The kinds of which a unit has published something, with their title and its language. One
    query."""
    readable = Disclosure.objects.filter(unit=unit).readable(clock.now()).select_related("kind")
    newest = readable.order_by("kind_code", "-publish_at").distinct("kind_code")
    return sorted(
        ((one.kind_code, one.kind.title, one.kind.title_lang) for one in newest),
        key=lambda kind: fold(kind[1]),
    )


def seal_size(unit: AdministrativeUnit) -> int:
    """How many entries of the unit's log are signed. One query."""
    points = LedgerCheckpoint.objects.filter(log__unit_code=unit.address_code)
    return points.order_by("-size").values_list("size", flat=True).first() or 0


def seal_of(unit: AdministrativeUnit) -> Seal:
    """The state of a unit's log. Nine queries and one for each witness."""
    of_unit = {"log__unit_code": unit.address_code}
    point = LedgerCheckpoint.objects.filter(**of_unit).order_by("-size").first()
    look = LedgerSealing.objects.filter(**of_unit).first()
    night = Heartbeat.objects.filter(task="verify_ledger").first()
    now = quorum()
    return Seal(
        size=point.size if point else 0,
        signed_at=point.created_at if point else None,
        looked_at=look.checked_at if look else None,
        is_refused=bool(look and look.alarm),
        verified_at=night.ran_at if night else None,
        problems=night.counted if night else 0,
        log=log_of(unit, now),
        quorum=now,
    )


def moderation_statistics(unit: AdministrativeUnit) -> tuple[Statistic, ...]:
    """What moderators decided in the last 365 days, by rule, the commonest first. One query."""
    since = clock.now() - dt.timedelta(days=STATISTICS_DAYS)
    decided = Decision.objects.filter(unit=unit, verb__in=_MODERATED, decided_at__gte=since)
    counts = Counter(decided.values_list("verb", "reason_code").iterator())
    titles = {rule.number: rule.title for rule in comment_rules()}
    return tuple(
        Statistic(_decision_words(verb, titles.get(rule, rule)), count)
        for (verb, rule), count in counts.most_common()
    )


def _decision_words(verb: str, rule: str) -> str:
    words = sentence(str(Verb(verb).event), {})
    return f"{words}: {rule}" if rule else words
