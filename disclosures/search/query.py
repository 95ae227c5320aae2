"""What a reader's words ask for: tsqueries that never fail, and the marks in the result."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from disclosures.search.tokens import TITLE, Token, pair, tokens

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
    """One thing asked for: a word, or words that follow each other where they stood in quotes.

    Of a word that may be unfinished `endings` are the words it may become; none are known where
    there is no list of words.
    """

    words: tuple[Token, ...]
    is_beginning: bool = False
    endings: tuple[str, ...] = ()

    def text(self, weights: str = "", *, as_typed: bool = False) -> str:
        """Its tsquery; `as_typed` minds accents and wants the last word whole."""
        if self.endings and not as_typed:
            return either(quoted(word) + _suffix(False, weights) for word in self.endings)
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

    def found_by(self, *, as_typed: bool = False) -> str:
        """Its tsquery for the index: a phrase by its pairs, which are sought without a row."""
        if len(self.words) < 2 or any(word.syllables for word in self.words):
            return self.text(as_typed=as_typed)
        neighbours = [quoted(pair) for pair in self.neighbours()]
        if len(neighbours) > 1 or as_typed:
            neighbours.append(self.text(as_typed=as_typed))
        return " & ".join(neighbours)

    def neighbours(self) -> list[str]:
        """Its pairs of neighbouring words."""
        return [pair(one.folded, two.folded) for one, two in itertools.pairwise(self.words)]


def either(parts: Iterable[str]) -> str:
    """Tsqueries of which one must hold."""
    alone = list(parts)
    return alone[0] if len(alone) == 1 else f"({' | '.join(alone)})"


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

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def all(self, weights: str = "") -> str:
        """All words without their accents, the last one as a beginning; in texts of `weights`."""
        return " & ".join(term.text(weights) for term in self.terms)

    @property
    def found_by(self) -> str:
        """What decides what is found."""
        return " & ".join(term.found_by() for term in self.terms)

    @property
    def as_typed(self) -> str:
        """All words whole and with the accents that were typed."""
        return " & ".join(term.text(as_typed=True) for term in self.terms)

    @property
    def found_as_typed(self) -> str:
        """The same for the index."""
        return " & ".join(term.found_by(as_typed=True) for term in self.terms)

    @property
    def in_order(self) -> str:
        """The words one after the other."""
        return " <-> ".join(term.text() for term in self.terms)

    @property
    def as_title(self) -> str:
        """The pairs of neighbouring words as titles have them; of one word the word."""
        words = [word.folded for term in self.terms for word in term.words if not word.syllables]
        last = self.terms[-1] if self.terms else None
        # The last word may be unfinished: a pair with it would find too little.
        if last is not None and last.is_beginning:
            words.pop()
        if len(words) > 1:
            neighbours = dict.fromkeys(pair(one, two) for one, two in itertools.pairwise(words))
            return " & ".join(quoted(TITLE + pair) for pair in neighbours)
        if last is not None and last.endings and not words:
            words = list(last.endings)
        return either(quoted(TITLE + word) for word in words) if words else ""

    @property
    def in_titles(self) -> str:
        """All words as titles have them, the last one as a beginning; empty for Khmer."""
        if any(word.syllables for term in self.terms for word in term.words):
            return ""
        parts = []
        for term in self.terms:
            parts += [quoted(TITLE + word.folded) for word in term.words]
            if term.endings:
                parts[-1] = either(quoted(TITLE + ending) for ending in term.endings)
            elif term.is_beginning:
                parts[-1] += ":*"
        return " & ".join(parts)

    @property
    def unfinished(self) -> str:
        """The last word without accents, if it may be the beginning of another; else empty."""
        last = self.terms[-1] if self.terms else None
        return last.words[0].folded if last is not None and last.is_beginning else ""

    def ended(self, endings: Sequence[str]) -> "Asked":
        """With the words that the last one may become; none leave it as it was."""
        if not endings:
            return self
        last = self.terms[-1]
        is_whole = tuple(endings) == (last.words[0].folded,)
        settled = Term(last.words, not is_whole, () if is_whole else tuple(endings))
        return Asked((*self.terms[:-1], settled))


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
    return Asked(tuple(terms))


def parse(query: str) -> str:
    """The text of the tsquery that decides what is found; empty when nothing is looked for."""
    return understand(query).found_by


def quoted(word: str) -> str:
    """A word of a tsquery that no character in it can end."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def highlight(text: str, asked: Asked) -> tuple[Segment, ...]:
    """`text` in pieces, with the words of `asked` marked; letters stay as they were written."""
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
