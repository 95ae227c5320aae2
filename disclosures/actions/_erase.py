"""Destroys values with their salts and keeps the digests, so that roots and proofs still hold.

What a redaction points at is a list of words: `row:<table>:<position>`, `text:<version>:<field>`,
`comment:<id>`, `reply:<id>`, `note:<decision>`, `file:<attachment>`, `posting:<id>:<field>`,
`posting_end:<id>`, `nothing_due:<id>`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from disclosures.actions import _erase_postings
from disclosures.actions._destroy import Target, destroy
from disclosures.ledger.cells import (
    BODY_COLUMNS,
    META_COLUMNS,
    REPLY_COLUMNS,
    file_cells,
    file_columns,
)
from disclosures.models import (
    Attachment,
    AttachmentPage,
    Comment,
    CommentContact,
    DataTable,
    Decision,
    FullRow,
    PublicRow,
    Reply,
    Version,
)
from disclosures.search.fold import fold
from disclosures.tables import schema as schemas
from disclosures.vocabulary import PrivacyClass, Verb

TEXTS = frozenset(META_COLUMNS) - {"document_date", "places"}
_NO_FILE = "0" * 64


def erase(place: str, *, unit_id: int, marker: str) -> Iterator[Target]:
    """Erase what stands at `place` and name the commitments whose cells are gone.

    Yields nothing for what was never recorded. Raises LookupError or ObjectDoesNotExist
    for a place that is not there.
    """
    kind, _separator, rest = place.partition(":")
    yield from _ERASERS[kind](rest, unit_id, marker)


def _published(version: Version) -> int | None:
    """The entry that commits to the version; None while it was never public."""
    decision = Decision.objects.filter(version=version, verb=Verb.PUBLISH_DISCLOSURE).first()
    return decision.entry_idx if decision else None


def _row(rest: str, unit_id: int, marker: str) -> Iterator[Target]:
    table_id, _separator, position = rest.partition(":")
    table = DataTable.objects.select_related("schema", "version__disclosure").get(
        pk=table_id, version__disclosure__unit=unit_id
    )
    idx = _published(table.version)
    for model, cols, name in (
        (PublicRow, table.public_columns, f"public_{table.number}"),
        (FullRow, table.columns, f"full_{table.number}"),
    ):
        row: Any = model.objects.select_for_update().filter(table=table, position=position).first()
        if row is None or row.erased:
            continue
        _erase_row(row, cols, marker, table)
        if idx is not None:
            subject = table.version.disclosure.subject
            yield Target(subject, idx, name, row.position - 1, ("*",))


def _erase_row(row: Any, cols: Sequence[str], marker: str, table: DataTable) -> None:
    """The whole row: what is left of a person's row would tell who it was."""
    places = range(len(cols))
    is_frozen = table.version.frozen_at is not None
    erased, row.salts = destroy(
        [str(at) for at in places], cols, row.cells, bytes(row.salts), places
    )
    row.erased = erased if is_frozen else None
    row.cells = [None] * len(cols)
    row.cells[_head(table, cols)] = marker
    changed = ["cells", "salts", "erased"]
    if isinstance(row, PublicRow):
        row.key, row.village, row.folded = "", "", fold(marker)
        changed += ["key", "village", "folded"]
    row.save(update_fields=changed)


def _head(table: DataTable, cols: Sequence[str]) -> int:
    """The column that names a row: the person's name, else the first that holds words."""
    declared = schemas.read(table.schema.body)
    columns = [declared.column(name) for name in cols]
    for at, column in enumerate(columns):
        if column.privacy == PrivacyClass.NAME:
            return at
    return next((at for at, column in enumerate(columns) if column.unit == "text"), 0)


def _text(rest: str, unit_id: int, marker: str) -> Iterator[Target]:
    version_id, _separator, name = rest.partition(":")
    version = (
        Version.objects.select_for_update(of=("self",))
        .select_related("disclosure")
        .get(pk=version_id, disclosure__unit=unit_id)
    )
    if name not in TEXTS:
        raise LookupError(name)
    if name in (version.erased or {}) or not getattr(version, name):
        return
    changed = [name]
    if version.frozen_at is not None:
        cells = [getattr(version, each) if each in TEXTS else None for each in META_COLUMNS]
        at = META_COLUMNS.index(name)
        erased, version.salts = destroy(
            META_COLUMNS, META_COLUMNS, cells, bytes(version.salts), [at]
        )
        version.erased = {**(version.erased or {}), **erased}
        changed += ["salts", "erased"]
    field: Any = Version._meta.get_field(name)
    setattr(version, name, marker[: field.max_length])
    version.save(update_fields=changed)
    idx = _published(version)
    if idx is not None:
        yield Target(version.disclosure.subject, idx, "meta", 0, (name,))


def _comment(rest: str, unit_id: int, marker: str) -> Iterator[Target]:
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("disclosure")
        .get(pk=rest, unit=unit_id)
    )
    CommentContact.objects.filter(comment=comment).delete()
    if comment.erased:
        return
    said = {"name": comment.name, "village": comment.village, "row": comment.row_key,
            "text": comment.body}  # fmt: skip
    cells = [said.get(name) for name in BODY_COLUMNS]
    at = [index for index, name in enumerate(BODY_COLUMNS) if name in said]
    erased, comment.salts = destroy(BODY_COLUMNS, BODY_COLUMNS, cells, bytes(comment.salts), at)
    yield Target(comment.subject, comment.entry_idx, "body", 0, tuple(said))
    if comment.shown_body:
        shown, comment.shown_salts = destroy(
            ("shown",), ("text",), [comment.shown_body], bytes(comment.shown_salts), [0]
        )
        erased |= shown
        comment.shown_body = marker
        decision = comment.decisions.filter(verb=Verb.PUBLISH_COMMENT_MASKED).first()
        if decision is not None:
            yield Target(comment.subject, decision.entry_idx, "shown", 0, ("text",))
    comment.name = comment.village = comment.row_key = ""
    comment.body, comment.erased = marker, erased
    comment.save(
        update_fields=["name", "village", "row_key", "body", "salts", "shown_body", "shown_salts",
                       "erased"]
    )  # fmt: skip


def _reply(rest: str, unit_id: int, marker: str) -> Iterator[Target]:
    reply = (
        Reply.objects.select_for_update(of=("self",))
        .select_related("comment")
        .get(pk=rest, comment__unit=unit_id)
    )
    if reply.erased:
        return
    reply.erased, reply.salts = destroy(
        REPLY_COLUMNS, REPLY_COLUMNS, [reply.office, reply.body], bytes(reply.salts), [1]
    )
    reply.body = marker
    reply.save(update_fields=["body", "salts", "erased"])
    yield Target(reply.comment.subject, reply.entry_idx, "body", 0, ("text",))


def _note(rest: str, unit_id: int, marker: str) -> Iterator[Target]:
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("disclosure", "comment")
        .get(pk=rest, unit=unit_id)
    )
    if decision.erased or not decision.note:
        return
    decision.erased, decision.note_salts = destroy(
        ("text",), ("text",), [decision.note], bytes(decision.note_salts), [0]
    )
    was, decision.note = decision.note, marker
    decision.save(update_fields=["note", "note_salts", "erased"])
    of: Any = decision.disclosure
    if of is not None:
        for name in ("withdrawal_note", "urgent_reason"):
            if getattr(of, name) == was:
                setattr(of, name, marker)
                of.save(update_fields=[name])
    subject = (decision.disclosure or decision.comment).subject  # type: ignore[union-attr]
    yield Target(subject, decision.entry_idx, "note", 0, ("text",))


def _file(rest: str, unit_id: int, marker: str) -> Iterator[Target]:
    file = (
        Attachment.objects.select_for_update(of=("self",))
        .select_related("version__disclosure")
        .get(pk=rest, version__disclosure__unit=unit_id)
    )
    if file.erased:
        return
    is_public = file.is_public
    cols = file_columns(file)
    gone = tuple(name for name in ("name", "sha256", "title") if name in cols)
    at = [cols.index(name) for name in gone]
    file.erased, file.salts = destroy(cols, cols, file_cells(file), bytes(file.salts), at)
    file.filename, file.sha256 = "da-xoa", _NO_FILE
    file.title = marker[:200]
    file.save(update_fields=["filename", "sha256", "title", "salts", "erased"])
    AttachmentPage.objects.filter(attachment=file).delete()
    idx = _published(file.version)
    if idx is not None:
        alike = file.version.attachments.order_by("number").filter(number__lt=file.number)
        before = sum((each.role == "source") != is_public for each in alike)
        name = "files" if is_public else "original"
        yield Target(file.version.disclosure.subject, idx, name, before, gone)


_ERASERS: dict[str, Any] = {
    "row": _row, "text": _text, "comment": _comment, "reply": _reply, "note": _note, "file": _file,
    "posting": _erase_postings.posting, "posting_end": _erase_postings.posting_end,
    "nothing_due": _erase_postings.nothing_due,
}  # fmt: skip
