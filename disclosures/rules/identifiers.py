"""Finds personal identifiers in text: patterns, checks and context words from the catalogue."""

import datetime as dt
import functools
import re
from dataclasses import dataclass

from disclosures.catalogue.identifiers import Identifier, cccd_provinces, identifiers

CONTEXT_REACH = 40
# Mobile phones block although the law catalogue only warns (decisions, What is public).
_BLOCKING = frozenset({"phone-mobile"})
# Word processors put these between groups of digits; each for one, so that places stay.
_PLAIN = str.maketrans(
    {**dict.fromkeys("\u00a0\u2007\u2009\u202f", " "), **dict.fromkeys("‐‑‒–—−", "-")}
)
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True, slots=True)
class Span:
    """One finding: half open, in code points; `level` is block or advise."""

    kind: str
    start: int
    end: int
    level: str


def scan(text: str, header: str = "") -> list[Span]:
    """All identifiers in `text`, in order; of overlapping ones the blocking, then the longer.

    `header` is the column's header where the text is a cell: it counts as context.
    """
    text = text.translate(_PLAIN)
    found = [
        Span(identifier.id, match.start(), match.end(), _level(identifier))
        for identifier in identifiers()
        for match in _pattern(identifier).finditer(text)
        if _holds(identifier, match, text, header)
    ]
    found.sort(key=lambda span: (span.level != "block", span.start - span.end))
    kept: list[Span] = []
    for span in found:
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def blocking(text: str, header: str = "") -> list[Span]:
    """Only the findings that stop a publication or a comment."""
    return [span for span in scan(text, header) if span.level == "block"]


def _level(identifier: Identifier) -> str:
    blocks = identifier.action == "block" or identifier.id in _BLOCKING
    return "block" if blocks else "advise"


@functools.cache
def _compiled(regex: str, flags: int) -> re.Pattern[str]:
    return re.compile(regex, flags)


def _pattern(identifier: Identifier) -> re.Pattern[str]:
    return _compiled(identifier.regex, 0)


def _holds(identifier: Identifier, match: re.Match[str], text: str, header: str) -> bool:
    if identifier.context:
        near = text[max(0, match.start() - CONTEXT_REACH) : match.end() + CONTEXT_REACH]
        if not _compiled(identifier.context, re.I).search(f"{header} {near}"):
            return False
    digits = re.sub(r"\D", "", match.group(0))
    if identifier.validator == "ok_cccd":
        return is_cccd(digits)
    if identifier.validator == "ok_mst":
        return is_tax_code(digits)
    return True


def is_cccd(digits: str, today: dt.date | None = None) -> bool:
    """Whether 12 digits have a province's code and a plausible year of birth."""
    if len(digits) != 12 or digits[:3] not in cccd_provinces():
        return False
    century = int(digits[3])
    year = 1900 + 100 * (century // 2) + int(digits[4:6])
    return century <= 3 and 1900 <= year <= (today or dt.date.today()).year


def is_tax_code(digits: str) -> bool:
    """Whether the tenth digit is the check digit of the first nine."""
    if len(digits) not in {10, 13} or digits[2:9] == "0" * 7 or digits[10:] == "000":
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, digits[:9], strict=True))
    return 10 - total % 11 == int(digits[9])
