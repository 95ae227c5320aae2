"""How deep a line of an account stands, by its mark: A, I, 1, 1.1, a) or a dash."""

import re
from dataclasses import dataclass

_MARKS = (
    (0, re.compile(r"\s*[A-ZĐ][.)\]]\s+")),
    (3, re.compile(r"\s*\d+\.\d+[.)]?\s+")),
    (2, re.compile(r"\s*\d+[.)]\s+")),
    (3, re.compile(r"\s*(?:[a-zđ][.)]|[-–+•])\s+")),
)
_ROMAN = re.compile(r"\s*[IVX]+[.)]\s+")


@dataclass(frozen=True, slots=True)
class LabelLevel:
    """The depth (0 is the total) and how long the mark is."""

    level: int
    prefix_length: int


def label_level(label: str) -> LabelLevel:
    """The level of a line: its mark, else 0 for capitals, else 2."""
    roman = _ROMAN.match(label)
    if roman:
        return LabelLevel(1, roman.end())
    for level, mark in _MARKS:
        match = mark.match(label)
        if match:
            return LabelLevel(level, match.end())
    letters = [letter for letter in label if letter.isalpha()]
    if letters and all(letter.isupper() for letter in letters):
        return LabelLevel(0, 0)
    return LabelLevel(2, 0)
