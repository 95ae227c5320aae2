"""A dot for each of many shares between 0 and 100 per cent, stacked where they meet. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from statistics import median

LEFT, RIGHT, FLOOR, CEILING = 16.0, 288.0, 148.0, 4.0
# Shares within so many points of each other stand in one stack.
BIN_POINTS = 5
_WIDTH = (RIGHT - LEFT) * BIN_POINTS / 100
_TALLEST_STEP = 9.2


@dataclass(frozen=True, slots=True)
class Dot:
    """One share: its centre as SVG writes it and its class."""

    x: str
    y: str
    look: str


@dataclass(frozen=True, slots=True)
class DotPlot:
    """Everything that a drawing needs; figures are text, so no language changes them."""

    view_box: str
    top: str
    dots: tuple[Dot, ...]
    radius: str
    middle: int
    middle_x: str
    label_x: str
    label_anchor: str
    ticks: tuple[tuple[str, str], ...]
    below_half: int


def dot_plot(shares: Sequence[int], *, marked: int | None = None) -> DotPlot:
    """`shares` in whole per cent, at least one; `marked` is the place of one to stand out.

    Dots of one stack lie in as many columns as let the largest stack fit, the marked one on top.
    Raises ValueError for a share outside 0 to 100 and for none at all.
    """
    if not shares or min(shares) < 0 or max(shares) > 100:
        raise ValueError("shares are whole per cent")
    stacks: dict[int, list[int]] = defaultdict(list)
    for place, share in enumerate(shares):
        stacks[round(share / BIN_POINTS)].append(place)
    columns, step = _fitting(max(map(len, stacks.values())))
    dots = []
    for at, places in sorted(stacks.items()):
        places.sort(key=lambda place: place == marked)
        middle = LEFT + at * _WIDTH
        for n, place in enumerate(places):
            row, column = divmod(n, columns)
            look = "d me" if place == marked else "d lo" if shares[place] < 50 else "d"
            x = middle + (column - (columns - 1) / 2) * step
            dots.append(Dot(f"{x:.1f}", f"{FLOOR - step / 2 - row * step:.1f}", look))
    half = int(median(shares))
    top = min(float(dot.y) for dot in dots) - step / 2 - 8
    return DotPlot(
        view_box=f"0 {top - 16:.0f} 312 {FLOOR + 26 - top + 16:.0f}",
        top=f"{top:.0f}",
        dots=tuple(dots),
        radius=f"{step / 2 - 0.1:.2f}",
        middle=half,
        middle_x=f"{_x(half):.1f}",
        label_x=f"{_x(half) + (-4 if half > 50 else 4):.1f}",
        label_anchor="end" if half > 50 else "start",
        ticks=tuple((f"{_x(tick):.0f}", f"{tick}%") for tick in (0, 25, 50, 75, 100)),
        below_half=sum(share < 50 for share in shares),
    )


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share / 100


def _fitting(tallest: int) -> tuple[int, float]:
    """Columns of a stack and the distance of its dots, so that the tallest stays below CEILING."""
    for columns in count(1):
        step = min(_TALLEST_STEP, _WIDTH / columns)
        if -(-tallest // columns) * step <= FLOOR - CEILING:
            return columns, step
    raise AssertionError("unreachable")
