"""A written sentence as it is read aloud: figures, dates, sums, document numbers, abbreviations.

`read_aloud` leaves no figure behind and changes nothing else. It reads what it is given and knows
nothing of privacy: whoever calls has left out what must not be said.
"""

import re
from decimal import Decimal
from functools import partial

from disclosures.rules.abbreviations import DOCUMENTS, ORGANS, UNITS, WORDS
from disclosures.rules.dates_aloud import DATES, Reader, fraction
from disclosures.rules.numerals import (
    Dialect,
    decimal_words,
    digit_words,
    integer_words,
    plain_words,
)

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ \u00a0]\d{3})+(?![\d])(?:,\d+)?|\d+,\d+|\d+"
_ROMAN = r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_HEADS = (
    "quý|khóa|khoá|chương|mục|phần|phụ lục|thế kỷ|thế kỉ|kỳ|kì|đợt|cấp|loại|hạng|nhóm|vùng"
    "|giai đoạn|lần|biểu|bảng|tập|bậc|khu vực"
)
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_DOCUMENT = "|".join(sorted(DOCUMENTS, key=len, reverse=True))


def roman_value(text: str) -> int:
    """XIV is 14. The text is made of Roman figures alone."""
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    total = 0
    for at, letter in enumerate(text):
        value = values[letter]
        total += -value if any(values[later] > value for later in text[at + 1 : at + 2]) else value
    return total


def ordinal_words(number: int, dialect: Dialect) -> str:
    """What follows thứ: nhất and tư, else the number itself."""
    return {1: "nhất", 4: "tư"}.get(number) or integer_words(number, dialect)


def _document(match: re.Match[str], dialect: Dialect) -> str:
    """`Nghị định 30/2020/NĐ-CP` is `Nghị định số ba mươi năm … của Chính phủ`."""
    kind = DOCUMENTS.get(match["kind"] or "", "")
    before = " ".join((match["before"] or "").split())
    head = before if before else kind
    if kind and before and kind.casefold() not in before.casefold():
        head = f"{before} {kind}"
    words = f"{head} số {plain_words(match['n'], dialect)}".strip()
    if match["y"]:
        words += f" năm {integer_words(int(match['y']), dialect)}"
    organ = ORGANS.get(match["organ"]) or spelled(match["organ"])
    if match["term"]:
        organ += f" khóa {integer_words(int(match['term']), dialect)}"
    return f"{words} của {organ}" if organ else words


def spelled(letters: str) -> str:
    """Letters that stand for nothing known, kept apart so that they are said one by one."""
    return " ".join(letter for letter in letters if letter.isalpha())


def _telephone(match: re.Match[str], dialect: Dialect) -> str:
    return ", ".join(digit_words(group) for group in re.split(r"\D+", match[0]) if group)


def _range(match: re.Match[str], dialect: Dialect) -> str:
    return f"{_number_text(match['a'], dialect)} đến {_number_text(match['b'], dialect)}"


def _roman_after(match: re.Match[str], dialect: Dialect) -> str:
    words = f"{match['head']}{integer_words(roman_value(match['r']), dialect)}"
    return f"{words} năm {integer_words(int(match['y']), dialect)}" if match["y"] else words


def _roman_alone(match: re.Match[str], dialect: Dialect) -> str:
    return integer_words(roman_value(match["r"]), dialect)


def _ordinal(match: re.Match[str], dialect: Dialect) -> str:
    number = int(match["n"]) if match["n"] else roman_value(match["r"])
    return f"{match['head']}{ordinal_words(number, dialect)}"


def _clause(match: re.Match[str], dialect: Dialect) -> str:
    return " chấm ".join(plain_words(part, dialect) for part in match[0].split("."))


def _number_text(text: str, dialect: Dialect) -> str:
    plain = re.sub(r"[ \u00a0]", "", text)
    if plain.isdigit():
        return plain_words(plain, dialect)
    whole, _comma, fraction = plain.replace(".", "").partition(",")
    return decimal_words(Decimal(f"{whole}.{fraction or 0}"), dialect)


def _measure(match: re.Match[str], dialect: Dialect) -> str:
    words = _number_text(match["n"], dialect)
    if match["sign"]:
        words = f"âm {words}"
    if match["unit"]:
        words += f" {UNITS.get(match['unit'], match['unit'])}"
    return words


def _percent(match: re.Match[str], dialect: Dialect) -> str:
    name = "phần trăm" if match["p"] == "%" else "phần nghìn"
    sign = "âm " if match["sign"] else ""
    return f"{sign}{_number_text(match['n'], dialect)} {name}"


def _abbreviation(match: re.Match[str], dialect: Dialect) -> str:
    return WORDS[match[0]]


def _per_unit(match: re.Match[str], dialect: Dialect) -> str:
    return f" trên {UNITS[match['unit']]}"


def _whatever(match: re.Match[str], dialect: Dialect) -> str:
    return f" {plain_words(match[0], dialect)} "


_SIGN = r"(?P<sign>(?<![\w])[-−])?"
_READERS: tuple[tuple[str, Reader], ...] = (
    (
        rf"(?P<before>\b(?:{'|'.join(DOCUMENTS.values())}|Luật)\s+)?(?:\b[Ss]ố:?\s*)?"
        rf"\b(?P<n>\d+)/(?:(?P<y>\d{{4}})/)?(?:(?P<kind>{_DOCUMENT})-?)?"
        r"(?P<organ>[A-ZĐ][A-Za-zĐ.]*[A-Za-zĐ])(?P<term>\d+)?\b(?:-[A-ZĐ]+\b)*",
        _document,
    ),
    *DATES,
    (r"(?<![\d.,])(?:\+84|0\d{2,4})(?:[ .]\d{2,4}){2,3}\b|(?<![\d.,])0\d{8,10}\b", _telephone),
    (
        rf"(?P<head>\b[Tt]hứ\s+)(?:(?P<n>\d{{1,2}})|(?P<r>(?=[IVX]){_ROMAN}))\b",
        _ordinal,
    ),
    (
        rf"(?P<head>\b(?i:{_HEADS})\s+)(?P<r>(?=[IVX]){_ROMAN})\b(?:/(?P<y>\d{{4}})\b)?",
        _roman_after,
    ),
    (
        rf"(?:(?<=^)|(?<=\n)|(?<![\w.\-/]))(?P<r>(?=[IVX]{{2}})(?!(?:VI|XI)\s){_ROMAN})(?![\w\-/])",
        _roman_alone,
    ),
    (r"(?:(?<=^)|(?<=\n))(?P<r>[IVX])(?=\. )", _roman_alone),
    (rf"{_SIGN}(?P<n>{_NUMBER})\s*(?P<p>[%‰])", _percent),
    (rf"(?<![\w.,])(?P<a>{_NUMBER})\s?[-–]\s?(?P<b>{_NUMBER})(?![\w])", _range),
    (r"\b\d+(?:\.\d{1,2})+\b(?!\.\d{3})", _clause),
    (r"\b\d+/\d+", fraction),
    (rf"{_SIGN}(?<![\w.,])(?P<n>{_NUMBER})(?:\s?(?P<unit>{_UNIT})(?![\w²³])|(?!\w))", _measure),
    (rf"/(?P<unit>{_UNIT})(?![\w²³])", _per_unit),
    (
        r"(?<!\w)(?:"
        + "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
        + r")(?:(?<=\.)(?=\s?\w)|(?<!\.)(?!\w))",
        _abbreviation,
    ),
    (r"[0-9]+", _whatever),
)
_TWICE = re.compile(r"\bcủa ([^,.;\n]{4,60}) của \1")
_THOUSAND = re.compile(r"\bnghìn\b")
_BEFORE_MARK = re.compile(r" ([,.;:!?)])")
_COMPILED = tuple((re.compile(form), reader) for form, reader in _READERS)


def read_aloud(text: str, dialect: Dialect = Dialect.NORTH) -> str:
    """`text` in words. No Arabic figure is left; unknown words stay as they are."""
    for form, reader in _COMPILED:
        text = form.sub(partial(reader, dialect=dialect), text)
    text = _TWICE.sub(r"của \1", text)
    if dialect == Dialect.SOUTH:
        text = _THOUSAND.sub("ngàn", text)
    return _BEFORE_MARK.sub(r"\1", re.sub(r"[ \t]+", " ", text)).strip()


def money_words(amount: int | Decimal, dialect: Dialect = Dialect.NORTH) -> str:
    """A sum in đồng, to the đồng."""
    return f"{decimal_words(Decimal(amount), dialect)} đồng"
