"""Where a person appears in a commune: rows, texts, comments, answers, reasons and files.

Only for whoever must erase them. Looking is itself a reading of full rows, and is remembered.
"""

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from disclosures.models import (
    AdministrativeUnit,
    Attachment,
    Comment,
    Decision,
    FullRow,
    FullRowReading,
    Redaction,
    Reply,
    Version,
)
from disclosures.rules import clock
from disclosures.search.fold import fold_letters

MOST = 200
TEXTS = ("title", "summary", "body", "document_number", "issuer", "signer", "office",
         "legal_basis", "change_reason")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One place: the word by which a redaction names it, where it is, and what stands there.

    `is_sure` is false for a file that only hangs on a notice in which the person appears.
    """

    word: str
    where: str
    excerpt: str
    is_sure: bool = True


def find(*, by: Any, unit: AdministrativeUnit, name: str) -> list[Place]:
    """The places in `unit` where `name` stands, with or without accents; at most 200.

    Nine queries and one for each reading that is recorded.
    """
    wanted = " ".join(fold_letters(name).split())
    found = [
        *_rows(by, unit, wanted),
        *_texts(unit, wanted),
        *_comments(by, unit, wanted),
        *_replies(unit, wanted),
        *_notes(unit, wanted),
    ]
    found += _files(unit, wanted, found)
    if not found:
        _remember(by)
    return found[:MOST]


def _remember(by: Any, **what: Any) -> None:
    FullRowReading.objects.create(by=by, purpose="find-person", read_at=clock.now(), **what)


@functools.cache
def _letters() -> tuple[str, str]:
    """Vietnamese letters and the plain letters that they fold to."""
    letters = [
        letter
        for letter in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)))
        if letter.islower() and fold_letters(letter).isascii() and len(fold_letters(letter)) == 1
    ]
    return "".join(letters), "".join(map(fold_letters, letters))


def _folded(*names: str) -> Func:
    """The columns as one text in lower case without accents, made by the database."""
    parts: list[Any] = [Cast(F(name), TextField()) for name in names]
    joined = parts[0] if len(parts) == 1 else Func(Value(" | "), *parts, function="concat_ws")
    lower = Func(joined, function="lower", output_field=TextField())
    source, target = map(Value, _letters())
    return Func(lower, source, target, function="translate", output_field=TextField())


def _with(queryset: QuerySet[Any], wanted: str, *names: str) -> QuerySet[Any]:
    return queryset.annotate(folded_words=_folded(*names)).filter(folded_words__contains=wanted)


def _of(version: Version) -> str:
    words = {"title": version.title, "version": version.number}
    return _("“%(title)s”, version %(version)s") % words


def _excerpt(text: str, wanted: str) -> str:
    """The words around the find."""
    text = unicodedata.normalize("NFC", text)
    at = max(0, fold_letters(text).find(wanted))
    start, end = max(0, at - 60), at + len(wanted) + 60
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _rows(by: Any, unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    rows = FullRow.objects.filter(table__version__disclosure__unit=unit, erased__isnull=True)
    read = set()
    found = _with(rows, wanted, "cells").select_related("table__version", "table__schema")
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
    for version in _with(versions, wanted, *TEXTS).order_by("pk")[:MOST]:
        for name in TEXTS:
            if wanted in fold_letters(getattr(version, name)):
                yield _text(version, name, wanted)


def _text(version: Version, name: str, wanted: str = "") -> Place:
    where = f"{_of(version)}: {_field_words(name)}"
    return Place(f"text:{version.pk}:{name}", where, _excerpt(getattr(version, name), wanted))


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
    for comment in _with(comments, wanted, "name", "row_key", "body").order_by("pk")[:MOST]:
        _remember(by, comment=comment)
        yield _comment(comment, wanted)


def _comment(comment: Comment, wanted: str = "") -> Place:
    text = f"{comment.name}: {comment.body}" if comment.name else comment.body
    where = _("Comment %(number)s") % {"number": comment.public_number}
    return Place(f"comment:{comment.pk}", where, _excerpt(text, wanted))


def _replies(unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    replies = Reply.objects.filter(comment__unit=unit, erased__isnull=True)
    for reply in _with(replies, wanted, "body").select_related("comment").order_by("pk")[:MOST]:
        yield _reply(reply, wanted)


def _reply(reply: Reply, wanted: str = "") -> Place:
    where = _("Answer to comment %(number)s") % {"number": reply.comment.public_number}
    return Place(f"reply:{reply.pk}", where, _excerpt(reply.body, wanted))


def _notes(unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    decisions = Decision.objects.filter(unit=unit, erased__isnull=True)
    for decision in _with(decisions, wanted, "note").order_by("pk")[:MOST]:
        yield _note(decision, wanted)


def _note(decision: Decision, wanted: str = "") -> Place:
    where = _("Reason given with “%(verb)s”") % {"verb": decision.get_verb_display()}
    return Place(f"note:{decision.pk}", where, _excerpt(decision.note, wanted))


def _files(unit: AdministrativeUnit, wanted: str, found: list[Place]) -> list[Place]:
    """Files whose title names the person, and, to be judged, those of notices that were found."""
    words = [place.word.split(":") for place in found]
    tables = {word[1] for word in words if word[0] == "row"}
    versions = {word[1] for word in words if word[0] == "text"}
    near = Q(version__in=versions) | Q(version__tables__in=tables)
    files = Attachment.objects.filter(version__disclosure__unit=unit, erased__isnull=True)
    named = set(_with(files, wanted, "title").values_list("pk", flat=True))
    chosen = files.filter(near | Q(pk__in=named)).select_related("version").distinct()
    return [_file(file, is_sure=file.pk in named) for file in chosen.order_by("pk")[:MOST]]


def _file(file: Attachment, *, is_sure: bool = True) -> Place:
    where = f"{_of(file.version)}: {_('File')}"
    return Place(f"file:{file.pk}", where, file.title, is_sure)


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
    return missing
