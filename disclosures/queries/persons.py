"""Where a person appears in a commune: rows, texts, comments, reasons, postings and files.

Only for whoever must erase them. Looking is itself a reading of full rows, and is remembered.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Func, Q, TextField, Value
from django.utils.translation import gettext as _

from disclosures.models import (
    AdministrativeUnit,
    Attachment,
    AttachmentPage,
    Comment,
    Decision,
    FullRow,
    FullRowReading,
    Redaction,
    Reply,
    Version,
)
from disclosures.queries import person_postings
from disclosures.queries.folded import folded
from disclosures.queries.person_places import MOST, Place, excerpt_of, matching
from disclosures.rules import clock
from disclosures.search.fold import fold_letters

TEXTS = ("title", "summary", "body", "document_number", "issuer", "signer", "office",
         "legal_basis", "change_reason")  # fmt: skip


def find(*, by: Any, unit: AdministrativeUnit, name: str) -> list[Place]:
    """The places in `unit` where `name` stands, with or without accents; at most 200.

    Fourteen queries and one for each reading that is recorded.
    """
    wanted = " ".join(fold_letters(name).split())
    found = [
        *_rows(by, unit, wanted),
        *_texts(unit, wanted),
        *_comments(by, unit, wanted),
        *_replies(unit, wanted),
        *_notes(unit, wanted),
        *person_postings.find(unit, wanted),
    ]
    found += [*_files(unit, wanted, found), *person_postings.photos(unit, found)]
    if not found:
        _remember(by)
    return found[:MOST]


def _remember(by: Any, **what: Any) -> None:
    FullRowReading.objects.create(by=by, purpose="find-person", read_at=clock.now(), **what)


def _of(version: Version) -> str:
    words = {"title": version.title, "version": version.number}
    return _("“%(title)s”, version %(version)s") % words


def _rows(by: Any, unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    rows = FullRow.objects.filter(table__version__disclosure__unit=unit, erased__isnull=True)
    read = set()
    found = matching(rows, wanted, "cells").select_related("table__version", "table__schema")
    for row in found.order_by("table_id", "position")[:MOST]:
        if row.table_id not in read:
            _remember(by, table=row.table)
            read.add(row.table_id)
        yield _row(row)


def _row(row: FullRow) -> Place:
    cells = " · ".join(str(cell) for cell in row.cells if cell is not None)
    where = _("%(notice)s, table %(table)s, row %(row)s") % {
        "notice": _of(row.table.version),
        "table": row.table.number,
        "row": row.position,
    }
    return Place(f"row:{row.table_id}:{row.position}", where, cells[:300])


def _texts(unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    versions = Version.objects.filter(disclosure__unit=unit)
    for version in matching(versions, wanted, *TEXTS).order_by("pk")[:MOST]:
        for name in TEXTS:
            if wanted in fold_letters(getattr(version, name)):
                yield _text(version, name, wanted)


def _text(version: Version, name: str, wanted: str = "") -> Place:
    where = f"{_of(version)}: {_field_words(name)}"
    return Place(f"text:{version.pk}:{name}", where, excerpt_of(getattr(version, name), wanted))


def _field_words(name: str) -> str:
    return {
        "title": _("Title"),
        "summary": _("Summary"),
        "body": _("Text"),
        "document_number": _("Number and symbol"),
        "issuer": _("Issued by"),
        "signer": _("Signed by"),
        "office": _("Office"),
        "legal_basis": _("Legal basis"),
        "change_reason": _("Reason of the change"),
    }[name]


def _comments(by: Any, unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    comments = Comment.objects.filter(unit=unit, erased__isnull=True)
    for comment in matching(comments, wanted, "name", "row_key", "body").order_by("pk")[:MOST]:
        _remember(by, comment=comment)
        yield _comment(comment, wanted)


def _comment(comment: Comment, wanted: str = "") -> Place:
    text = f"{comment.name}: {comment.body}" if comment.name else comment.body
    where = _("Comment %(number)s") % {"number": comment.public_number}
    return Place(f"comment:{comment.pk}", where, excerpt_of(text, wanted))


def _replies(unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    replies = Reply.objects.filter(comment__unit=unit, erased__isnull=True)
    for reply in matching(replies, wanted, "body").select_related("comment").order_by("pk")[:MOST]:
        yield _reply(reply, wanted)


def _reply(reply: Reply, wanted: str = "") -> Place:
    where = _("Answer to comment %(number)s") % {"number": reply.comment.public_number}
    return Place(f"reply:{reply.pk}", where, excerpt_of(reply.body, wanted))


def _notes(unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    decisions = Decision.objects.filter(unit=unit, erased__isnull=True)
    for decision in matching(decisions, wanted, "note").order_by("pk")[:MOST]:
        yield _note(decision, wanted)


def _note(decision: Decision, wanted: str = "") -> Place:
    where = _("Reason given with “%(verb)s”") % {"verb": decision.get_verb_display()}
    return Place(f"note:{decision.pk}", where, excerpt_of(decision.note, wanted))


def _files(unit: AdministrativeUnit, wanted: str, found: list[Place]) -> list[Place]:
    """Files whose title or words name the person, and, to be judged, those of found notices."""
    words = [place.word.split(":") for place in found]
    tables = {word[1] for word in words if word[0] == "row"}
    versions = {word[1] for word in words if word[0] == "text"}
    near = Q(version__in=versions) | Q(version__tables__in=tables)
    files = Attachment.objects.filter(version__disclosure__unit=unit, erased__isnull=True)
    named = set(matching(files, wanted, "title").values_list("pk", flat=True))
    said = _said(unit, wanted)
    chosen = files.filter(near | Q(pk__in=named | set(said))).select_related("version").distinct()
    return [
        _file(file, said.get(file.pk), wanted, is_sure=file.pk in named or file.pk in said)
        for file in chosen.order_by("pk")[:MOST]
    ]


def _said(unit: AdministrativeUnit, wanted: str) -> dict[int, AttachmentPage]:
    """The first page of each file on which the person stands, by the file's id."""
    pages = AttachmentPage.objects.filter(
        attachment__version__disclosure__unit=unit, attachment__erased__isnull=True
    )
    one_line = Func(
        folded("label", "text"), Value(r"\s+"), Value(" "), Value("g"),
        function="regexp_replace", output_field=TextField(),
    )  # fmt: skip
    said = pages.annotate(folded_words=one_line).filter(folded_words__contains=wanted)
    first = said.order_by("attachment_id", "number").distinct("attachment_id")
    return {page.attachment_id: page for page in first[:MOST]}


def _file(
    file: Attachment, page: AttachmentPage | None = None, wanted: str = "", *, is_sure: bool = True
) -> Place:
    where = f"{_of(file.version)}: {_('File')}"
    if page is None:
        return Place(f"file:{file.pk}", where, file.title, is_sure)
    if page.number and not page.label:
        where += f", {_('page %(page)d') % {'page': page.number}}"
    return Place(
        f"file:{file.pk}",
        where,
        f"{file.title}: {excerpt_of(' '.join(page.words.split()), wanted)}",
        is_sure,
    )


def describe(*, by: Any, redaction: Redaction) -> list[Place]:
    """What stands now at the places of a proposal, for whoever approves; a recorded reading.

    One or two queries a place.
    """
    _remember(by)
    return [_described(word.split(":"), redaction.unit) for word in redaction.places[:MOST]]


def _described(word: list[str], unit: AdministrativeUnit) -> Place:
    missing = Place(":".join(word), _("It is not there any more."), "")
    match word:
        case ["row", table, position]:
            rows = FullRow.objects.filter(table__version__disclosure__unit=unit, table=table)
            row = rows.filter(position=position).select_related("table__version").first()
            return _row(row) if row else missing
        case ["text", pk, name] if name in TEXTS:
            version = Version.objects.filter(disclosure__unit=unit, pk=pk).first()
            return _text(version, name) if version else missing
        case ["comment", pk]:
            comment = Comment.objects.filter(unit=unit, pk=pk).first()
            return _comment(comment) if comment else missing
        case ["reply", pk]:
            replies = Reply.objects.filter(comment__unit=unit, pk=pk)
            reply = replies.select_related("comment").first()
            return _reply(reply) if reply else missing
        case ["note", pk]:
            decision = Decision.objects.filter(unit=unit, pk=pk).first()
            return _note(decision) if decision else missing
        case ["file", pk]:
            files = Attachment.objects.filter(version__disclosure__unit=unit, pk=pk)
            file = files.select_related("version").first()
            return _file(file) if file else missing
        case ["posting" | "posting_end" | "nothing_due", *_rest]:
            return person_postings.described(word, unit) or missing
    return missing
