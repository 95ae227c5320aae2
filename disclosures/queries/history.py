"""The history of a disclosure: what happened when, and what changed between two versions."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from disclosures.models import (
    Comment,
    DataTable,
    Decision,
    Disclosure,
    LedgerCheckpoint,
    Posting,
    PublicRow,
    Version,
)
from disclosures.queries.disclosure_page import due_of
from disclosures.queries.printed_code import verification_codes
from disclosures.queries.tables import cell_text, declared_of, shows_rows
from disclosures.rules import clock
from disclosures.tables import diff
from disclosures.tables.schema import Column
from disclosures.vocabulary import CommentStatus, Role, Verb

MAX_DIFF_ROWS = 6_000
_SHOWN = (
    Verb.PUBLISH_DISCLOSURE,
    Verb.PUBLISH_URGENTLY,
    Verb.REVIEW_URGENT,
    Verb.SUPERSEDE_DISCLOSURE,
    Verb.END_POSTING,
)


# Units of columns whose values can be taken from each other.
_FIGURES = frozenset({"money", "percent", "count", "number", "area"})
# Of answers the newest; all of them stand beside their comments.
MAX_ANSWERS = 50
# Larger tables are compared on the page of the comparison alone.
INLINE_ROWS = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One public step: in words, by which role or office, under which entry number.

    `group` is text, posting or comments. `at` is a day where the hour is not known.
    """

    group: str
    title: str
    at: dt.datetime | dt.date
    who: str = ""
    note: str = ""
    entry_idx: int | None = None
    version: int | None = None
    code: str = ""
    due: str = ""
    posting: Posting | None = None
    url: str = ""

    @property
    def is_timed(self) -> bool:
        return isinstance(self.at, dt.datetime)

    @property
    def place_in_time(self) -> dt.datetime:
        """For sorting: a day counts from its begin."""
        if isinstance(self.at, dt.datetime):
            return self.at
        return dt.datetime.combine(self.at, dt.time(), clock.VIETNAM)


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
    difference: str = ""


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
    """The public steps of a disclosure, newest first: of its text, its postings, its answers.

    Five queries.
    """
    found = [*_of_text(disclosure), *_of_postings(disclosure), *_of_answers(disclosure)]
    return tuple(sorted(found, key=lambda event: event.place_in_time, reverse=True))


def _of_text(disclosure: Disclosure) -> Iterator[Event]:
    codes = dict(enumerate(verification_codes(disclosure), start=1))
    due, _look = due_of(disclosure)
    decisions = (
        Decision.objects.filter(disclosure=disclosure, verb__in=_SHOWN)
        .select_related("version")
        .order_by("decided_at", "pk")
    )
    for decision in decisions:
        is_text = decision.verb == Verb.PUBLISH_DISCLOSURE
        number = decision.version.number if decision.version else None
        is_amended = is_text and number != 1
        yield Event(
            "posting" if decision.verb == Verb.END_POSTING else "text",
            _title(decision),
            decision.decided_at,
            str(Role(decision.role).label),
            decision.version.change_reason if is_amended else decision.note,
            decision.entry_idx,
            number if is_text else None,
            code=codes.get(number or 0, "") if is_text else "",
            due=due if is_text and number == 1 else "",
        )


def _of_postings(disclosure: Disclosure) -> Iterator[Event]:
    for posting in disclosure.postings.select_related("end", "version"):
        yield Event(
            "posting", str(posting.get_channel_display()), posting.begins_on, posting=posting
        )


def _of_answers(disclosure: Disclosure) -> Iterator[Event]:
    answered = (
        Comment.objects.filter(disclosure=disclosure)
        .shown()
        .filter(status=CommentStatus.PUBLISHED, answered_at__isnull=False)
        .order_by("-answered_at")
        .prefetch_related("replies")[:MAX_ANSWERS]
    )
    for comment in answered:
        first = comment.replies.all()[0]
        yield Event(
            "comments",
            _("Answer to comment %(number)s") % {"number": comment.public_number},
            first.replied_at,
            first.office,
            url=f"{disclosure.get_absolute_url()}y-kien/#yk-{comment.number}",
        )


def inline_comparison(disclosure: Disclosure, before: Version, after: Version) -> Comparison | None:
    """What `compare` finds where both are short; None where it needs a page of its own.

    One query, and those of `compare`.
    """
    tables = DataTable.objects.filter(version__in=(before, after))
    if (tables.aggregate(rows=Sum("row_count"))["rows"] or 0) > INLINE_ROWS:
        return None
    return compare(disclosure, before, after)


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
                    _difference(names[change.column], change.before, change.after),
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


def _difference(column: Column, before: Any, after: Any) -> str:
    """By how much a figure rose or fell; empty where either is none."""
    if column.unit not in _FIGURES or before is None or after is None:
        return ""
    by = Decimal(str(after)) - Decimal(str(before))
    words = cell_text(column, abs(by))
    return (_("up %(by)s") if by > 0 else _("down %(by)s")) % {"by": words}


def _keyed(table: DataTable) -> list[tuple[str, list[object]]]:
    rows = PublicRow.objects.filter(table=table).order_by("position")
    return list(rows.values_list("key", "cells")[:MAX_DIFF_ROWS])
