"""Charts as lists of bars and as columns: pure functions to SVG with attributes only.

The title of a chart is its finding; every figure stands in text beside its bar.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from disclosures.rules.numbers import millions, number_text, percent_text
from disclosures.wording import foreign, sentence


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart."""

    label: str
    figure: str
    svg: SafeString
    detail: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart whose bars are a real list."""

    title: str
    note: str
    legend: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """A chart of columns by year, with the same figures as a table."""

    title: str
    note: str
    legend: tuple[tuple[str, str], ...]
    svg: SafeString
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _bar_svg(rects: Sequence[tuple[str, Decimal, Decimal]], mark: Decimal | None) -> SafeString:
    drawn = format_html_join(
        "",
        '<rect class="{}" x="{}" width="{}" height="10"/>',
        ((look, f"{x:.1f}", f"{width:.1f}") for look, x, width in rects),
    )
    line = (
        format_html('<rect class="c-l" x="{}" y="-2" width=".6" height="14"/>', f"{mark:.1f}")
        if mark is not None
        else ""
    )
    return format_html(
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false">{}{}</svg>',
        drawn,
        line,
    )


def plan_and_actual(
    lines: Sequence[tuple[str, int, int]], *, note: str, expected: int | None, source: str
) -> BarChart | None:
    """What was done of each plan; `lines` are (label, plan, actual) in đồng, `expected` the
    percentage of the year that has passed. None without any line that has a plan."""
    lines = sorted((line for line in lines if line[1] > 0), key=lambda line: -line[1])
    if not lines:
        return None
    widest = max(max(plan, actual) for _label, plan, actual in lines)
    bars = []
    for label, plan, actual in lines:
        full = Decimal(plan) * 100 / widest
        done = Decimal(actual) * 100 / widest
        mark = full * expected / 100 if expected else None
        rects = [("c-t", Decimal(0), full), ("c-f", Decimal(0), max(Decimal(0), done))]
        detail = _("%(actual)s of %(plan)s million đồng") % {
            "actual": millions(actual),
            "plan": millions(plan),
        }
        rate = percent_text(Decimal(actual) * 100 / plan, 0)
        bars.append(Bar(label, rate, _bar_svg(rects, mark), detail))
    lowest = min(lines, key=lambda line: Decimal(line[2]) / line[1])
    rate = percent_text(Decimal(lowest[2]) * 100 / lowest[1], 0)
    title = sentence(
        _("%(label)s has reached %(rate)s of its plan, the lowest of all"),
        label=foreign(lowest[0]),
        rate=rate,
    )
    legend = [("c-f", _("Spent")), ("c-t", _("Left of the estimate"))]
    if expected:
        legend.append(("c-l", _("%(rate)d%% of the year") % {"rate": expected}))
    return BarChart(title, note, tuple(legend), tuple(bars), source)


def counts_by_place(
    counts: Sequence[tuple[str, str, int]], *, categories: Sequence[tuple[str, str]], unit: str
) -> BarChart | None:
    """Households of each village by category; `counts` are (village, category, count), the first
    two `categories` (code, label) are drawn. None without counts."""
    places: dict[str, dict[str, int]] = {}
    for place, category, count in counts:
        places.setdefault(place, {})[category] = count
    drawn = [(code, foreign(label)) for code, label in categories[:2]] or [("", escape(unit))]
    sums = {place: sum(found.get(code, 0) for code, _l in drawn) for place, found in places.items()}
    ordered = sorted(((place, sums[place]) for place in places if place), key=lambda p: -p[1])
    if not ordered or not ordered[0][1]:
        return None
    widest = ordered[0][1]
    bars = []
    for place, total in ordered:
        rects, start, words = [], Decimal(0), []
        for (code, label), look in zip(drawn, ("c-f", "c-t"), strict=False):
            count = places[place].get(code, 0)
            width = Decimal(count) * 100 / widest
            rects.append((look, start, width))
            start += width
            words.append(format_html("{} {}", count, mark_safe(label.lower())))
        figure = f"{number_text(total)} {unit}"
        bars.append(
            Bar(
                place,
                figure,
                _bar_svg(rects, None),
                format_html_join(", ", "{}", ((w,) for w in words)),
            )
        )
    title = sentence(
        _("%(place)s has most: %(count)d of %(total)d %(unit)s"),
        place=foreign(ordered[0][0]),
        count=widest,
        total=sum(sums.values()),
        unit=unit,
    )
    legend = tuple(
        (look, format_html("{} ({})", label, sum(p.get(code, 0) for p in places.values())))
        for (code, label), look in zip(drawn, ("c-f", "c-t"), strict=False)
    )
    return BarChart(title, "", legend, tuple(bars))


def by_year(years: Sequence[tuple[str, int, int]], *, title: str, note: str) -> ColumnChart | None:
    """Revenue and spending of each year as columns; `years` are (label, revenue, spending) in
    đồng, oldest first. None for fewer than two years."""
    if len(years) < 2:
        return None
    years = years[-5:]
    top = max(0, *(max(first, second) for _y, first, second in years))
    step = _step(top)
    lines = [step * at for at in range(int(top // step) + 2)]
    height, base, left = Decimal(140), 172, 24
    scale = height / lines[-1]
    grid = format_html_join(
        "",
        '<path class="gl" d="M24 {}H300"/>'
        '<text class="ax" x="19" y="{}" text-anchor="end">{}</text>',
        (
            (
                f"{base - line * scale:.0f}",
                f"{base - line * scale + 4:.0f}",
                number_text(Decimal(line) / 10**9),
            )
            for line in lines
        ),
    )
    columns = format_html_join(
        "",
        '<rect class="c-o" x="{}" y="{}" width="21" height="{}"/>'
        '<rect class="c-f" x="{}" y="{}" width="21" height="{}"/>'
        '<text x="{}" y="{}" text-anchor="end" font-size="12">{}</text>'
        '<text x="{}" y="{}" font-size="12">{}</text>'
        '<text x="{}" y="189" text-anchor="middle" font-size="13">{}</text>',
        (
            _column(label, first, second, left + 6 + 55 * at, base, scale)
            for at, (label, first, second) in enumerate(years)
        ),
    )
    described = "; ".join(
        f"{label}: {number_text(Decimal(a) / 10**9, 1)} / {number_text(Decimal(b) / 10**9, 1)}"
        for label, a, b in years
    )
    svg = format_html(
        '<svg viewBox="0 0 302 196" role="img" aria-labelledby="by-year-t by-year-d">'
        '<title id="by-year-t">{}</title><desc id="by-year-d">{}</desc>{}{}</svg>',
        title,
        described,
        grid,
        columns,
    )
    rows = tuple(
        (label, number_text(Decimal(a) / 10**9, 1), number_text(Decimal(b) / 10**9, 1))
        for label, a, b in years
    )
    legend = (("c-o", _("Revenue")), ("c-f", _("Spending")))
    headers = (_("Year"), _("Revenue"), _("Spending"))
    return ColumnChart(title, note, legend, svg, headers, rows)


def _step(top: int) -> int:
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if top <= step * 10**9 * 5:
            return step * 10**9
    return 10**13


def _column(
    label: str, first: int, second: int, x: int, base: int, scale: Decimal
) -> tuple[str, ...]:
    one, two = first * scale, second * scale
    return (
        f"{x}", f"{base - one:.1f}", f"{one:.1f}",
        f"{x + 23}", f"{base - two:.1f}", f"{two:.1f}",
        f"{x + 20}", f"{base - one - 4:.1f}", number_text(Decimal(first) / 10**9, 1),
        f"{x + 24}", f"{base - two - 4:.1f}", number_text(Decimal(second) / 10**9, 1),
        f"{x + 22}", label,
    )  # fmt: skip
