"""The history of a disclosure: what happened when, and what changed between two versions."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosures.models import (
    DataTable,
    Decision,
    Disclosure,
    LedgerCheckpoint,
    PublicRow,
    Version,
)
from disclosures.queries.tables import cell_text, declared_of, shows_rows
from disclosures.rules import clock
from disclosures.tables import diff
from disclosures.vocabulary import Role, Verb

MAX_DIFF_ROWS = 6_000
_SHOWN = (
    Verb.PUBLISH_DISCLOSURE,
    Verb.PUBLISH_URGENTLY,
    Verb.REVIEW_URGENT,
    Verb.SUPERSEDE_DISCLOSURE,
    Verb.END_POSTING,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One public step: in words, by which role, under which entry number."""

    title: str
    at: dt.datetime
    role: str
    note: str
    entry_idx: int
    version: int | None


@dataclass(frozen=True, slots=True)
class TextChange:
    """One text that differs, word by word."""

    name: str
    segments: tuple[diff.Segment, ...]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One changed cell in words."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that differs."""

    kind: str
    title: str
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """What changed in one table; rows of persons are only counted once posting ended."""

    caption: str
    rows: tuple[RowChange, ...]
    added: int
    removed: int
    changed: int
    moved: int
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side."""

    before: Version
    after: Version
    texts: tuple[TextChange, ...]
    tables: tuple[TableChange, ...]

    @property
    def is_empty(self) -> bool:
        return not self.texts and not any(
            table.added or table.removed or table.changed or table.moved for table in self.tables
        )


def events(disclosure: Disclosure) -> tuple[Event, ...]:
    """The public steps of a disclosure, newest first. One query."""
    decisions = (
        Decision.objects.filter(disclosure=disclosure, verb__in=_SHOWN)
        .select_related("version")
        .order_by("-decided_at", "-pk")
    )
    return tuple(
        Event(
            _title(decision),
            decision.decided_at,
            str(Role(decision.role).label),
            decision.version.change_reason
            if decision.verb == Verb.PUBLISH_DISCLOSURE and decision.version.number > 1
            else decision.note,
            decision.entry_idx,
            decision.version.number if decision.version else None,
        )
        for decision in decisions
    )


def sealed_size(code: str) -> int:
    """How many entries of a unit's log are signed, so that each can be proved. One query."""
    points = LedgerCheckpoint.objects.filter(log__unit_code=code).order_by("-size")
    return points.values_list("size", flat=True).first() or 0


def _title(decision: Decision) -> str:
    if decision.verb == Verb.PUBLISH_DISCLOSURE:
        if decision.version.number == 1:
            return _("First published")
        return _("Amended: version %(number)d") % {"number": decision.version.number}
    return {
        Verb.PUBLISH_URGENTLY: _("Approved urgently by one person"),
        Verb.REVIEW_URGENT: _("Second look done"),
        Verb.SUPERSEDE_DISCLOSURE: _("Replaced by another document"),
        Verb.END_POSTING: _("Posting ended"),
    }[Verb(decision.verb)]


def compare(disclosure: Disclosure, before: Version, after: Version) -> Comparison:
    """What changed from `before` to `after`, in words and rows. Six queries."""
    texts = []
    for name, words in (
        ("title", _("Title")),
        ("summary", _("Summary")),
        ("body", _("Text")),
        ("document_number", _("Number and symbol")),
        ("signer", _("Signed by")),
    ):
        first, second = getattr(before, name), getattr(after, name)
        if first != second:
            texts.append(TextChange(words, diff.diff_text(first, second)))
    return Comparison(before, after, tuple(texts), tuple(_tables(disclosure, before, after)))


def _tables(disclosure: Disclosure, before: Version, after: Version) -> list[TableChange]:
    old = {table.number: table for table in before.tables.select_related("schema")}
    changes = []
    for table in after.tables.select_related("schema").order_by("number"):
        earlier = old.get(table.number)
        if earlier is None or earlier.schema_id != table.schema_id:
            continue
        open_ = disclosure.posting_is_open(clock.today())
        changes.append(_table(earlier, table, hide=not shows_rows(table, posting_is_open=open_)))
    return changes


def _table(before: DataTable, after: DataTable, *, hide: bool) -> TableChange:
    declared, columns = declared_of(after)
    names = {column.name: column for column in columns}
    result = diff.diff_rows([column.name for column in columns], _keyed(before), _keyed(after))
    rows = tuple(
        RowChange(
            row.kind,
            row.key,
            tuple(
                CellChange(
                    names[change.column].title,
                    cell_text(names[change.column], change.before),
                    cell_text(names[change.column], change.after),
                )
                for change in row.changes
            ),
        )
        for row in result.rows[:200]
    )
    return TableChange(
        declared.title,
        () if hide else rows,
        result.count("added"),
        result.count("removed"),
        result.count("changed"),
        result.count("moved"),
        hide,
    )


def _keyed(table: DataTable) -> list[tuple[str, list[object]]]:
    rows = PublicRow.objects.filter(table=table).order_by("position")
    return list(rows.values_list("key", "cells")[:MAX_DIFF_ROWS])
