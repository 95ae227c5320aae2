"""Whether letters can be Vietnamese at all: every syllable is built by one small pattern.

This judges spellings, not words; it tells which of two readings of the same bytes was meant.
"""

import functools
import re
import unicodedata

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_WORD = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(uyê|ươ|iê|yê|uô|uâ|uê|oă|oa|oe|ôô|oo|uă|ưa|ia|ya|ua|uyu|uya|uy|uơ|ơ|ô|ê|ă|â|ư|[aeiouy])"
    r"(ng|nh|ch|[cmnptiouy])?"
)


def words(text: str) -> list[str]:
    """The runs of letters in `text`."""
    return _WORD.findall(text)


@functools.lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether `word` is spelt as a Vietnamese syllable: at most one tone, letters that
    meet, and no capital inside."""
    if not (word[1:].islower() or word.isupper() or len(word) == 1):
        return False
    plain = unicodedata.normalize("NFD", word.lower())
    bare, tones = _TONES.subn("", plain)
    bare = unicodedata.normalize("NFC", bare)
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None


def strange(text: str) -> int:
    """How many words with letters beyond ASCII cannot be Vietnamese."""
    return sum(not word.isascii() and not is_syllable(word) for word in words(text))


def marked(text: str) -> int:
    """How many words with letters beyond ASCII are spelt as Vietnamese is."""
    return sum(not word.isascii() and is_syllable(word) for word in words(text))
