"""The head of a commune's papers (Nghị định 30/2020/NĐ-CP, Phụ lục I); always Vietnamese."""

import datetime as dt

from disclosures.models import AdministrativeUnit

STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
DOTS = "…………"
COMMITTEE = "ỦY BAN NHÂN DÂN"
_ORGANS = {"UBND": COMMITTEE, "HĐND": "HỘI ĐỒNG NHÂN DÂN"}


def organ_of(issuer: str, unit_name: str) -> tuple[str, tuple[str, ...]]:
    """The issuer in capitals, in two lines where its name has two, with its superior if any."""
    short, _space, rest = (issuer or f"UBND {unit_name}").strip().partition(" ")
    if short in _ORGANS:
        return "", (_ORGANS[short], rest.upper())
    capitals = issuer.strip().upper()
    for name in _ORGANS.values():
        if capitals.startswith(f"{name} "):
            return "", (name, capitals.removeprefix(f"{name} "))
    return f"{COMMITTEE} {unit_name.upper()}", (capitals,)


def place_and_day(unit: AdministrativeUnit, day: dt.date | None) -> str:
    """Where and when a paper is dated; dots where the day is written in by hand."""
    if day is None:
        return f"{unit.name}, ngày {DOTS} tháng {DOTS} năm {DOTS}"
    return f"{unit.name}, {day_in_words(day)}"


def day_in_words(day: dt.date) -> str:
    """Days below ten and the first two months with a zero, as the decree's form has them."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day:%d} tháng {month} năm {day.year}"
