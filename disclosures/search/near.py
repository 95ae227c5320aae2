"""Words near a typed one: a slip of one letter, a forgotten space, or the keys of Telex and VNI
typed where no programme turned them into accents.
"""

import re
import unicodedata
from collections.abc import Iterator
from string import ascii_lowercase

# Of shorter words nearly every other one is a neighbour; longer ones are no Vietnamese.
SHORTEST, LONGEST = 3, 20
_VOWELS = frozenset("aeiouyăâêôơư")
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TONES = frozenset(_TELEX_TONES.values())
_ROOFS = {"a": "â", "e": "ê", "o": "ô"}
_HORNS = {"a": "ă", "o": "ơ", "u": "ư"}
_LAST_HORNED = re.compile(r"(uo|[aou])(?=[^aou]*$)")


def slips(word: str) -> set[str]:
    """What differs from the folded word by one letter: left out, too many, another, exchanged."""
    if not (SHORTEST <= len(word) <= LONGEST and word.isalpha() and word.isascii()):
        return set()
    found = set()
    for head, tail in ((word[:at], word[at:]) for at in range(len(word) + 1)):
        found.update(head + letter + tail for letter in ascii_lowercase)
        if tail:
            found.add(head + tail[1:])
            found.update(head + letter + tail[1:] for letter in ascii_lowercase)
        if len(tail) > 1:
            found.add(head + tail[1] + tail[0] + tail[2:])
    found.discard(word)
    return found


def splits(word: str) -> list[tuple[str, str]]:
    """The word as two, each of two letters at least: «ngansach»."""
    if not (len(word) <= LONGEST and word.isalpha()):
        return []
    return [(word[:at], word[at:]) for at in range(2, len(word) - 1)]


def keyed(word: str) -> tuple[str, str] | None:
    """What the keys of Telex or VNI mean: letters without a tone, and the tone; None for no keys.

    «sachs» and «sach1» are «sách», «dduowngf» is «đường».
    """
    letters, tone = "", ""
    for key in word.lower():
        is_begun = any(letter in _VOWELS for letter in letters)
        if is_begun and key in _TELEX_TONES:
            tone = _TELEX_TONES[key]
        elif is_begun and key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif is_begun and key in "w78":
            letters = _LAST_HORNED.sub(_horned, letters)
        elif key in _ROOFS and letters.endswith(key):
            letters = letters[:-1] + _ROOFS[key]
        elif key == "6":
            letters = re.sub(r"([aeo])(?=[^aeo]*$)", lambda at: _ROOFS[at.group()], letters)
        elif key in "d9" and letters.startswith("d"):
            letters = "đ" + letters[1:]
        else:
            letters += key
    is_changed = bool(tone) or letters != word.lower()
    return (letters, tone) if is_changed and letters.isalpha() else None


def _horned(match: re.Match[str]) -> str:
    return "".join(_HORNS[letter] for letter in match.group())


def taken_apart(spelling: str) -> tuple[str, str]:
    """A spelling as `keyed` gives it, so that the two are compared wherever the tone stands."""
    apart = unicodedata.normalize("NFD", spelling)
    letters = "".join(mark for mark in apart if mark not in _TONES)
    tone = "".join(mark for mark in apart if mark in _TONES)
    return unicodedata.normalize("NFC", letters), tone


def parts(word: str) -> Iterator[str]:
    """The halves of all `splits`."""
    for both in splits(word):
        yield from both
