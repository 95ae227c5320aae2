"""What a reader's words ask for: tsqueries that never fail, and the marks in the result."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.search.tokens import Token, pairs, tokens

MAX_WORDS = 12
MAX_LENGTH = 300
# Below this a beginning fits half the words of the language: «th» is asked for as it stands.
MIN_BEGINNING = 3
_PHRASE = re.compile(r'"([^"]+)"|“([^”]+)”')


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text; `is_hit` where it is what the reader looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for: a word, or words that follow each other where they stood in quotes."""

    words: tuple[Token, ...]
    is_beginning: bool = False

    def text(self, weights: str = "", *, as_typed: bool = False) -> str:
        """Its tsquery; `as_typed` minds accents and wants the last word whole."""
        parts: list[str] = []
        for at, word in enumerate(self.words):
            is_last = at == len(self.words) - 1
            begins = self.is_beginning and is_last and not as_typed
            if word.syllables:
                parts.extend(_syllables(word, weights))
            else:
                form = word.exact if as_typed else word.folded
                parts.append(quoted(form) + _suffix(begins, weights))
        return parts[0] if len(parts) == 1 else f"({' <-> '.join(parts)})"


def _syllables(word: Token, weights: str) -> list[str]:
    if len(word.syllables) == 1:
        return [quoted(word.syllables[0]) + _suffix(True, weights)]
    following = zip(word.syllables, word.syllables[1:], strict=False)
    return [quoted(first + second) + _suffix(False, weights) for first, second in following]


def _suffix(begins: bool, weights: str) -> str:
    marks = ("*" if begins else "") + weights
    return f":{marks}" if marks else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it was understood. Every form is the text of a tsquery, empty for nothing."""

    terms: tuple[Term, ...]
    pairs: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def all(self, weights: str = "") -> str:
        """All words without their accents, the last one as a beginning; in texts of `weights`."""
        return " & ".join(term.text(weights) for term in self.terms)

    @property
    def as_typed(self) -> str:
        """All words whole and with the accents that were typed."""
        return " & ".join(term.text(as_typed=True) for term in self.terms)

    @property
    def in_order(self) -> str:
        """The words one after the other."""
        return " <-> ".join(term.text() for term in self.terms)

    @property
    def as_title(self) -> str:
        """The pairs of neighbouring words, which titles are indexed by; empty for one word."""
        return " & ".join(quoted(pair) for pair in self.pairs)


def understand(query: str) -> Asked:
    """All words, phrases in quotes, the last word as a beginning unless a space follows it."""
    rest = query[:MAX_LENGTH]
    terms = []
    for match in _PHRASE.finditer(rest):
        words = tuple(tokens(match.group(1) or match.group(2)))[:MAX_WORDS]
        if words:
            terms.append(Term(words))
    rest = _PHRASE.sub(" ", rest)
    words = tuple(tokens(rest))[:MAX_WORDS]
    for at, word in enumerate(words):
        ends_open = at == len(words) - 1 and rest.endswith(rest[word.start : word.end])
        begins = ends_open and not word.syllables and len(word.folded) >= MIN_BEGINNING
        terms.append(Term((word,), begins))
    return Asked(tuple(terms), tuple(_neighbours(terms)))


def _neighbours(terms: Sequence[Term]) -> list[str]:
    words = [word.folded for term in terms for word in term.words if not word.syllables]
    # The last word may be unfinished: a pair with it would find too little.
    if terms and terms[-1].is_beginning:
        words.pop()
    return list(dict.fromkeys(pairs(" ".join(words))))


def parse(query: str) -> str:
    """The text of the tsquery that decides what is found; empty when nothing is looked for."""
    return understand(query).all()


def quoted(word: str) -> str:
    """A word of a tsquery that no character in it can end."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def highlight(text: str, query: str) -> tuple[Segment, ...]:
    """`text` in pieces, with the words of `query` marked; letters stay as they were written."""
    asked = understand(query)
    whole = {word.folded for term in asked.terms for word in term.words if not word.syllables}
    begun = tuple(term.words[-1].folded for term in asked.terms if term.is_beginning)
    runs = [word.folded for term in asked.terms for word in term.words if word.syllables]
    segments: list[Segment] = []
    end = 0
    for token in tokens(text):
        for start, stop in _hits(text, token, whole, begun, runs):
            if start > end:
                segments.append(Segment(text[end:start], False))
            segments.append(Segment(text[start:stop], True))
            end = stop
    if end < len(text) or not segments:
        segments.append(Segment(text[end:], False))
    return tuple(segments)


def _hits(
    text: str, token: Token, whole: set[str], begun: tuple[str, ...], runs: Sequence[str]
) -> list[tuple[int, int]]:
    if token.syllables:
        written = text[token.start : token.end]
        run = next((run for run in runs if run in written), "")
        start = token.start + written.find(run)
        return [(start, start + len(run))] if run else []
    if token.folded in whole or (begun and token.folded.startswith(begun)):
        return [(token.start, token.end)]
    return []
