"""Folds Vietnamese text so that it is found with or without accents. Khmer passes through.

Both Unicode forms, both tone placements (hoà, hòa) and capitals fold to the same letters; đ, which
has no decomposition, is mapped by hand.
"""

import re
import unicodedata
from collections.abc import Sequence

# Khmer vowels and signs are no word characters to `re`, yet belong to their word.
_BETWEEN = re.compile("[^\\w\u1780-\u17ff]+|_+")
# In two steps: nearly all that stands between words is one space, which needs no exchange.
_NO_LETTER = re.compile("[^\\w\u1780-\u17ff\\n ]|_")
_SPACES = re.compile("  +")
# Combining marks of Latin letters only: Khmer vowels are marks too and must stay.
_LATIN_MARKS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """Lower case without accents, words separated by single spaces, no punctuation."""
    return " ".join(words(text))


def fold_letters(text: str) -> str:
    """Lower case without accents; spaces and punctuation stay."""
    lower = text.lower().replace("đ", "d")
    if lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFD", lower)
    return unicodedata.normalize("NFC", _LATIN_MARKS.sub("", decomposed))


def fold_all(texts: Sequence[str]) -> list[str]:
    """`fold` of each of many texts, taken in one go as the lines of one."""
    joined = "\n".join(texts)
    if joined.count("\n") >= len(texts):
        return list(map(fold, texts))
    lines = _SPACES.sub(" ", _NO_LETTER.sub(" ", fold_letters(joined))).split("\n")
    return [line.strip(" ") for line in lines]


def words(text: str) -> list[str]:
    """The folded words of `text` in order."""
    return split_words(fold_letters(text))


def split_words(text: str) -> list[str]:
    """The words of `text` as they are written, in order."""
    return [word for word in _BETWEEN.split(text) if word]


def exact(text: str) -> str:
    """One spelling of what was written: NFC, lower case, old tone placement."""
    return _old_style(unicodedata.normalize("NFC", text).lower())


_NEW_TO_OLD = {
    new + end: old + end
    for pairs, end in (
        ((("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("oã", "õa"), ("oạ", "ọa")), ""),
        ((("oè", "òe"), ("oé", "óe"), ("oẻ", "ỏe"), ("oẽ", "õe"), ("oẹ", "ọe")), ""),
        ((("uỳ", "ùy"), ("uý", "úy"), ("uỷ", "ủy"), ("uỹ", "ũy"), ("uỵ", "ụy")), ""),
    )
    for new, old in pairs
}
_NEW_STYLE = re.compile(rf"(?<!q)({'|'.join(_NEW_TO_OLD)})\b")


def _old_style(text: str) -> str:
    return _NEW_STYLE.sub(lambda found: _NEW_TO_OLD[found.group(1)], text)


def has_accents(text: str) -> bool:
    """Whether `text` was typed with accents or đ."""
    return fold_letters(text) != text.lower()


_ORDER = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def sort_key(text: str) -> str:
    """A key whose byte order is Vietnamese dictionary order (letters first, then tones)."""
    letters: list[str] = []
    tones: list[str] = []
    for letter in exact(text):
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize(
            "NFC", parts[0] + "".join(mark for mark in parts[1:] if mark in _SHAPES)
        )
        position = _ORDER.find(base)
        letters.append(f"{position + 2:02d}" if position >= 0 else f"01{base}"[:8])
        tones.append(str(max((_TONES.get(mark, 0) for mark in parts[1:]), default=0)))
    return ("".join(letters) + "!" + "".join(tones))[:400]
