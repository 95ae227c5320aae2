"""What a place is at which a person appears, and how words are found without their accents."""

import functools
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast

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


def matching(queryset: QuerySet[Any], wanted: str, *names: str) -> QuerySet[Any]:
    """The rows in whose columns `wanted`, folded, stands."""
    return queryset.annotate(folded_words=_folded(*names)).filter(folded_words__contains=wanted)


def excerpt_of(text: str, wanted: str) -> str:
    """The words around the find."""
    text = unicodedata.normalize("NFC", text)
    at = max(0, fold_letters(text).find(wanted))
    start, end = max(0, at - 60), at + len(wanted) + 60
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
