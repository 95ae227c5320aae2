"""What a compensation plan's total is made of."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from disclosures.tables.charts.chart import Bar, BarChart, Mark
from disclosures.tables.charts.svg import hundredths
from disclosures.tables.charts.words import Money, amount, by_size, share
from disclosures.wording import foreign, sentence


def compensation_totals(
    parts: Sequence[tuple[str, int]], *, money: Money, note: str = ""
) -> BarChart | None:
    """The parts of all households' compensation, largest first; `parts` are (label, đồng).

    A part of nothing is left out; what is deducted stands in words alone. None without a part.
    """
    named = [(label, sum_) for label, sum_ in parts if sum_]
    total = sum(sum_ for _label, sum_ in named if sum_ > 0)
    if not total:
        return None
    ordered = by_size((label, sum_, (label, sum_)) for label, sum_ in named)
    most, largest = ordered[0]
    title = sentence(
        _("%(label)s is the largest part: %(amount)s of %(total)s đồng"),
        label=foreign(most),
        amount=amount(largest),
        total=amount(total),
    )
    bars = tuple(
        Bar(
            label,
            amount(sum_),
            _("%(rate)s of all") % {"rate": share(sum_, total)} if sum_ > 0 else _("deducted"),
            (Mark(money.look, 0, hundredths(sum_, largest)),) if sum_ > 0 else (),
        )
        for label, sum_ in ordered
    )
    return BarChart("boi-thuong", title, note, ((money.look, money.words),), bars)
