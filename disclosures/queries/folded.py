"""Columns without capitals and accents, folded by the database as `search.fold` folds text."""

import functools
from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast

from disclosures.search.fold import fold_letters


@functools.cache
def _letters() -> tuple[str, str]:
    """Vietnamese letters and the plain letters that they fold to."""
    letters = [
        letter
        for letter in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)))
        if letter.islower() and fold_letters(letter).isascii() and len(fold_letters(letter)) == 1
    ]
    return "".join(letters), "".join(map(fold_letters, letters))


def folded(*names: str) -> Func:
    """The columns as one text, whose letters must be composed (NFC)."""
    parts: list[Any] = [Cast(F(name), TextField()) for name in names]
    joined = parts[0] if len(parts) == 1 else Func(Value(" | "), *parts, function="concat_ws")
    lower = Func(joined, function="lower", output_field=TextField())
    source, target = map(Value, _letters())
    return Func(lower, source, target, function="translate", output_field=TextField())
