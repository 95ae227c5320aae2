"""Where in the files of notices a reader's words stand: the page, and what is said around them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, IntegerField, Value, When
from django.db.models.expressions import Func
from django.urls import reverse

from disclosures.models import AttachmentPage, Disclosure
from disclosures.queries.folded import folded
from disclosures.rules import identifiers
from disclosures.search.query import Asked, Segment, Term, highlight
from disclosures.search.tokens import tokens

# So many letters are shown around a find.
REACH = 160


@dataclass(frozen=True, slots=True)
class FileHit:
    """The page that says most of what was asked for; `page` 0 and no `sheet` for a whole text."""

    title: str
    url: str
    page: int
    sheet: str
    parts: tuple[Segment, ...]


def of(disclosures: Iterable[Disclosure], asked: Asked) -> dict[Any, FileHit]:
    """The best page of each notice's visible version by the notice's id. At most one query.

    Nothing for those in whose files the words stand in a title alone, or beside an identifier.
    """
    by_version = {one.current_version_id: one for one in disclosures}
    words = _patterns(asked.terms)
    if not by_version or not words:
        return {}
    hits = {}
    for page in _best(list(by_version), words):
        if identifiers.blocking(page.words):
            continue
        disclosure = by_version[page.attachment.version_id]
        hits[disclosure.pk] = _hit(disclosure, page, asked)
    return hits


def _best(versions: list[Any], words: list[str]) -> Iterable[AttachmentPage]:
    """The page of each version with most of the words, the first of them among equals."""
    scores: Any = sum(
        Case(When(_Matches(folded("label", "text"), Value(word)), then=1), default=0,
             output_field=IntegerField())
        for word in words
    )  # fmt: skip
    return (
        AttachmentPage.objects.searchable()
        .filter(attachment__version__in=versions)
        .annotate(score=scores)
        .filter(score__gt=0)
        .select_related("attachment")
        .order_by("attachment__version_id", "-score", "attachment__number", "number")
        .distinct("attachment__version_id")
    )


class _Matches(Func):
    """Whether a text fits a regular expression of the database."""

    template = "(%(expressions)s)"
    arg_joiner = " ~ "
    output_field = BooleanField()


def _patterns(terms: Iterable[Term]) -> list[str]:
    """Each word asked for, as the database recognises it in folded text."""
    patterns = []
    for term in terms:
        for at, word in enumerate(term.words):
            begins = term.is_beginning and at == len(term.words) - 1
            if word.syllables:
                patterns.append(word.folded)
            elif word.folded.isdecimal():
                # 1250000000 finds 1.250.000.000 as well.
                patterns.append(rf"\m{'[.,\u00a0\u202f]?'.join(word.folded)}")
            else:
                patterns.append(rf"\m{re.escape(word.folded)}{'' if begins else r'\M'}")
    return list(dict.fromkeys(patterns))


def _hit(disclosure: Disclosure, page: AttachmentPage, asked: Asked) -> FileHit:
    file = page.attachment
    is_sheet = bool(page.label)
    number = 0 if is_sheet else page.number
    url = reverse(
        "attachment",
        kwargs={**disclosure.url_kwargs(), "n": file.number, "filename": file.filename},
    )
    if number and file.media_type == "application/pdf":
        url += f"#page={number}"
    return FileHit(file.title, url, number, page.label, _around(page.text, asked))


def _around(text: str, asked: Asked) -> tuple[Segment, ...]:
    """The stretch of the page that says most of what was asked, its words marked."""
    text = " ".join(text.split())
    start = _densest(text, highlight(text, asked))
    begin = text.rfind(" ", 0, max(0, start - REACH // 3)) + 1
    end = text.find(" ", begin + REACH)
    end = len(text) if end < 0 else end
    cut = highlight(text[begin:end], asked)
    before = (Segment("… ", False),) if begin else ()
    return (*before, *cut, *((Segment(" …", False),) if end < len(text) else ()))


def _densest(text: str, segments: tuple[Segment, ...]) -> int:
    """Where the stretch with most different words of the query begins; the first among equals."""
    at, places = 0, []
    for segment in segments:
        if segment.is_hit:
            places.append((at, "".join(token.folded for token in tokens(segment.text))))
        at += len(segment.text)
    best, most = 0, 0
    for start, _word in places[:500]:
        near = {word for place, word in places if start <= place < start + REACH // 2}
        if len(near) > most:
            best, most = start, len(near)
    return best
