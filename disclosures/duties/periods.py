"""Reporting periods: 2026, 2026-H1, 2026-Q3, 2026-M9 (nine months), 2026-11."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

_FORM = re.compile(r"(\d{4})(?:-(?:(H)([12])|(Q)([1-4])|(M)([369])|(\d{2})))?")


class BadPeriod(ValueError):
    """A text that names no period."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A reporting period; `months` is counted from January for cumulative ones."""

    year: int
    kind: str
    index: int

    @property
    def code(self) -> str:
        """How it is stored and compared: ISO-like text."""
        match self.kind:
            case "year":
                return f"{self.year}"
            case "half_year":
                return f"{self.year}-H{self.index}"
            case "quarter":
                return f"{self.year}-Q{self.index}"
            case "quarter_cumulative":
                return f"{self.year}-M{self.index}"
            case _:
                return f"{self.year}-{self.index:02d}"

    @property
    def ends_on(self) -> dt.date:
        """Its last day."""
        month = {
            "year": 12,
            "half_year": 6 * self.index,
            "quarter": 3 * self.index,
            "quarter_cumulative": self.index,
        }.get(self.kind, self.index)
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def slug(self) -> str:
        """For addresses: nam-2026, 9-thang-2026, quy-3-2026, 6-thang-cuoi-2026, thang-11-2026."""
        match self.kind:
            case "year":
                return f"nam-{self.year}"
            case "half_year":
                return f"6-thang-{'dau' if self.index == 1 else 'cuoi'}-{self.year}"
            case "quarter":
                return f"quy-{self.index}-{self.year}"
            case "quarter_cumulative":
                return f"{self.index}-thang-{self.year}"
            case _:
                return f"thang-{self.index}-{self.year}"

    def words(self) -> str:
        """As a person says it, in the reader's language."""
        forms = {
            "year": _("in %(year)d"),
            "half_year": _("in half-year %(index)d of %(year)d"),
            "quarter": _("in quarter %(index)d of %(year)d"),
            "quarter_cumulative": _("in the first %(index)d months of %(year)d"),
            "month": _("in month %(index)d of %(year)d"),
        }
        return forms[self.kind] % {"year": self.year, "index": self.index}


def parse(code: str) -> Period:
    """The period that `code` names. Raises BadPeriod."""
    match = _FORM.fullmatch(code)
    if not match:
        raise BadPeriod(code)
    year, half, half_at, quarter, quarter_at, months, months_at, month = match.groups()
    if half:
        return Period(int(year), "half_year", int(half_at))
    if quarter:
        return Period(int(year), "quarter", int(quarter_at))
    if months:
        return Period(int(year), "quarter_cumulative", int(months_at))
    if month:
        if not 1 <= int(month) <= 12:
            raise BadPeriod(code)
        return Period(int(year), "month", int(month))
    return Period(int(year), "year", 1)


_INDEXES = {
    "year": (1,),
    "half_year": (1, 2),
    "quarter": (1, 2, 3, 4),
    "quarter_cumulative": (3, 6, 9),
    "month": tuple(range(1, 13)),
}


def periods_of(kind: str, first: dt.date, last: dt.date) -> list[Period]:
    """The periods of a rhythm that end between two days; none for kinds without a rhythm."""
    return [
        period
        for year in range(first.year, last.year + 1)
        for index in _INDEXES.get(kind, ())
        if first <= (period := Period(year, kind, index)).ends_on <= last
    ]
