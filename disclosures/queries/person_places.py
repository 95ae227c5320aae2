"""What a place is at which a person appears, and how words are found without their accents."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from disclosures.queries.folded import folded
from disclosures.search.fold import fold_letters

MOST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """One place: the word by which a redaction names it, where it is, and what stands there.

    `is_sure` is false for a file that only hangs on a notice in which the person appears.
    """

    word: str
    where: str
    excerpt: str
    is_sure: bool = True


def matching(queryset: QuerySet[Any], wanted: str, *names: str) -> QuerySet[Any]:
    """The rows in whose columns `wanted`, folded, stands."""
    return queryset.annotate(folded_words=folded(*names)).filter(folded_words__contains=wanted)


def excerpt_of(text: str, wanted: str) -> str:
    """The words around the find."""
    text = unicodedata.normalize("NFC", text)
    at = max(0, fold_letters(text).find(wanted))
    start, end = max(0, at - 60), at + len(wanted) + 60
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
