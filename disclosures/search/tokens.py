"""Cuts text into the words that are indexed and asked for: one rule for both sides.

A word stands in its exact and its folded form. A grouped number is one word without its dots. A run
of Khmer, which has no spaces, is cut into overlapping pairs of syllables.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from disclosures.search.fold import exact, fold_letters

# Begin words that are no text: facets, words and pairs of titles. Text is cut at these letters, so
# that nobody can write such a word into the index.
FACET, TITLE = "ꜰ", "ᴛ"
_NUMBER = r"(?<![\d.,])\d{1,3}(?:(?:[.\u00a0\u202f]\d{3})+|(?:,\d{3}){2,})(?!\d)"
_KHMER = "[\u1780-\u17d3\u17d7\u17dc\u17dd][\u1780-\u17d3\u17d7\u17dc\u17dd\u200b-\u200d]*"
_WORD = f"(?:(?![\u1780-\u17d3\u17d7\u17dc\u17dd_{FACET}{TITLE}])[\\w\u0300-\u036f])+"
_TOKEN = re.compile(f"(?P<number>{_NUMBER})|(?P<khmer>{_KHMER})|(?P<word>{_WORD})")
_DIVIDERS = re.compile(r"\D")
_JOINERS = re.compile("[\u200b-\u200d]")
_SYLLABLE = re.compile(
    "[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd])*|.", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands in the text; `syllables` of a Khmer run, empty for other words."""

    start: int
    end: int
    exact: str
    folded: str
    syllables: tuple[str, ...] = ()


def tokens(text: str) -> Iterator[Token]:
    """The words of `text` in order, each with its place in it."""
    for match in _TOKEN.finditer(text):
        written = match.group()
        if match["khmer"]:
            run = _run(written)
            yield Token(match.start(), match.end(), run, run, tuple(_SYLLABLE.findall(run)))
            continue
        if match["number"]:
            written = _DIVIDERS.sub("", written)
        spelling, folded = _spelled(written)
        if folded:
            yield Token(match.start(), match.end(), spelling, folded)


def _run(written: str) -> str:
    """A run of Khmer in one spelling, without marks that only say where a line may break."""
    return unicodedata.normalize("NFC", _JOINERS.sub("", written))


@lru_cache(maxsize=16_384)
def _spelled(written: str) -> tuple[str, str]:
    """A word as it is indexed, exact and folded; remembered, for most words come again."""
    spelling = _ascii_digits(exact(written))
    return spelling, fold_letters(spelling)


def pair(one: str, two: str) -> str:
    """Neighbouring words as one: `_thu_chi`. No word holds an underscore, so none is mistaken.

    It begins with one: a pair has no position, and PostgreSQL lets the beginning of a word with a
    weight (`thu:*A`) find whatever begins so and has none.
    """
    return f"_{one}_{two}"


def cut(text: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """What stands at each position of the index, and the pairs of neighbours, in one pass.

    A position holds the exact and the folded form of a word, or a pair of syllables.
    """
    places: list[tuple[str, ...]] = []
    neighbours, before = [], ""
    for match in _TOKEN.finditer(text):
        written = match.group()
        if match.lastgroup == "khmer":
            syllables = _SYLLABLE.findall(_run(written))
            following = (*syllables[1:], "")
            places.extend((one + two,) for one, two in zip(syllables, following, strict=True))
            before = ""
            continue
        if match.lastgroup == "number":
            written = _DIVIDERS.sub("", written)
        spelling, folded = _spelled(written)
        if not folded:
            continue
        places.append((folded,) if spelling == folded else (spelling, folded))
        if before:
            neighbours.append(pair(before, folded))
        before = folded
    return places, neighbours


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text
    )
