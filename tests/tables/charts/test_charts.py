"""What charts say and draw: order, money that has not moved, nothing, one row, many rows."""

import datetime as dt

import pytest

from disclosures.tables.charts import compensation, places, projects, spending, years
from disclosures.tables.charts.chart import MOST_BARS, OPEN_BARS
from disclosures.tables.charts.words import Money
from tests.tables.charts.drawn import CATEGORIES, DRAWN, PARTS, YEARS


def looks(chart):
    return {mark.look for bar in chart.bars for mark in bar.marks}


@pytest.mark.parametrize("money", [Money.PROPOSED, Money.DECIDED])
def test_what_is_not_spent_is_an_outline_and_says_so(money):
    fields = [("Giáo dục", 5_000_000), ("Y tế", 2_000_000)]
    charts = [
        spending.by_field(fields, money=money),
        spending.per_resident(fields, people=10, money=money),
        compensation.compensation_totals(PARTS, money=money),
    ]
    for chart in charts:
        assert looks(chart) == {"c-t"}
        assert chart.legend == (("c-t", money.words),)
    by_year = years.by_year(YEARS, money=money)
    assert [look for look, _words in by_year.legend] == ["c-o", "c-t"]
    assert "Đã chi" not in str(by_year) + "".join(map(str, charts))


def test_villages_with_one_count_stand_in_vietnamese_order():
    counts = {name: {"": 3} for name in ("Ấp Đông", "Ấp Ân", "Ấp Dừa", "Ấp An", "Ấp Ấu", "Ấp Y")}
    chart = places.counts_by_place(counts, categories=(), unit="hộ")
    assert [bar.label for bar in chart.bars] == [
        "Ấp An", "Ấp Ân", "Ấp Ấu", "Ấp Dừa", "Ấp Đông", "Ấp Y",
    ]  # fmt: skip


def test_rows_without_a_village_are_not_drawn_as_one():
    counts = {"": {"poor": 9}, "Ấp Đông": {"poor": 2}}
    chart = places.counts_by_place(counts, categories=CATEGORIES[:1], unit="hộ")
    assert [bar.label for bar in chart.bars] == ["Ấp Đông"]
    assert chart.legend[0][1] == "Hộ nghèo (2)"


def test_a_cell_that_holds_nothing_is_not_a_zero():
    chart = spending.plan_and_actual(
        [spending.Line("Y tế", 10, None), spending.Line("Giáo dục", 10, 0)], note=""
    )
    assert [(bar.label, bar.figure) for bar in chart.bars] == [
        ("Giáo dục", "0%"),
        ("Y tế", "chưa có số liệu"),
    ]


def test_what_was_spent_without_a_plan_is_shown_and_named():
    chart = DRAWN["plan_and_actual"]()
    [unplanned] = [bar for bar in chart.bars if bar.label == "Khắc phục sạt lở"]
    assert unplanned.figure == "120 triệu"
    assert unplanned.detail == "ngoài dự toán"
    assert [mark.look for mark in unplanned.marks] == ["c-f"]


def test_one_row_is_called_neither_lowest_nor_most_of_many():
    chart = spending.plan_and_actual([spending.Line("Y tế", 10, 5)], note="")
    assert chart.title == "Y tế đã đạt 50% kế hoạch"


def test_two_hundred_rows_are_folded_and_the_rest_left_to_the_table():
    fields = [(f"Khoản {at:03}", 1000 - at) for at in range(200)]
    chart = spending.by_field(fields, money=Money.SPENT)
    assert len(chart.open) == OPEN_BARS
    assert len(chart.open) + len(chart.folded) == MOST_BARS
    assert chart.beyond == 200 - MOST_BARS


def test_a_year_between_of_which_nothing_is_known_keeps_its_place():
    chart = years.by_year(YEARS, money=Money.SPENT)
    assert [column.label for column in chart.columns] == ["2022", "2023", "2024", "2025", "2026"]
    assert chart.rows[1] == ("2023", "chưa có số liệu", "chưa có số liệu")
    assert chart.rows[3] == ("2025", "16.200", "15.700")


@pytest.mark.parametrize(
    ("since", "broken_at"),
    [
        (None, None),
        (dt.date(2025, 7, 1), 3),
        (dt.date(2022, 1, 1), None),
        (dt.date(1991, 1, 1), None),
    ],
)
def test_a_series_that_a_merger_breaks_says_so(since, broken_at):
    chart = years.by_year(YEARS, money=Money.SPENT, since=since)
    assert chart.broken_at == broken_at
    assert ("thành lập lại từ 7/2025" in chart.note) == (broken_at is not None)
    assert ("stroke-dasharray" in chart.svg) == (broken_at is not None)


@pytest.mark.parametrize(
    "chart",
    [
        lambda: spending.plan_and_actual([], note=""),
        lambda: spending.plan_and_actual([spending.Line("Y tế", 0, 0)], note=""),
        lambda: spending.by_field([("Y tế", None), ("Giáo dục", -4)], money=Money.SPENT),
        lambda: spending.per_resident([("Y tế", 5)], people=0, money=Money.SPENT),
        lambda: years.by_year({2026: (1, 2)}, money=Money.SPENT),
        lambda: years.by_year({2025: (None, None), 2026: (1, 2)}, money=Money.SPENT),
        lambda: compensation.compensation_totals([("Đất", 0)], money=Money.PROPOSED),
        lambda: places.counts_by_place({"": {"": 4}}, categories=(), unit="hộ"),
        lambda: projects.progress([projects.Project("Cầu", None, 5, None)]),
    ],
)
def test_nothing_to_show_is_no_chart(chart):
    assert chart() is None
