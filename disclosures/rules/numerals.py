"""Numbers in Vietnamese words, as northerners and southerners say them; sentences: `read_aloud`.

North: nghìn, linh, hai mươi tư. South: ngàn, lẻ, hai mươi bốn. A four after linh is bốn in both,
as primary schools teach.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from disclosures.rules import numbers
from disclosures.rules.numbers import NotANumber

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 1_000_000_000


class Dialect(StrEnum):
    """Whose words are used."""

    NORTH = "north"
    SOUTH = "south"


@dataclass(frozen=True, slots=True)
class _Words:
    thousand: str
    zero_ten: str
    four_after_tens: str


_SAID = {
    Dialect.NORTH: _Words("nghìn", "linh", "tư"),
    Dialect.SOUTH: _Words("ngàn", "lẻ", "bốn"),
}


def integer_words(number: int, dialect: Dialect = Dialect.NORTH) -> str:
    """Any whole number: 1_250_000_000 is `một tỷ hai trăm năm mươi triệu`."""
    if number < 0:
        return f"âm {integer_words(-number, dialect)}"
    return " ".join(_whole(number, _SAID[dialect])) or DIGITS[0]


def _whole(number: int, said: _Words) -> list[str]:
    above, below = divmod(number, _BILLION)
    words = [*_whole(above, said), "tỷ"] if above else []
    for unit, name in ((1_000_000, "triệu"), (1_000, said.thousand), (1, "")):
        group, below = divmod(below, unit)
        if group:
            words += _hundreds(group, said, follows=bool(words))
            words += [name] if name else []
    return words


def _hundreds(group: int, said: _Words, *, follows: bool) -> list[str]:
    """One to 999; where a larger group goes before, its hundreds are said even if none."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or follows else []
    if tens == 0 and ones:
        return [*words, said.zero_ten, DIGITS[ones]] if words else [DIGITS[ones]]
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [DIGITS[tens], "mươi"]
    if ones:
        words.append(_last(tens, ones, said))
    return words


def _last(tens: int, ones: int, said: _Words) -> str:
    if ones == 5:
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: said.four_after_tens}.get(ones, DIGITS[ones])
    return DIGITS[ones]


def digit_words(text: str) -> str:
    """Digit by digit, as telephone numbers and codes are said; other signs are left out."""
    return " ".join(DIGITS[int(sign)] for sign in text if sign in "0123456789")


def plain_words(digits: str, dialect: Dialect = Dialect.NORTH) -> str:
    """Digits without marks; with a leading zero they are a code and said one by one."""
    if digits.startswith("0") and len(digits) > 2:
        return digit_words(digits)
    return integer_words(int(digits), dialect)


def decimal_words(number: Decimal, dialect: Dialect = Dialect.NORTH) -> str:
    """A number with its fraction: 12,75 is `mười hai phẩy bảy mươi lăm`.

    Zeros that open a fraction are said one by one; more than three digits after them likewise.
    """
    whole, _dot, fraction = f"{number.copy_abs():f}".partition(".")
    fraction = fraction.rstrip("0")
    sign = "âm " if number < 0 else ""
    words = sign + integer_words(int(whole), dialect)
    return f"{words} phẩy {_fraction_words(fraction, dialect)}" if fraction else words


def _fraction_words(fraction: str, dialect: Dialect) -> str:
    rest = fraction.lstrip("0")
    if len(rest) > 3:
        return digit_words(fraction)
    zeros = [DIGITS[0]] * (len(fraction) - len(rest))
    return " ".join([*zeros, *([integer_words(int(rest), dialect)] if rest else [])])


def number_words(text: str, dialect: Dialect = Dialect.NORTH) -> str:
    """The number that `text` writes, in words, with its per cent sign. Raises NotANumber.

    Of more than 27 digits, decimals of 28 would begin to round: refused rather than misread.
    """
    plain = text.strip()
    if sum(sign.isdigit() for sign in plain) > 27:
        raise NotANumber(text)
    if plain.endswith("%"):
        return f"{number_words(plain[:-1], dialect)} phần trăm"
    return decimal_words(numbers.parse_number(plain), dialect)
