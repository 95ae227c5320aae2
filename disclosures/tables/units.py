"""How amounts and areas are counted in a file: in words above the table, in a header, in a cell."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from disclosures.rules.numbers import MONEY_UNITS
from disclosures.search.fold import fold, split_words

_WORDS = {
    "trieu": "trieu", "tr": "trieu", "trd": "trieu",
    "nghin": "nghin", "ngan": "nghin", "1000": "nghin", "1 000": "nghin",
    "ty": "ty", "ti": "ty",
    "dong": "dong", "d": "dong", "vnd": "dong",
}  # fmt: skip
_UNIT = r"(trieu|tr|trd|nghin|ngan|1 ?000|ty|ti|dong|vnd|d)"
_SAID = re.compile(rf"\b(?:don vi|dvt|dv tinh)\b(?: tinh)?(?: la)?(?: tien)? {_UNIT}\b")
_NAMED = re.compile(r"\b(trieu|tr|nghin|ngan|1 ?000|ty|ti) (?:dong|d|vnd)\b")
_ALONE = re.compile(rf"{_UNIT}(?: (?:dong|d|vnd))?")
_IN_BRACKETS = re.compile(r"[(\[/]\s*([^()\[\]/]{1,20}?)\s*[)\]]?\s*$")
_HECTARE = re.compile(r"\b(ha|hecta|hec ta)\b")
_HECTARES = Decimal(10_000)


def money_unit_words(unit: str) -> str:
    """How a unit of money is called."""
    if unit not in MONEY_UNITS:
        raise KeyError(unit)
    return {
        "dong": "đồng",
        "nghin": "nghìn đồng",
        "trieu": "triệu đồng",
        "ty": "tỷ đồng",
    }[unit]


def said_above(texts: Iterable[str]) -> list[str]:
    """The units of money that lines above a table name, in order, each once."""
    found: dict[str, None] = {}
    for text in texts:
        folded = _folded(text)
        match = _SAID.search(folded) or _NAMED.search(folded)
        match = match or (_ALONE.fullmatch(folded) if len(folded) < 16 else None)
        if match:
            found.setdefault(_WORDS[match[1]])
    return list(found)


def said_in_header(header: str) -> str:
    """The unit of money that a column's header names, or nothing. Brackets at its end decide."""
    if brackets := _IN_BRACKETS.search(header):
        inside = _folded(brackets[1])
        match = _ALONE.fullmatch(inside) or _SAID.search(inside)
    else:
        folded = _folded(header)
        match = _SAID.search(folded) or _NAMED.search(folded)
    return _WORDS[match[1]] if match else ""


def area_factor(header: str) -> Decimal:
    """What turns the column's areas into square metres."""
    return _HECTARES if _HECTARE.search(fold(header)) else Decimal(1)


def without_units(header: str) -> str:
    """A header without the unit or number in brackets at its end, for comparing."""
    return re.sub(r"\s*[(\[][^()\[\]]{0,24}[)\]]\s*$", "", header)


# Only these words lose their accents, so that “giải ngân (đồng)” is no thousand (“ngàn”).
_ACCENTED = {
    "nghìn": "nghin", "ngàn": "ngan", "triệu": "trieu", "tỷ": "ty", "tỉ": "ti", "đồng": "dong",
    "đ": "d", "vnđ": "vnd", "đơn": "don", "vị": "vi", "tính": "tinh", "đvt": "dvt", "đv": "dv",
    "trđ": "trd", "là": "la", "tiền": "tien",
}  # fmt: skip


def _folded(text: str) -> str:
    plain = re.sub(r"(?<=\d)[.,](?=000)", "", text.lower().replace("tr.đ", "triệu đồng"))
    return " ".join(_ACCENTED.get(word, word) for word in split_words(plain))


def unit_notes(unit: str, *, is_said: bool) -> str:
    """The sentence about how amounts are counted."""
    words = {"unit": money_unit_words(unit)}
    if is_said:
        return _("Amounts are in %(unit)s, as the file says.") % words
    return (
        _("The file names no unit; amounts are taken as %(unit)s. Change it if that is wrong.")
        % words
    )
