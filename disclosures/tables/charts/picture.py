"""A chart as one picture to take away: the same shapes with their words drawn beside them."""

import html
import textwrap
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from disclosures.tables.charts.chart import Bar, BarChart, Chart, ColumnChart
from disclosures.tables.charts.columns import columns_svg
from disclosures.tables.charts.svg import PAINT, bar_svg, clipped, coordinate, plain

# A page's width on the worst phone, in units; letters are counted by the widest common ones.
WIDTH, MARGIN = 302, 10
_MOST_BARS = 30
_LINE = 17


def picture(chart: Chart, *, source: str) -> str:
    """The whole chart as a document of its own, with `source` at its foot.

    It names itself, and describes itself by all the figures that it draws.
    """
    top, head = _words(_plain(chart.title), 0, size=15, most=33, weight="bold")
    top, note = _words(_plain(chart.note), top, size=12, most=41)
    top, legend = _legend(chart.legend, top)
    top, body = _bars(chart, top) if isinstance(chart, BarChart) else _columns(chart, top)
    top, foot = _words(source, top + 6, size=12, most=41)
    return format_html(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{lang}" role="img" '
        'aria-labelledby="name figures" viewBox="{left} {left} {width} {height}" '
        'width="{width}" height="{height}" font-family="sans-serif" fill="#211a16">\n'
        '<title id="name">{title}</title>\n<desc id="figures">{desc}</desc>\n'
        '<rect x="{left}" y="{left}" width="{width}" height="{height}" fill="#fff"/>\n'
        "{parts}</svg>\n",
        lang=get_language() or "vi",
        left=-MARGIN,
        width=WIDTH + 2 * MARGIN,
        height=coordinate(top + 2 * MARGIN),
        title=_plain(chart.title),
        desc="; ".join(_described(chart)),
        parts=format_html_join("", "{}\n", ((part,) for part in (head, note, legend, body, foot))),
    )


def _plain(text: str) -> str:
    """Words of the page, some of which mark a language, as they are read."""
    return plain(html.unescape(strip_tags(text)) if isinstance(text, SafeString) else text)


def _described(chart: Chart) -> list[str]:
    if isinstance(chart, ColumnChart):
        return [f"{plain(row[0])}: {' / '.join(row[1:])}" for row in chart.rows]
    return [
        ": ".join((plain(bar.label), ", ".join(_plain(p) for p in (bar.figure, bar.detail) if p)))
        for bar in chart.bars[:_MOST_BARS]
    ]


def _words(
    text: str, top: float, *, size: int, most: int, weight: str = "normal"
) -> tuple[float, SafeString]:
    """Lines of text from `top` on, and where they end."""
    lines = textwrap.wrap(plain(text), most, break_long_words=True)[:4]
    drawn = format_html_join(
        "",
        '<text x="0" y="{}" font-size="{}" font-weight="{}">{}</text>',
        (
            (coordinate(top + size + at * (size + 4)), size, weight, line)
            for at, line in enumerate(lines)
        ),
    )
    return top + len(lines) * (size + 4), drawn


def _legend(legend: Sequence[tuple[str, str]], top: float) -> tuple[float, SafeString]:
    drawn = format_html_join(
        "",
        '<rect class="{}" {} x="0" y="{}" width="{}" height="10"/>'
        '<text x="16" y="{}" font-size="12">{}</text>',
        (
            (
                look,
                PAINT[look],
                coordinate(top + 6 + at * _LINE),
                2 if look == "c-l" else 10,
                coordinate(top + 15 + at * _LINE),
                clipped(_plain(words), 39),
            )
            for at, (look, words) in enumerate(legend)
        ),
    )
    return top + len(legend) * _LINE + 8, drawn


def _bars(chart: BarChart, top: float) -> tuple[float, SafeString]:
    parts = []
    for bar in chart.bars[:_MOST_BARS]:
        top, drawn = _bar(bar, top)
        parts.append(drawn)
    left = len(chart.bars) - _MOST_BARS
    if left > 0:
        words = ngettext(
            "and %(count)d more in the table", "and %(count)d more in the table", left
        ) % {"count": left}
        top, drawn = _words(words, top, size=12, most=41)
        parts.append(drawn)
    return top, mark_safe("".join(parts))


def _bar(bar: Bar, top: float) -> tuple[float, SafeString]:
    figure = clipped(_plain(bar.figure), 24)
    named, label = _words(bar.label, top, size=13, most=37 - len(figure))
    drawn = format_html(
        '{}<text x="{}" y="{}" font-size="13" text-anchor="end" font-weight="bold">{}</text>{}',
        label,
        WIDTH,
        coordinate(top + 13),
        figure,
        bar_svg(bar.marks, bar.line, y=named + 3, full=WIDTH),
    )
    drawn_to = max(named, top + 17) + (16 if bar.marks else 0)
    bottom, detail = _words(_plain(bar.detail), drawn_to, size=12, most=41)
    return bottom + 8, format_html("{}{}", drawn, detail)


def _columns(chart: ColumnChart, top: float) -> tuple[float, SafeString]:
    looks = tuple(look for look, _words in chart.legend)
    return top + 196, format_html(
        '<g transform="translate(0 {})">{}</g>',
        coordinate(top),
        columns_svg(chart.columns, looks, chart.broken_at),
    )
