"""Text as a reader understands it, with the way back to the text as it was written.

Accents typed apart, full-width figures, zero-width marks and the blanks and dashes of word
processors look like ordinary text to people; what is searched for must not hide behind them.
"""

import re
import unicodedata
from dataclasses import dataclass

# Word processors put these between groups of digits; each for one.
_PLAIN = str.maketrans(
    {**dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "), **dict.fromkeys("‐‑‒–—−", "-")}
    | dict.fromkeys("·•∙․", ".")
)
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` to search in; `places` are the edges of each character in the original."""

    text: str
    places: tuple[tuple[int, int], ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch in code points of the original text."""
        if self.places is None:
            return start, end
        return self.places[start][0], self.places[end - 1][1]


def see_through(text: str) -> Plain:
    """Compose, make figures plain and leave out what nobody sees."""
    if text.isascii():
        return Plain(text.replace("\t", " "))
    plain = text.translate(_PLAIN)
    if (
        unicodedata.is_normalized("NFKC", plain)
        and not _UNSEEN.search(plain)
        and not _FOREIGN_DIGIT.search(plain)
    ):
        return Plain(plain)
    return _rebuilt(text)


def _rebuilt(text: str) -> Plain:
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = seen = at + 1
        while end < len(text) and (unicodedata.combining(text[end]) or _UNSEEN.match(text[end])):
            end += 1
            if not _UNSEEN.match(text[end - 1]):
                seen = end
        cluster = unicodedata.normalize("NFKC", _UNSEEN.sub("", text[at:end])).translate(_PLAIN)
        for letter in cluster:
            letters.append(str(unicodedata.decimal(letter, letter)))
            places.append((at, seen))
        at = end
    return Plain("".join(letters), tuple(places))
