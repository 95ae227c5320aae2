"""Draws pairs of columns by year over a grid; room for five years, 302 units wide, 196 high."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from disclosures.rules.numbers import number_text
from disclosures.tables.charts.svg import PAINT, clipped, coordinate

MOST_COLUMNS = 5
_HEIGHT, _BASE, _LEFT, _PITCH, _WIDTH = 140, 172, 30, 55, 21


@dataclass(frozen=True, slots=True)
class Column:
    """A year's pair of columns in đồng; None is a figure that nobody published."""

    label: str
    first: int | None
    second: int | None


# The least whole of which no figure has a thousand: the labels are short then.
_WHOLES = tuple(10**zeros for zeros in (0, 3, 6, 9, 12, 15, 18, 21))


def whole_of(columns: Sequence[Column]) -> int:
    """What the figures over the columns count: one đồng, a thousand, a million and so on."""
    largest = max((abs(figure) for figure in _figures(columns)), default=0)
    return next((one for one in _WHOLES if largest < 999 * one), _WHOLES[-1])


def columns_svg(
    columns: Sequence[Column], looks: Sequence[str], broken_at: int | None = None
) -> SafeString:
    """The grid, the columns, their figures and the years, without the element around them.

    Before the column `broken_at` a line says that the series is not of one thing.
    """
    whole = whole_of(columns)
    step = _step(_top(columns), whole)
    lines = [step * at for at in range(-(-_top(columns) // step) + 1)]
    lines = lines if len(lines) > 1 else [0, step]
    broken = (
        ""
        if broken_at is None
        else format_html(
            '<path class="gl" stroke="#5b4e45" stroke-dasharray="3 3" d="M{} 16V{}"/>',
            _LEFT + _PITCH * broken_at,
            _BASE,
        )
    )
    return format_html(
        '{}{}<g font-family="sans-serif" font-size="12" fill="#211a16">{}</g>',
        _grid(lines, whole),
        broken,
        format_html_join(
            "",
            "{}{}",
            (
                (_pair(column, at, lines[-1], whole, looks), _year(column, at))
                for at, column in enumerate(columns)
            ),
        ),
    )


def _top(columns: Sequence[Column]) -> int:
    return max((0, *_figures(columns)))


def _figures(columns: Sequence[Column]) -> list[int]:
    return [f for column in columns for f in (column.first, column.second) if f is not None]


def _step(top: int, whole: int) -> int:
    """The distance of the grid's lines: five at most, at round figures."""
    unit = max(whole // 10, 1)
    while True:
        for times in (1, 2, 5):
            if top <= times * unit * 5:
                return times * unit
        unit *= 10


def _grid(lines: Sequence[int], whole: int) -> SafeString:
    heights = [_BASE - _HEIGHT * line / lines[-1] for line in lines]
    return format_html_join(
        "",
        '<path class="gl" stroke="#d9cdbb" d="M{} {}H300"/><text class="ax" fill="#5b4e45" '
        'font-family="sans-serif" font-size="12" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (_LEFT, coordinate(y), _LEFT - 4, coordinate(y + 4), _short(line, whole))
            for y, line in zip(heights, lines, strict=True)
        ),
    )


def _pair(column: Column, at: int, top: int, whole: int, looks: Sequence[str]) -> SafeString:
    left = _LEFT + 3 + _PITCH * at
    pairs = ((column.first, left, "end", left + 21), (column.second, left + 23, "start", left + 23))
    return format_html_join(
        "",
        '<rect class="{}" {} x="{}" y="{}" width="{}" height="{}"/>'
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            _column(figure, look, top, whole, (x, anchor, text_at))
            for (figure, x, anchor, text_at), look in zip(pairs, looks, strict=False)
        ),
    )


def _column(
    figure: int | None, look: str, top: int, whole: int, place: tuple[int, str, int]
) -> tuple[object, ...]:
    x, anchor, text_at = place
    # A negative figure stands in words; a column below the ground would be read as one above.
    height = min(max(figure or 0, 0) * 10 * _HEIGHT // top / 10, _HEIGHT)
    y = _BASE - height
    words = "–" if figure is None else _short(figure, whole)
    return (
        look, PAINT[look], x, coordinate(y), _WIDTH, coordinate(height),
        text_at, coordinate(y - 4), anchor, words,
    )  # fmt: skip


def _year(column: Column, at: int) -> SafeString:
    return format_html(
        '<text x="{}" y="189" text-anchor="middle">{}</text>',
        _LEFT + 25 + _PITCH * at,
        clipped(column.label, 7),
    )


def _short(figure: int, whole: int) -> str:
    """Four signs or so: `14,9`, `120`."""
    share = Decimal(figure) / whole
    text = number_text(share, 1)
    text = text.removesuffix(",0") if figure % whole == 0 else text
    return text if len(text) <= 4 else number_text(share, 0)
