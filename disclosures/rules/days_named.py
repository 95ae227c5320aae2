"""Which days a Vietnamese text names: «thứ Năm 05, 12 và 19/11/2026», «thứ Hai hằng tuần». Pure.

For calendars made of what offices wrote in words. What it does not understand it leaves out; it
never guesses a day.
"""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

_DAY = r"(?<![\d/.:,-])\d{1,2}"
_LIST = rf"(?P<days>{_DAY}(?:\s*(?:,|;|và)\s*(?:ngày\s*)?\d{{1,2}})*)"
# 05, 12 và 19/11/2026; half a day («1/2 ngày») is none.
_SLASHED = re.compile(
    rf"{_LIST}\s*[/.-]\s*(?P<month>\d{{1,2}})(?:\s*[/.-]\s*(?P<year>\d{{4}}))?(?![\d/:]|\s*ngày)"
)
# 5 và 12 tháng 11 năm 2026
_SPELLED = re.compile(
    rf"{_LIST}\s+tháng\s+(?P<month>\d{{1,2}})(?:\s+năm\s+(?P<year>\d{{4}}))?(?!\d)"
)
# ngày 10 và 24 hằng tháng
_MONTHLY = re.compile(rf"ngày\s+{_LIST}\s+(?:của\s+)?(?:h[ằà]ng|mỗi)\s+tháng")
_WEEKLY = re.compile(r"h[ằà]ng tuần|mỗi tuần|mỗi thứ|các ngày thứ|các thứ")
_WEEKDAYS = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4,
    "bảy": 5, "7": 5,
}  # fmt: skip
_WEEKDAY = re.compile(r"(?:thứ\s+)?\b(hai|ba|tư|năm|sáu|bảy|[2-7])\b|(chủ nhật)")
_SPAN = re.compile(r"\s*(?:đến|tới|-|–)\s*(?:hết\s+)?")
_RUN = re.compile(
    r"thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])\b"
    r"(?:\s*(?:,|và|đến|tới|-|–)\s*(?:hết\s+)?(?:thứ\s+)?(?:hai|ba|tư|năm|sáu|bảy|[2-7])\b"
    r"|\s*(?:,|và|đến|tới|-|–)\s*(?:hết\s+)?chủ nhật)*"
    r"|chủ nhật"
)


def days_named(text: str, *, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days from `first` to `last` that the text names, in order, each once.

    A day without a year is of the year in which it lies in that span. Weekdays count where the
    text says that they come every week, days alone where it says every month.
    """
    words = unicodedata.normalize("NFC", text).casefold()
    found = {*_dates(words, first, last), *_monthly(words, first, last)}
    if _WEEKLY.search(words):
        wanted = set(_weekdays(words))
        day = first
        while wanted and day <= last:
            if day.weekday() in wanted:
                found.add(day)
            day += dt.timedelta(days=1)
    return sorted(found)


def _dates(words: str, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for pattern in (_SLASHED, _SPELLED):
        for match in pattern.finditer(words):
            years = [int(match["year"])] if match["year"] else range(first.year, last.year + 1)
            for year in years:
                for number in re.findall(r"\d+", match["days"]):
                    day = _date(year, int(match["month"]), int(number))
                    if day is not None and first <= day <= last:
                        yield day


def _monthly(words: str, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for match in _MONTHLY.finditer(words):
        for number in re.findall(r"\d+", match["days"]):
            for at in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
                day = _date(at // 12, at % 12 + 1, int(number))
                if day is not None and first <= day <= last:
                    yield day


def _date(year: int, month: int, day: int) -> dt.date | None:
    if not dt.MINYEAR <= year <= dt.MAXYEAR or not 1 <= month <= 12:
        return None
    return dt.date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _weekdays(words: str) -> Iterator[int]:
    """Of «thứ Hai đến thứ Sáu» all five, of «thứ Hai và thứ Năm» two."""
    for run in _RUN.finditer(words):
        before, ends = None, 0
        for match in _WEEKDAY.finditer(run[0]):
            day = 6 if match[2] else _WEEKDAYS[match[1]]
            if before is not None and _SPAN.fullmatch(run[0], ends, match.start()):
                yield from range(before, day)
            yield day
            before, ends = day, match.end()
