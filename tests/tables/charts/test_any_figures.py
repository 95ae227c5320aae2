"""Whatever the figures and words, a chart is well-formed XML and lies within its frame."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from disclosures.tables.charts import compensation, places, projects, spending, years
from disclosures.tables.charts.picture import picture
from disclosures.tables.charts.svg import hundredths
from disclosures.tables.charts.words import Money

# The sum of a table whose every cell is the largest that is taken in.
LARGEST = 10**22
AMOUNT = st.integers(-LARGEST, LARGEST) | st.integers(-5, 2_000_000_000)
CELL = st.none() | AMOUNT
LABEL = st.text(max_size=90) | st.sampled_from(("<b>&", "A" * 300, "\x00\ud800", "Ấp\nVĩnh"))
MONEY = st.sampled_from(Money)
FIELDS = st.lists(st.tuples(LABEL, CELL), max_size=70)
LINES = st.lists(st.builds(spending.Line, LABEL, CELL, CELL), max_size=70)
PERCENT = st.none() | st.decimals(-1000, 10**9, places=2)
COUNTS = st.dictionaries(
    LABEL, st.dictionaries(st.sampled_from(("a", "b", "")), st.integers(-3, 10**9)), max_size=70
)
CATEGORIES = st.sampled_from(((), (("a", "Hộ nghèo"),), (("a", "Hộ <nghèo>"), ("b", "Khác"))))
CHARTS = st.one_of(
    st.builds(
        spending.plan_and_actual, LINES, note=LABEL, expected=st.none() | st.integers(0, 100)
    ),
    st.builds(spending.by_field, FIELDS, money=MONEY),
    st.builds(spending.per_resident, FIELDS, people=st.integers(-1, 10**8), money=MONEY),
    st.builds(
        years.by_year,
        st.dictionaries(st.integers(1990, 2100), st.tuples(CELL, CELL), max_size=12),
        money=MONEY,
        since=st.none() | st.dates(),
    ),
    st.builds(
        compensation.compensation_totals,
        st.lists(st.tuples(LABEL, AMOUNT), max_size=12),
        money=MONEY,
    ),
    st.builds(places.counts_by_place, COUNTS, categories=CATEGORIES, unit=st.just("hộ")),
    st.builds(
        projects.progress,
        st.lists(st.builds(projects.Project, LABEL, PERCENT, CELL, CELL), max_size=70),
    ),
)


def numbers(element, *names):
    return [float(element.get(name)) for name in names]


def assert_within(svg, left, right, top, bottom, down=0.0):
    """Every rectangle and text of the tree lies in the frame; letters are 0.6 of their height."""
    for element in svg:
        tag = element.tag.rpartition("}")[2]
        moved = re.fullmatch(r"translate\(0 ([\d.]+)\)", element.get("transform", ""))
        if tag == "g":
            lower = down + (float(moved[1]) if moved else 0)
            assert_within(element, left, right, top, bottom, lower)
        elif tag == "rect":
            x, y, width, height = numbers(element, "x", "y", "width", "height")
            assert width >= 0
            assert height >= 0
            assert left <= x <= x + width <= right
            assert top <= down + y <= down + y + height <= bottom
        elif tag == "text":
            x, y = numbers(element, "x", "y")
            length = len(element.text or "") * 0.6 * float(element.get("font-size", 12))
            anchor = {"end": 1, "middle": 0.5}.get(element.get("text-anchor"), 0)
            assert left <= x - length * anchor
            assert x + length * (1 - anchor) <= right
            assert top <= down + y <= bottom


@given(CHARTS)
def test_no_figures_draw_outside_the_frame_or_break_the_picture(chart):
    if chart is None:
        return
    drawn = picture(chart, source="Nguồn: UBND xã Vĩnh Quới")
    assert not re.search(r"\b(nan|inf|None)\b", re.sub(r">[^<]*<", "><", drawn), re.I)
    root = ElementTree.fromstring(drawn.encode())
    left, top, width, height = map(float, root.get("viewBox").split())
    assert_within(root, left, left + width, top, top + height)
    assert root.find("{*}title").text
    assert root.find("{*}desc").text


@given(CHARTS)
def test_no_figures_break_the_page(chart):
    if chart is None:
        return
    page = render_to_string("components/chart.html", {"chart": chart, "is_preview": True})
    for svg in re.findall(r"<svg.*?</svg>", page, re.S):
        root = ElementTree.fromstring(svg.encode("utf-8", "ignore"))
        bars = root.findall("rect")
        assert all(-1 <= float(bar.get("x")) <= 302 for bar in bars)
        assert "style=" not in svg
    assert page.count("<li>") <= 70


@given(st.integers(-LARGEST, LARGEST), st.integers(-LARGEST, LARGEST))
def test_a_share_is_never_more_than_the_whole(part, whole):
    assert 0 <= hundredths(part, whole) <= 100


@pytest.mark.parametrize("done", [Decimal(-5), Decimal(0), Decimal(100), Decimal(250)])
def test_progress_beyond_its_ends_is_said_and_drawn_to_the_end(done):
    chart = projects.progress([projects.Project("Cầu", done, None, None)])
    [bar] = chart.bars
    assert f"{done}%".replace("-", "-") == bar.figure
    assert all(0 <= mark.start + mark.width <= 100 for mark in bar.marks)
