"""Text typed with TCVN3 (.VnTime) and VNI fonts, before Unicode: found and put into Unicode.

Such fonts draw other letters than the codes say, so that a program sees “NguyÔn” for “Nguyễn”.
Sources: TCVN 5712:1993 (VN3); the VNI-Windows key map. Bytes are taken as Latin-1 or Windows-1252.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from disclosures.tables import syllables

_TCVN3_CODES = (
    "a1a2a3a4a5a6a7a8a9aaabacadaeb5b6b7b8b9bbbcbdbec6c7c8c9cacbcccecfd0d1d2d3d4d5d6d7d8dcddde"
    "dfe1e2e3e4e5e6e7e8e9eaebecedeeeff1f2f3f4f5f6f7f8f9fafbfcfdfe"
)
_TCVN3_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
TCVN3 = dict(zip(bytes.fromhex(_TCVN3_CODES).decode("latin-1"), _TCVN3_LETTERS, strict=True))

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300\u0301\u0303\u0309\u0323"
_BREVE, _ROOF, _HORN = "\u0306\u0302\u031b"
# What a VNI letter adds to the one before it.
_VNI_MARKS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
    "â": _ROOF, "á": _ROOF + _ACUTE, "à": _ROOF + _GRAVE, "å": _ROOF + _HOOK,
    "ã": _ROOF + _TILDE, "ä": _ROOF + _DOT,
}  # fmt: skip
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI = re.compile(r"([aeouyôö])([ùøûõïêéèúüëâáàåãä])", re.I)


def from_tcvn3(text: str) -> str:
    """What a TCVN3 font shows for these codes."""
    return "".join(TCVN3.get(letter, letter) for letter in text)


def from_vni(text: str) -> str:
    """What a VNI font shows for these codes."""
    marked = _VNI.sub(lambda found: _letter(found[1]) + _mark(found[2]), text)
    plain = "".join(
        letter if marked[at + 1 : at + 2] in _COMBINING else _letter(letter)
        for at, letter in enumerate(marked)
    )
    return unicodedata.normalize("NFC", plain)


_COMBINING = frozenset({_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT, _BREVE, _ROOF, _HORN})


def _letter(letter: str) -> str:
    shown = _VNI_LETTERS.get(letter.lower(), letter.lower())
    return shown.upper() if letter.isupper() else shown


def _mark(letter: str) -> str:
    return _VNI_MARKS[letter.lower()]


def from_twice_encoded(text: str) -> str:
    """UTF-8 that was once read as Windows-1252 and saved again; the text itself where it is not."""
    try:
        return unicodedata.normalize("NFC", text.encode("cp1252").decode("utf-8"))
    except UnicodeError:
        return text


CONVERSIONS: dict[str, Callable[[str], str]] = {
    "TCVN3": from_tcvn3,
    "VNI": from_vni,
    "UTF-8/1252": from_twice_encoded,
}


@dataclass(frozen=True, slots=True)
class Conversion:
    """Which old form the texts are in, and one example of before and after."""

    name: str
    before: str
    after: str

    def apply(self, text: str) -> str:
        """`text` in Unicode; what is Vietnamese already stays as it is."""
        return _better(text, CONVERSIONS[self.name])


def _better(text: str, convert: Callable[[str], str]) -> str:
    if text.isascii():
        return text
    converted = convert(text)
    if convert is from_twice_encoded:
        return converted
    if not syllables.strange(text) and syllables.marked(text):
        return text
    return converted if syllables.strange(converted) <= syllables.strange(text) else text


def detect(texts: Iterable[str]) -> Conversion | None:
    """The old form that most words beyond ASCII are in, or None for honest Unicode.

    Judged by all texts together: one foreign name is no old font.
    """
    odd = [text for text in texts if not text.isascii()]
    twice = [(text, after) for text in odd if (after := from_twice_encoded(text)) != text]
    if twice and len(twice) * 2 >= len(odd):
        return Conversion("UTF-8/1252", *twice[0])
    strange = sum(map(syllables.strange, odd))
    if not strange:
        return None
    best: tuple[int, Conversion] | None = None
    for name, convert in CONVERSIONS.items():
        mended = [(text, _better(text, convert)) for text in odd if syllables.strange(text)]
        gained = strange - sum(syllables.strange(after) for _before, after in mended)
        changed = next(((b, a) for b, a in mended if a != b), None)
        if changed and gained * 2 > strange and (best is None or gained > best[0]):
            best = gained, Conversion(name, *changed)
    return best[1] if best else None
