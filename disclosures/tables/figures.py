"""Figures typed as text: which of the two marks is the fraction's, judged by their neighbours.

`1.234` is a thousand in Vietnam and a fraction elsewhere. A column whose other figures are clear
settles it; where nothing does, the figure is read as offices write and put to the person.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from disclosures.rules import numbers

# One mark before exactly three digits, after one to three: thousands or thousandths.
_OPEN = re.compile(r"[-+−(]?\s*[1-9]\d{0,2}([.,])\d{3}(?!\d|[.,]\d)")
_VIETNAMESE = re.compile(r"\d\.\d{3}\.\d{3}|\d\.\d{3},\d|,\d{1,2}(?!\d)|,\d{4}|\b0,\d")
_ENGLISH = re.compile(r"\d,\d{3},\d{3}|\d,\d{3}\.\d|\.\d{1,2}(?!\d)|\.\d{4}|\b0\.\d")
_MONEY_WORD = re.compile(r"(nghìn|ngàn|triệu|tỷ|tỉ|tr|đồng|đ|vnđ|vnd)\s*\)?$", re.I)
_HECTARE = re.compile(r"ha\s*\)?$", re.I)


@dataclass(frozen=True, slots=True)
class Style:
    """How many figures are written the Vietnamese and how many the English way."""

    vietnamese: int = 0
    english: int = 0

    @property
    def fraction(self) -> str:
        """The mark of fractions, or nothing where the figures do not settle it."""
        if bool(self.vietnamese) == bool(self.english):
            return ""
        return "," if self.vietnamese else "."

    def __add__(self, other: "Style") -> "Style":
        return Style(self.vietnamese + other.vietnamese, self.english + other.english)


def style_of(cells: Iterable[object]) -> Style:
    """What the texts among `cells` say about their marks."""
    vietnamese = english = 0
    for cell in cells:
        if type(cell) is str and ("." in cell or "," in cell):
            vietnamese += _VIETNAMESE.search(cell) is not None
            english += _ENGLISH.search(cell) is not None
    return Style(vietnamese, english)


def is_open(text: str) -> bool:
    """Whether `text` could be thousands as well as a fraction."""
    return _OPEN.match(text) is not None


def parse(text: str, fraction: str = "") -> Decimal:
    """The number that `text` writes; `fraction` settles an open mark. Raises NotANumber."""
    found = _OPEN.match(text)
    if found and fraction == found[1]:
        # A fourth place says that the three before it are a fraction's.
        return numbers.parse_number(f"{text[: found.end()]}0{text[found.end() :]}")
    return numbers.parse_number(text)


def names_money(text: str) -> bool:
    """Whether the figure names its own unit of money."""
    return _MONEY_WORD.search(text) is not None


def names_hectares(text: str) -> bool:
    """Whether the figure is in hectares."""
    return _HECTARE.search(text) is not None
