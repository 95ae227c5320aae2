"""What a reader's words ask for: a tsquery that never fails, and the marks in the result."""

import re
from dataclasses import dataclass

from disclosures.search.fold import exact, fold_letters, has_accents, split_words

MAX_WORDS = 12
_PHRASE = re.compile(r'"([^"]+)"|“([^”]+)”')


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text; `is_hit` where it is what the reader looked for."""

    text: str
    is_hit: bool


def parse(query: str) -> str:
    """The text of a tsquery: all words, phrases in quotes, the last word as a beginning.

    Empty when there is nothing to look for. Every word is quoted, so no input can break it.
    """
    parts: list[str] = []
    rest = query[:300]
    for match in _PHRASE.finditer(rest):
        words = [_term(word) for word in split_words(exact(match.group(1) or match.group(2)))]
        if words:
            parts.append("(" + " <-> ".join(words) + ")")
    rest = _PHRASE.sub(" ", rest)
    words = split_words(exact(rest))[:MAX_WORDS]
    for at, word in enumerate(words):
        is_last = at == len(words) - 1 and not rest[-1:].isspace()
        parts.append(_term(word) + (":*" if is_last and len(word) > 1 else ""))
    return " & ".join(parts)


def quoted(word: str) -> str:
    """A word of a tsquery that no character in it can end."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _term(word: str) -> str:
    return quoted(word if has_accents(word) else fold_letters(word))


def highlight(text: str, query: str) -> tuple[Segment, ...]:
    """`text` in pieces, with the words of `query` marked; letters stay as they were written."""
    wanted = list(split_words(exact(query.replace('"', " "))))
    if not wanted:
        return (Segment(text, False),)
    segments: list[Segment] = []
    end = 0
    for match in re.finditer(r"[\w\u1780-\u17ff]+", text):
        word = exact(match.group(0))
        folded = fold_letters(word)
        if any(
            word.startswith(ask) if has_accents(ask) else folded.startswith(fold_letters(ask))
            for ask in wanted
            if len(ask) > 1 or ask == folded
        ):
            if match.start() > end:
                segments.append(Segment(text[end : match.start()], False))
            segments.append(Segment(match.group(0), True))
            end = match.end()
    if end < len(text):
        segments.append(Segment(text[end:], False))
    return tuple(segments)
