"""Days, months and hours as they are read aloud, for `read_aloud`."""

import re
from typing import Protocol

from disclosures.rules.numerals import Dialect, integer_words, plain_words


class Reader(Protocol):
    """Says what a pattern found."""

    def __call__(self, match: re.Match[str], /, *, dialect: Dialect) -> str: ...


def fraction(match: re.Match[str], dialect: Dialect) -> str:
    """Numbers parted by strokes, as in scales and house numbers."""
    parts = re.findall(r"\d+", match[0])
    words = " trên ".join(plain_words(part, dialect) for part in parts)
    return f"{words} " if match.string[match.end() : match.end() + 1].isalpha() else words


def month_words(month: int, dialect: Dialect) -> str:
    """April is tháng tư everywhere."""
    return "tư" if month == 4 else integer_words(month, dialect)


def day_words(day: int, dialect: Dialect) -> str:
    """The first ten days of a month are mùng."""
    return f"mùng {integer_words(day, dialect)}" if day <= 10 else integer_words(day, dialect)


def date(match: re.Match[str], dialect: Dialect) -> str:
    """Day and month, with the year where one is written; else what strokes part."""
    day, month, year = int(match["d"]), int(match["m"]), match["y"]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return (match["head"] or "") + fraction(match, dialect)
    words = f"{day_words(day, dialect)} tháng {month_words(month, dialect)}"
    if year:
        words += f" năm {integer_words(int(year), dialect)}"
    return f"{match['head'] or 'ngày '}{words}"


def short_date(match: re.Match[str], dialect: Dialect) -> str:
    """After từ, đến and the like: a date without its year."""
    return f"{match['lead']}{date(match, dialect)}"


def iso_date(match: re.Match[str], dialect: Dialect) -> str:
    """As machines write it."""
    day, month, year = int(match["d"]), int(match["m"]), int(match["y"])
    head = match["head"] or "ngày "
    month_said = month_words(month, dialect)
    return f"{head}{day_words(day, dialect)} tháng {month_said} năm {integer_words(year, dialect)}"


def month(match: re.Match[str], dialect: Dialect) -> str:
    """`9/2026`."""
    said = month_words(int(match["m"]), dialect)
    return f"{match['head'] or 'tháng '}{said} năm {integer_words(int(match['y']), dialect)}"


def day_in_words(match: re.Match[str], dialect: Dialect) -> str:
    """The figure in `ngày 5 tháng 9`."""
    return f"{match['head']}{day_words(int(match['d']), dialect)}"


def month_in_words(match: re.Match[str], dialect: Dialect) -> str:
    """The figure after tháng."""
    return f"{match['head']}{month_words(int(match['m']), dialect)}"


def time(match: re.Match[str], dialect: Dialect) -> str:
    """Hours, and minutes where there are any."""
    words = f"{integer_words(int(match['h']), dialect)} giờ"
    minutes = int(match["min"] or 0)
    return f"{words} {integer_words(minutes, dialect)} phút" if minutes else words


# In this order: the longer form is tried first.
DATES: tuple[tuple[str, Reader], ...] = (
    (
        r"(?P<head>\bngày\s+)?\b(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b",
        iso_date,
    ),
    (
        r"(?P<head>\b[Nn]gày\s+)?(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?![\d/])",
        date,
    ),
    (r"(?P<head>\b[Nn]gày\s+)(?P<d>\d{1,2})/(?P<m>\d{1,2})(?P<y>)(?![\d/])", date),
    (
        r"(?P<lead>\b(?i:từ|đến|hết|trước|sau|sáng|chiều|tối)\s+)(?P<head>)"
        r"(?P<d>\d{1,2})/(?P<m>\d{1,2})(?P<y>)(?![\d/])",
        short_date,
    ),
    (r"(?P<head>\b[Tt]háng\s+)?(?<![\d/])(?P<m>0?[1-9]|1[0-2])/(?P<y>(?:19|20)\d\d)\b", month),
    (r"(?P<head>\b[Nn]gày\s+)(?P<d>0?[1-9]|[12]\d|3[01])\b(?=\s+tháng\b)", day_in_words),
    (r"(?P<head>\b[Tt]háng\s+)(?P<m>0?[1-9]|1[0-2])\b", month_in_words),
    (r"\b(?P<h>[01]?\d|2[0-4])\s*(?:giờ|h)\s*(?P<min>[0-5]\d)?\b(?:\s*phút\b)?", time),
    (r"\b(?P<h>[01]?\d|2[0-3]):(?P<min>[0-5]\d)\b", time),
)
