"""Numbers and dates as Vietnamese offices write them: reading and writing, without floats."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

_UNITS = {
    "dong": 1,
    "d": 1,
    "đ": 1,
    "đồng": 1,
    "nghin": 1_000,
    "nghìn": 1_000,
    "ngàn": 1_000,
    "trieu": 1_000_000,
    "triệu": 1_000_000,
    "tr": 1_000_000,
    "ty": 1_000_000_000,
    "tỷ": 1_000_000_000,
    "tỉ": 1_000_000_000,
}
MONEY_UNITS = {"dong": 1, "nghin": 1_000, "trieu": 1_000_000, "ty": 1_000_000_000}
_SUFFIX = re.compile(r"\s*(nghìn|ngàn|triệu|tỷ|tỉ|tr)?\s*(đồng|đ|vnđ|vnd|%|m2|m²|ha)?$", re.I)
_DATE_FORMS = (
    re.compile(r"(?P<d>\d{1,2})[/\-.](?P<m>\d{1,2})[/\-.](?P<y>\d{4}|\d{2})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[ T]\d{2}:\d{2}(:\d{2})?)?"),
    re.compile(r"ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})", re.I),
    re.compile(r"(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})[,\s]+(?:năm\s+)?(?P<y>\d{4})", re.I),
)
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_FIRST_SERIAL = (dt.date(1950, 1, 1) - _EXCEL_EPOCH).days
_END_SERIAL = (dt.date(2101, 1, 1) - _EXCEL_EPOCH).days


class NotANumber(ValueError):
    """The text is no number; `ambiguous` where it could be two."""

    def __init__(self, text: str, *, ambiguous: bool = False) -> None:
        super().__init__(text)
        self.ambiguous = ambiguous


def parse_number(text: str) -> Decimal:
    """The number that `text` writes in Vietnamese or English style. Raises NotANumber.

    `1.234.567,89` and `1,234,567.89` are clear by their two marks; one mark followed by three
    digits groups thousands, as Vietnamese offices write; anything else after it is a fraction.
    """
    plain = " ".join(text.split()).replace("−", "-")
    sign = 1
    if plain.startswith("(") and plain.endswith(")"):
        sign, plain = -1, plain[1:-1].strip()
    if plain.startswith(("+", "-")):
        sign, plain = (-sign if plain[0] == "-" else sign), plain[1:].strip()
    suffix = _SUFFIX.search(plain)
    factor = 1
    if suffix and suffix.group(0):
        factor = _UNITS.get((suffix.group(1) or "").lower(), 1)
        plain = plain[: suffix.start()]
    plain = re.sub(r"(?<=\d) (?=\d{3}(\D|$))", "", plain.strip())
    if not re.fullmatch(r"[\d.,]+", plain) or not re.search(r"\d", plain):
        raise NotANumber(text)
    try:
        return sign * factor * Decimal(_dotted(plain, text))
    except ArithmeticError as error:  # a million digits, say
        raise NotANumber(text) from error


def _dotted(plain: str, text: str) -> str:
    dots, commas = plain.count("."), plain.count(",")
    if dots and commas:
        decimal = max(plain.rfind("."), plain.rfind(","))
        whole, fraction = plain[:decimal], plain[decimal + 1 :]
        mark = plain[decimal]
        if mark in whole:
            raise NotANumber(text, ambiguous=True)
        groups = whole.replace("," if mark == "." else ".", " ").split(" ")
        if any(len(group) != 3 for group in groups[1:]) or len(groups[0]) > 3:
            raise NotANumber(text, ambiguous=True)
        return "".join(groups) + "." + fraction
    mark = "." if dots else ","
    if mark not in plain:
        return plain
    groups = plain.split(mark)
    if len(groups) > 2:
        if any(len(group) != 3 for group in groups[1:]) or not 1 <= len(groups[0]) <= 3:
            raise NotANumber(text, ambiguous=True)
        return "".join(groups)
    if len(groups[1]) == 3 and 1 <= len(groups[0]) <= 3 and groups[0] != "0":
        return "".join(groups)
    return ".".join(groups)


def parse_date(text: str) -> dt.date:
    """The day that `text` writes, in one of five styles. Raises ValueError."""
    plain = " ".join(text.strip().split())
    for form in _DATE_FORMS:
        match = form.fullmatch(plain)
        if match:
            year = int(match["y"])
            year += 2000 if year < 50 else 1900 if year < 100 else 0
            return dt.date(year, int(match["m"]), int(match["d"]))
    raise ValueError(text)


def excel_serial(number: Decimal) -> dt.date:
    """The day of a spreadsheet's serial number. Raises ValueError outside 1950 to 2100."""
    if not _FIRST_SERIAL <= number < _END_SERIAL:
        raise ValueError(str(number))
    return _EXCEL_EPOCH + dt.timedelta(days=int(number))


def decimal_text(number: Decimal) -> str:
    """The canonical text of a decimal: no exponent, no trailing zeros, a dot."""
    text = f"{number.normalize():f}"
    return "0" if text in {"-0", ""} else text


def _grouped(whole: str) -> str:
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    head = len(digits) % 3
    parts = ([digits[:head]] if head else []) + [
        digits[at : at + 3] for at in range(head, len(digits), 3)
    ]
    return sign + ".".join(parts)


def number_text(value: Any, places: int | None = None) -> str:
    """A number in Vietnamese style: `1.234.567,89`; empty for None.

    `places` rounds half up and drops nothing; without it all places are kept.
    """
    if value is None or value == "":
        return ""
    if type(value) is int and places is None:
        return f"{value:,}".replace(",", ".")
    number = Decimal(str(value))
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")
    whole, _dot, fraction = f"{number:f}".partition(".")
    return _grouped(whole) + (f",{fraction}" if fraction else "")


def money_text(value: Any) -> str:
    """`1.250.000.000 đồng`; empty for None."""
    return f"{number_text(int(value))} đồng" if value is not None and value != "" else ""


def short_money(value: Any) -> tuple[str, str]:
    """A sum as it is said: ("14,9", "tỷ"), ("451,36", "triệu"), ("889.000", "đồng")."""
    amount = Decimal(str(value))
    if abs(amount) >= 1_000_000_000:
        return _trimmed(amount / 1_000_000_000, 1), "tỷ"
    if abs(amount) >= 1_000_000:
        return _trimmed(amount / 1_000_000, 2), "triệu"
    return number_text(amount, 0), "đồng"


def millions(value: Any) -> str:
    """đồng in triệu đồng with at most two places: `14.903,25`; empty for None."""
    if value is None or value == "":
        return ""
    return _trimmed(Decimal(str(value)) / 1_000_000, 2)


def percent_text(value: Any, places: int = 1) -> str:
    """`80,3%`; empty for None."""
    return f"{number_text(value, places)}%" if value is not None and value != "" else ""


def _trimmed(number: Decimal, places: int) -> str:
    text = number_text(number, places)
    return text.rstrip("0").rstrip(",") if "," in text else text
