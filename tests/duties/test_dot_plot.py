"""A dot for each share: none is lost, none lies on another, all stay in the drawing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from disclosures.duties.dot_plot import CEILING, FLOOR, LEFT, RIGHT, dot_plot

SHARES = st.lists(st.integers(0, 100), min_size=1, max_size=200)


@given(SHARES)
@example([100] * 200)
@example([0])
@example([50] * 168)
def test_every_dot_lies_within_the_drawing_and_none_on_another(shares):
    plot = dot_plot(shares)
    radius = float(plot.radius)
    left, top, width, height = map(float, plot.view_box.split())
    places = [(float(dot.x), float(dot.y)) for dot in plot.dots]
    assert len(places) == len(shares)
    assert len(set(places)) == len(places)
    assert radius >= 1
    for x, y in places:
        assert LEFT - 9 <= x <= RIGHT + 9
        assert y - radius >= CEILING - 1 and y + radius <= FLOOR + 1
        assert left < x - radius and x + radius < left + width
        assert top < y - radius and y + radius < top + height


@given(SHARES)
def test_the_middle_and_the_count_below_half_are_those_of_the_shares(shares):
    plot = dot_plot(shares)
    ordered = sorted(shares)
    assert ordered[(len(shares) - 1) // 2] <= plot.middle <= ordered[len(shares) // 2]
    assert plot.below_half == len([share for share in shares if share < 50])
    assert [dot.look for dot in plot.dots].count("d lo") == plot.below_half


@given(SHARES, st.data())
def test_the_marked_one_stands_out_on_top_of_its_stack(shares, data):
    marked = data.draw(st.integers(0, len(shares) - 1))
    plot = dot_plot(shares, marked=marked)
    (mine,) = [dot for dot in plot.dots if dot.look == "d me"]
    radius = float(plot.radius)
    same_stack = [dot for dot in plot.dots if abs(float(dot.x) - float(mine.x)) <= 2 * radius]
    assert float(mine.y) == min(float(dot.y) for dot in same_stack)


@pytest.mark.parametrize("shares", [[], [-1], [101]])
def test_what_is_no_share_is_refused(shares):
    with pytest.raises(ValueError, match="whole per cent"):
        dot_plot(shares)
