"""What charts say of money and people, in the reader's language."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from disclosures.rules import numbers
from disclosures.search.fold import sort_key


class Money(StrEnum):
    """What a sum is: nothing that is only proposed or decided is ever drawn as spent."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    SPENT = "spent"

    @property
    def look(self) -> str:
        """Solid where money has moved, an outline where it has not."""
        return "c-f" if self is Money.SPENT else "c-t"

    @property
    def words(self) -> str:
        """The legend's words."""
        match self:
            case Money.PROPOSED:
                return _("Proposed, not decided")
            case Money.DECIDED:
                return _("Decided, not spent yet")
        return _("Spent")


def amount(value: Any) -> str:
    """A sum as it is said, without its currency: `14,9 tỷ`."""
    figure, unit = numbers.short_money(value)
    match unit:
        case "tỷ":
            return _("%(amount)s billion") % {"amount": figure}
        case "triệu":
            return _("%(amount)s million") % {"amount": figure}
    return _("%(amount)s đồng") % {"amount": figure}


def dong(value: Any) -> str:
    """A sum of less than a million to the thousand, or as it is said."""
    if abs(value) >= 1_000_000:
        return amount(value)
    rounded = value if abs(value) < 1000 else (Decimal(value) / 1000).quantize(Decimal(1)) * 1000
    return _("%(amount)s đồng") % {"amount": numbers.number_text(rounded, 0)}


def in_wholes(whole: int) -> str:
    """What the figures over columns count."""
    match whole:
        case 1:
            return _("In đồng.")
        case 1_000:
            return _("In thousand đồng.")
        case 1_000_000:
            return _("In million đồng.")
        case 1_000_000_000:
            return _("In billion đồng.")
        case 1_000_000_000_000:
            return _("In thousand billion đồng.")
    return _("In %(zeros)s đồng.") % {"zeros": numbers.number_text(whole)}


def no_figure() -> str:
    """For a cell that holds nothing: it is never shown as 0."""
    return _("no figure")


def share(part: int, whole: int) -> str:
    """`79%`; tenths below ten per cent, so that little is not called nothing."""
    rate = Decimal(part) * 100 / whole
    return numbers.percent_text(rate, 0 if abs(rate) >= 10 or rate == int(rate) else 1)


def by_size[Line](lines: Iterable[tuple[str, int | None, Line]]) -> list[Line]:
    """The third of each, by the second, largest first; ties in Vietnamese order, then as given."""
    ordered = sorted(
        lines,
        key=lambda line: (line[1] is None, -(line[1] or 0), sort_key(line[0])),
    )
    return [line[2] for line in ordered]
