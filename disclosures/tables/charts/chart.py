"""What a chart is before anybody draws it: bars with their words, or columns by year."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from disclosures.tables.charts.columns import Column, columns_svg
from disclosures.tables.charts.svg import bar_svg

# Bars that stand open; the rest lies folded, and what is beyond that is read in the table itself.
OPEN_BARS = 12
MOST_BARS = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a bar: its look, where it begins and how wide it is, in hundredths."""

    look: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart; `line` is the place of a mark across it, in hundredths."""

    label: str
    figure: str
    detail: str = ""
    marks: tuple[Mark, ...] = ()
    line: float | None = None

    @property
    def svg(self) -> SafeString:
        """The bar alone. Its words stand beside it, so it is hidden from screen readers."""
        return format_html(
            '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" '
            'focusable="false">{}</svg>',
            bar_svg(self.marks, self.line),
        )


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart whose bars are a real list: each figure is text beside its bar.

    `code` tells it from the others of its page and names its picture; `legend` are (look, words).
    """

    code: str
    title: str
    note: str
    legend: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]

    @property
    def open(self) -> Sequence[Bar]:
        """The bars that are seen at once."""
        return self.bars[:OPEN_BARS]

    @property
    def folded(self) -> Sequence[Bar]:
        """The bars that are folded away."""
        return self.bars[OPEN_BARS:MOST_BARS]

    @property
    def beyond(self) -> int:
        """How many are not drawn at all."""
        return max(0, len(self.bars) - MOST_BARS)


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Pairs of columns by year, with the figures as a table (`headers`, `rows`).

    From the column `broken_at` on the figures are of something else than before.
    """

    code: str
    title: str
    note: str
    legend: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    broken_at: int | None = None

    @property
    def svg(self) -> SafeString:
        """The picture, with its name and its figures as its description."""
        described = "; ".join(f"{row[0]}: {' / '.join(row[1:])}" for row in self.rows)
        name = f"chart-{self.code}"
        looks = tuple(look for look, _words in self.legend)
        return format_html(
            '<svg viewBox="0 0 302 196" role="img" aria-labelledby="{0}-t {0}-d">'
            '<title id="{0}-t">{1}</title><desc id="{0}-d">{2}</desc>{3}</svg>',
            name,
            self.title,
            described,
            columns_svg(self.columns, looks, self.broken_at),
        )


Chart = BarChart | ColumnChart
