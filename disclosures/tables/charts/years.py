"""Revenue and spending of each year beside each other."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from disclosures.rules.numbers import millions
from disclosures.tables.charts.chart import ColumnChart
from disclosures.tables.charts.columns import MOST_COLUMNS, Column, whole_of
from disclosures.tables.charts.words import Money, in_wholes, no_figure


def by_year(
    years: Mapping[int, tuple[int | None, int | None]],
    *,
    money: Money,
    note: str = "",
    since: dt.date | None = None,
) -> ColumnChart | None:
    """The last five years' (revenue, spending) in đồng. A year in between of which nothing is known
    keeps its place. None for fewer than two years with a figure.

    `since` is the day from which the unit is what it is: the series is broken there, and says so.
    """
    known = sorted(year for year, pair in years.items() if pair != (None, None))
    if len(known) < 2:
        return None
    last = known[-1]
    shown = range(max(known[0], last - MOST_COLUMNS + 1), last + 1)
    columns = tuple(Column(str(year), *years.get(year, (None, None))) for year in shown)
    if money is Money.SPENT:
        title, first, second = _("Revenue and spending by year"), _("Revenue"), _("Spending")
    else:
        title = _("Estimates of revenue and spending by year")
        first, second = _("Estimated revenue"), _("Estimated spending")
    rows = tuple((c.label, _in_millions(c.first), _in_millions(c.second)) for c in columns)
    unit = _("million đồng")
    headers = (_("Year"), f"{first} ({unit})", f"{second} ({unit})")
    broken_at = since.year - shown[0] if since and shown[0] < since.year <= last else None
    formed = ""
    if broken_at is not None and since:
        formed = _(
            "The commune was formed anew in %(month)d/%(year)d; before, it had another area."
        )
        formed %= {"month": since.month, "year": since.year}
    said = " ".join(part for part in (in_wholes(whole_of(columns)), note, formed) if part)
    legend = (("c-o", first), (money.look, second))
    return ColumnChart("theo-nam", title, said, legend, columns, headers, rows, broken_at)


def _in_millions(figure: int | None) -> str:
    return no_figure() if figure is None else millions(figure)
