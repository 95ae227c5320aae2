"""The encodings that Vietnamese offices leave behind: detected, named, refused when unsure."""

import codecs
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosures.tables import old_fonts, syllables


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding's name, what the official is told about it, and what is to be
    confirmed: one example (before, after) where letters were exchanged."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()
    example: tuple[str, str] | None = None


class UnknownEncoding(ValueError):
    """No known encoding makes Vietnamese of the bytes."""


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes) -> Decoded:
    """The text of a CSV file. Raises UnknownEncoding for bytes that cannot be told.

    A mark decides; else UTF-16 shows by its zeros, and UTF-8 by its strictness. What is left is
    Windows-1258, TCVN3 or VNI: the one that makes Vietnamese syllables of the bytes.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            name = encoding.removesuffix("-sig").upper()
            return Decoded(nfc(content.decode(encoding, "replace")), name)
    if sixteen := unmarked_utf16(content):
        return Decoded(nfc(content.decode(sixteen, "replace")), "UTF-16")
    try:
        return Decoded(nfc(content.decode("utf-8")), "UTF-8")
    except UnicodeDecodeError:
        return _legacy(content)


def unmarked_utf16(content: bytes) -> str:
    """The codec of UTF-16 that bears no mark, told by its zeros, or nothing."""
    head = content[:4000]
    if len(head) < 4 or len(content) % 2:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 4 and not even:
        return "utf-16-le"
    if even > len(head) // 4 and not odd:
        return "utf-16-be"
    return ""


def _legacy(content: bytes) -> Decoded:
    latin = content.decode("cp1252", "replace")
    plain = content.decode("latin-1")
    readings = (
        ("Windows-1258", latin, nfc(content.decode("cp1258", "replace"))),
        ("TCVN3", plain, old_fonts.from_tcvn3(plain)),
        ("VNI", latin, old_fonts.from_vni(latin)),
    )
    scored = [(_score(after), name, before, after) for name, before, after in readings]
    score, name, before, after = max(scored, key=lambda reading: reading[0])
    if score <= 0:
        raise UnknownEncoding
    example = _first_change(before, after)
    note = _("The file is not in Unicode; it was read as %(name)s. Check the letters.")
    return Decoded(after, name, (note % {"name": name},), example)


def _score(text: str) -> int:
    head = text[:200_000]
    return syllables.marked(head) - 3 * syllables.strange(head)


def _first_change(before: str, after: str) -> tuple[str, str]:
    for old, new in zip(before.splitlines(), after.splitlines(), strict=False):
        if old != new:
            return old[:80], new[:80]
    return before[:80], after[:80]


def nfc(text: str) -> str:
    """One form for each letter, and no zeros."""
    return unicodedata.normalize("NFC", text.replace("\x00", ""))
