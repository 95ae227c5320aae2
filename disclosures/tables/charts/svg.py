"""Pieces of SVG: numbers, texts that any reader of XML takes, bars. Attributes and classes alone.

Each shape carries its colour as an attribute, for a picture by itself, and a class, by which the
page's style sheet, forced colours and print have the last word.
"""

import re
from collections.abc import Iterable
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# What XML 1.0 does not allow even escaped, and halves of characters.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PAINT = {
    "c-f": SafeString('fill="#0f6b6d"'),
    "c-t": SafeString('fill="#b7d6d3" stroke="#0f6b6d"'),
    "c-o": SafeString('fill="#b8741a"'),
    "c-l": SafeString('fill="#211a16"'),
}


class Stretch(Protocol):
    """A stretch of a bar in hundredths of the whole width."""

    @property
    def look(self) -> str: ...
    @property
    def start(self) -> float: ...
    @property
    def width(self) -> float: ...


def plain(text: object) -> str:
    """`text` on one line, without what XML cannot hold."""
    return " ".join(_NOT_XML.sub("", str(text)).split())


def clipped(text: object, most: int) -> str:
    """`text` on one line, ended by an ellipsis where it is longer than `most` letters."""
    line = plain(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def hundredths(part: float, whole: float) -> float:
    """How much of the whole width `part` takes: between 0 and 100, whatever is given."""
    if whole <= 0 or part <= 0:
        return 0.0
    # Whole numbers may be too long for a fraction of the machine; their share is not.
    return 100.0 if part >= whole else float(part * 1000 // whole) / 10


def bar_svg(
    marks: Iterable[Stretch], line: float | None, *, x: float = 0, y: float = 0, full: float = 100
) -> SafeString:
    """The stretches of a bar and the mark across it, from (`x`, `y`) on, `full` wide at most."""
    scale = full / 100
    drawn = format_html_join(
        "",
        '<rect class="{}" {} x="{}" y="{}" width="{}" height="10"/>',
        (
            (
                m.look,
                PAINT[m.look],
                coordinate(x + m.start * scale),
                coordinate(y),
                coordinate(m.width * scale),
            )
            for m in marks
        ),
    )
    if line is None:
        return drawn
    across = format_html(
        '<rect class="c-l" {} x="{}" y="{}" width="{}" height="14"/>',
        PAINT["c-l"],
        coordinate(x + line * scale - 0.6 * scale),
        coordinate(y - 2),
        coordinate(0.6 * scale),
    )
    return format_html("{}{}", drawn, across)


def coordinate(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
