"""The encodings that Vietnamese offices leave behind: detected, named, refused when unsure."""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

_VIETNAMESE = set("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")
# Letters of TCVN3 and VNI read as Latin-1: common in them, hardly ever in Vietnamese.
_TCVN3 = set("¸µ¶·¹¨©®ª«¬­Êµ")
_VNI = set("ÏÑØÙÛÜÞÕÖÂÊÔ")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding's name, and what the official is told about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


class LegacyFontError(ValueError):
    """Text written with an old font; the bytes do not say which letters were meant."""


def decode(content: bytes) -> Decoded:
    """The text of a CSV file: UTF-8 or UTF-16 by their marks, else Windows-1258."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(_nfc(content.decode("utf-16", "replace")), "UTF-16")
    try:
        return Decoded(_nfc(content.decode("utf-8-sig")), "UTF-8")
    except UnicodeDecodeError:
        text = _nfc(content.decode("cp1258", "replace"))
    note = _("The file is not in Unicode; it was read as Windows-1258. Check the accents.")
    return Decoded(text, "Windows-1258", (note,))


def looks_like_old_font(text: str) -> bool:
    """Whether `text` was typed with a TCVN3 or VNI font (.VnTime, VNI-Times)."""
    letters = [letter for letter in text if not letter.isascii()]
    if len(letters) < 3:
        return False
    odd = sum(letter in _TCVN3 or letter in _VNI for letter in letters)
    good = sum(letter.lower() in _VIETNAMESE for letter in letters)
    return odd > 2 * good


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\x00", ""))
