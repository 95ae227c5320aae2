"""Text as a reader understands it, with the way back to the text as it was written.

Accents typed apart, full-width figures, zero-width marks, the blanks and dashes of word processors,
a letter O for a zero and the end of a line look like ordinary numbers to people; what is searched
for must not hide behind them.
"""

import itertools
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
# Letters typed for figures, in a run that is as long as an identifier and not all letters.
_LOOKALIKE = re.compile(r"(?<![^\W_])[\dOoIl]+(?:[ .\-]{1,3}[\dOoIl]+)*(?![^\W_])")
_FIGURES = str.maketrans("OoIl", "0011")
_SLASHED = re.compile(r"(?<![\d/.,])[0Oo][\dOoIl]*(?:/[\dOoIl]+){1,5}(?![\w/])")
_ENOUGH = re.compile(r"\d\D{0,4}\d\D{0,4}\d")
_LETTERS = re.compile(r"[OoIl]")
_UNDERLINED = re.compile(r"(?<=[\dOoIl])_(?=[\dOoIl])")
_CUT = re.compile(r"\d{3}[.\-]?[ ]?\r?$")
_GOES_ON = re.compile(r"[ ]?\d{3}")
_WORD = re.compile(r"[^\d\s.,\-]")


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
        return Plain(_figures(text.replace("\t", " ")))
    plain = text.translate(_PLAIN)
    if (
        unicodedata.is_normalized("NFKC", plain)
        and not _UNSEEN.search(plain)
        and not _FOREIGN_DIGIT.search(plain)
    ):
        return Plain(_figures(plain))
    rebuilt = _rebuilt(text)
    return Plain(_figures(rebuilt.text), rebuilt.places)


def _figures(text: str) -> str:
    """The same number of characters, with the figures of each number as they were meant."""
    if not _ENOUGH.search(text):
        return text
    if text.endswith(".0"):  # a number that a program took for a measure
        text = f"{text[:-2]}  "
    if "/" in text:
        text = _SLASHED.sub(_without_slashes, text)
    if "_" in text:
        text = _UNDERLINED.sub("-", text)
    if "\n" in text:
        text = _joined(text)
    if _LETTERS.search(text):
        text = _LOOKALIKE.sub(_as_figures, text)
    return text


def _as_figures(run: re.Match[str]) -> str:
    text = run.group(0)
    parts = re.split(r"[ .\-]+", text)
    if text[0] not in "0Oo" and any(re.fullmatch(r"[OoIl]*[Il][OoIl]*", part) for part in parts):
        return text  # a Roman numeral, an "I" of its own
    figures, digits = sum(map(len, parts)), sum(map(str.isdigit, text))
    return text.translate(_FIGURES) if 9 <= figures <= 16 and digits >= 4 else text


def _without_slashes(run: re.Match[str]) -> str:
    text = run.group(0)
    figures = len(text) - text.count("/")
    return text.replace("/", " ") if figures in {10, 12} else text


def _joined(text: str) -> str:
    """A number that the end of a line cut in two is whole again; a column of numbers is not one."""
    lines = text.split("\n")
    whole = [lines[0]]
    for first, second in itertools.pairwise(lines):
        is_cut = _CUT.search(first) and _GOES_ON.match(second)
        is_column = len(lines) > 2 and not (_WORD.search(first) or _WORD.search(second))
        whole += (" " if is_cut and not is_column else "\n", second)
    return "".join(whole).replace("\r", " ")


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
