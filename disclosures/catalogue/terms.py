"""Words of notices in plain language, and which of them a text holds."""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language

_FILE = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True, slots=True)
class Term:
    """One word: the spellings that are looked for, and a sentence in each language."""

    forms: tuple[str, ...]
    texts: dict[str, str]
    basis: str
    status: str

    @property
    def word(self) -> str:
        """As it is shown; Vietnamese in every language, as it stands in the notice."""
        return self.forms[0]

    @property
    def text(self) -> str:
        """In the reader's language, Vietnamese where it has none."""
        return self.texts.get(get_language() or "vi") or self.texts["vi"]


@functools.cache
def terms() -> tuple[Term, ...]:
    """All terms in the order of the file."""
    with _FILE.open("rb") as file:
        records = tomllib.load(file)["term"]
    return tuple(
        Term(tuple(record["forms"]), record["text"], record["basis"], record["status"])
        for record in records
    )


@functools.cache
def _pattern() -> tuple[re.Pattern[str], dict[str, Term]]:
    known = {form: term for term in terms() for form in term.forms}
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"), known


def terms_in(texts: Iterable[str]) -> tuple[Term, ...]:
    """Each term that one of the texts holds, once, in the order in which a reader meets them.

    Capitals and the form of Unicode do not matter; accents do, as other words hide without them.
    """
    pattern, known = _pattern()
    found: dict[str, Term] = {}
    for text in texts:
        for match in pattern.finditer(unicodedata.normalize("NFC", text).lower()):
            term = known[match.group()]
            found.setdefault(term.word, term)
    return tuple(found.values())
