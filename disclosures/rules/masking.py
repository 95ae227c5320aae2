"""What becomes of a cell on its way to the public, by its column's class and its kind's level."""

import re

from disclosures.vocabulary import PrivacyClass, PrivacyLevel

COVER = "•••"
_SHOWN = frozenset({PrivacyClass.NONE, PrivacyClass.NAME, PrivacyClass.MASK})
_NUMBER = re.compile(r"(\bsố\s+(nhà\s+)?)?\d+[\w/.-]*,?\s*", re.I)


def is_public(privacy: str, level: str) -> bool:
    """Whether a column of this class is shown row by row in a kind of this level.

    The stricter of the two wins: at P4 nothing about a person is shown by row.
    """
    if level == PrivacyLevel.P4 and privacy != PrivacyClass.NONE:
        return False
    return privacy in _SHOWN


def masked_name(name: str) -> str:
    """The last word shortened to its initial: «Thạch Thị Sa R•••». So is a single word."""
    words = name.split()
    if not words:
        return ""
    return " ".join([*words[:-1], f"{words[-1][:1]}{COVER}"])


def masked_text(text: str) -> str:
    """An address without house numbers, a birth date without day and month."""
    date = re.search(r"\b(19|20)\d{2}\b", text)
    if date and re.fullmatch(r"[\d/.\- ]+", text):
        return date.group(0)
    return " ".join(_NUMBER.sub(" ", text).split()).strip(" ,") or COVER


def public_value(value: str | int | bool | None, privacy: str) -> str | int | bool | None:
    """The cell as anybody may see it."""
    if value is None or privacy == PrivacyClass.NONE:
        return value
    if privacy == PrivacyClass.NAME:
        return masked_name(str(value))
    return masked_text(str(value))
