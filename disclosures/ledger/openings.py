"""Where the content of every commitment lies, and which of its cells an edition gives.

Commitments are opened from the business rows as they stand (ledger design, decision 2); what is
not public now is withheld in the public edition, whatever it was when the entry was written.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from disclosures.ledger.cells import (
    SaltedRow,
    body_cells,
    end_cells,
    file_rows,
    meta_cells,
    note_cells,
    posting_cells,
    reason_cells,
    reply_cells,
    roots_text,
    shown_cells,
    table_rows,
)
from disclosures.models import (
    Comment,
    DataTable,
    Decision,
    Disclosure,
    Erasure,
    FullRow,
    LedgerCommitment,
    LedgerEntry,
    NothingDue,
    Posting,
    PostingEnd,
    PublicRow,
    Reply,
    Version,
)
from disclosures.rules import clock
from disclosures.tables import schema as schemas
from disclosures.vocabulary import (
    CommentStatus,
    CommentVisibility,
    DisclosureStatus,
    Verb,
)

PUBLIC, AUDITOR = "public", "auditor"
BATCH = 500

type Period = tuple[dt.date, dt.date]

# Decisions whose words stand on a public page, beside the step or on the tombstone.
_SHOWN_NOTES = frozenset(
    {
        Verb.PUBLISH_URGENTLY,
        Verb.REVIEW_URGENT,
        Verb.SUPERSEDE_DISCLOSURE,
        Verb.END_POSTING,
        Verb.WITHDRAW_DISCLOSURE,
    }
)
_ALWAYS = frozenset({"visibility", "language", "on"})


class CannotOpen(ValueError):
    """A commitment whose content is not where it should be."""


@dataclass(frozen=True, slots=True)
class Committed:
    """One commitment with the rows that open it; `withheld` columns give their digest only."""

    idx: int
    name: str
    cols: tuple[str, ...]
    n_rows: int
    rows: Iterable[SaltedRow]
    withheld: frozenset[str]
    table: DataTable | None = None


def committed(
    log_id: int, start: int, end: int, edition: str, period: Period | None = None
) -> Iterator[Committed]:
    """Every commitment of the entries start..end-1 of a log, in order.

    Of entries outside `period` (two days, both included) all is withheld. Rows of tables come in
    pages of 2000, so memory stays the same whatever their number. Raises CannotOpen.
    """
    for first in range(start, end, BATCH):
        batch = _Batch(log_id, first, min(first + BATCH, end), edition)
        for one in batch.committed():
            if period and not period[0] <= batch.days[one.idx] <= period[1]:
                one = replace(one, withheld=frozenset(one.cols))
            yield one


class _Batch:
    """The business rows behind a run of entries, each read once. At most fifteen queries."""

    def __init__(self, log_id: int, start: int, end: int, edition: str) -> None:
        self.is_public = edition == PUBLIC
        self.commitments = list(
            LedgerCommitment.objects.filter(
                log_id=log_id, entry_idx__gte=start, entry_idx__lt=end
            ).order_by("entry_idx", "name")
        )
        self.days = {
            idx: clock.day_of(at)
            for idx, at in LedgerEntry.objects.filter(
                log_id=log_id, idx__gte=start, idx__lt=end
            ).values_list("idx", "recorded_at")
        }
        here: dict[str, Any] = {
            "entry_log": log_id,
            "entry_idx__in": {row.entry_idx for row in self.commitments},
        }

        def found(model: Any, *behind: str) -> dict[int, Any]:
            rows = model.objects.filter(**here).prefetch_related(*behind)
            return {row.entry_idx: row for row in rows}

        self.decisions = found(
            Decision,
            "version__disclosure",
            "version__tables__schema",
            "version__attachments",
            "disclosure",
            "comment__disclosure",
        )
        self.comments = found(Comment, "disclosure")
        self.replies = found(Reply, "comment__disclosure")
        self.erasures = found(Erasure, "redaction")
        self.postings = found(Posting, "disclosure")
        self.ends = found(PostingEnd)
        self.declared = found(NothingDue)

    def committed(self) -> Iterator[Committed]:
        for row in self.commitments:
            table, rows, shown = self._content(row.entry_idx, row.name, row.cols)
            withheld = frozenset(row.cols) - shown
            cols = tuple(row.cols)
            yield Committed(row.entry_idx, row.name, cols, row.n_rows, rows, withheld, table)

    def _content(
        self, idx: int, name: str, cols: Sequence[str]
    ) -> tuple[DataTable | None, Iterable[SaltedRow], frozenset[str]]:
        """The table if it is one, the rows, and the columns that this edition gives."""
        everything = frozenset(cols)
        comment = self.comments.get(idx)
        reply = self.replies.get(idx)
        decision = self.decisions.get(idx)
        if name == "body" and comment:
            return None, [(body_cells(comment), comment.salts)], self._of_body(comment, everything)
        if name == "body" and reply:
            return (
                None,
                [(reply_cells(reply), reply.salts)],
                self._of_reply(reply.comment, everything),
            )
        if name == "reason" and idx in self.declared:
            told = self.declared[idx]
            return None, [(reason_cells(told), told.salts)], self._for_staff(everything)
        if name == "posting" and idx in self.postings:
            posting = self.postings[idx]
            # Note and photo are for the minutes: no public page shows them.
            is_gone = posting.disclosure.status == DisclosureStatus.WITHDRAWN
            given = frozenset() if is_gone else everything - {"note", "photo"}
            shown = given if self.is_public else everything
            return None, [(posting_cells(posting), posting.salts)], shown
        if name == "note" and idx in self.ends:
            end = self.ends[idx]
            return None, [(end_cells(end), end.salts)], self._for_staff(everything)
        if name == "note" and decision:
            note: SaltedRow = (note_cells(decision), decision.note_salts)
            return None, [note], self._of_note(decision, everything)
        if name == "shown" and decision and decision.comment:
            said = decision.comment
            row: SaltedRow = (shown_cells(said), said.shown_salts)
            return None, [row], everything if not self.is_public or _is_shown(said) else frozenset()
        if name == "decision" and idx in self.erasures:
            erasure = self.erasures[idx]
            of = erasure.redaction
            order = [of.decision_number, of.decision_date.isoformat(), of.note]
            given = everything - ({"note"} if self.is_public else set())
            return None, [(order, erasure.salts)], given
        if decision and decision.version:
            return self._of_version(decision.version, name, everything)
        raise CannotOpen(f"Entry {idx}: nothing here knows the commitment “{name}”.")

    def _for_staff(self, everything: frozenset[str]) -> frozenset[str]:
        return frozenset() if self.is_public else everything

    def _of_body(self, comment: Comment, everything: frozenset[str]) -> frozenset[str]:
        is_private = comment.visibility == CommentVisibility.PRIVATE
        if not self.is_public:
            return frozenset({"visibility"}) if is_private else everything
        if is_private or _is_withdrawn(comment):
            return frozenset()
        if comment.status == CommentStatus.HIDDEN:
            return _ALWAYS
        if comment.status != CommentStatus.PUBLISHED:
            return frozenset()
        unnamed = comment.visibility == CommentVisibility.UNNAMED
        hidden = {"row"} | ({"name"} if unnamed else set())
        return everything - hidden - ({"text"} if comment.shown_body else set())

    def _of_reply(self, comment: Comment, everything: frozenset[str]) -> frozenset[str]:
        if comment.visibility == CommentVisibility.PRIVATE:
            return frozenset()
        if not self.is_public:
            return everything
        told = comment.status in (CommentStatus.PUBLISHED, CommentStatus.HIDDEN)
        return everything if told and not _is_withdrawn(comment) else frozenset()

    def _of_note(self, decision: Decision, everything: frozenset[str]) -> frozenset[str]:
        if decision.comment is not None:
            is_private = decision.comment.visibility == CommentVisibility.PRIVATE
            return frozenset() if self.is_public or is_private else everything
        if not self.is_public:
            return everything
        of: Any = decision.disclosure
        is_gone = of.status == DisclosureStatus.WITHDRAWN
        stays = not is_gone or decision.verb == Verb.WITHDRAW_DISCLOSURE
        is_seen = is_gone or of.status in (DisclosureStatus.PUBLISHED, DisclosureStatus.SUPERSEDED)
        shown = is_seen and stays and Verb(decision.verb) in _SHOWN_NOTES
        return everything if shown else frozenset()

    def _of_version(
        self, version: Version, name: str, everything: frozenset[str]
    ) -> tuple[DataTable | None, Iterable[SaltedRow], frozenset[str]]:
        was_public = version.status == DisclosureStatus.PUBLISHED
        is_public = was_public and version.disclosure.status != DisclosureStatus.WITHDRAWN
        shown = everything if is_public or not self.is_public else frozenset()
        if name == "version":
            # Its content is the list of roots, which the entry of publication shows anyway.
            kept = everything if was_public or not self.is_public else frozenset()
            return None, [([roots_text(version)], version.seal_salt)], kept
        if name == "meta":
            return None, [(meta_cells(version), version.salts)], shown
        if name == "files":
            return None, file_rows(version, is_source=False), shown
        if name == "original":
            return None, file_rows(version, is_source=True), frozenset()
        kind, _separator, number = name.partition("_")
        tables = {str(table.number): table for table in version.tables.all()}
        if number not in tables:
            raise CannotOpen(f"The table behind the commitment “{name}” is gone.")
        table = tables[number]
        if kind == "full":
            return table, table_rows(FullRow, table), frozenset() if self.is_public else everything
        if self.is_public and table.has_person_rows:
            shown &= counted_columns(table)
        return table, table_rows(PublicRow, table), shown


def _is_withdrawn(comment: Comment) -> bool:
    on: Disclosure | None = comment.disclosure
    return on is not None and on.status == DisclosureStatus.WITHDRAWN


def _is_shown(comment: Comment) -> bool:
    return comment.status == CommentStatus.PUBLISHED and not _is_withdrawn(comment)


def counted_columns(table: DataTable) -> frozenset[str]:
    """The columns by which a table of persons is counted in public: village and category."""
    declared = schemas.read(table.schema.body)
    columns = (declared.with_role("village"), declared.with_role("category"))
    return frozenset(column.name for column in columns if column) & frozenset(table.public_columns)
