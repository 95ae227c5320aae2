"""A kind's record names its charts; one that could not be drawn, or not openly, is refused."""

import copy

import pytest

from disclosures.catalogue import check_charts, load
from disclosures.catalogue.check import BadRecord

TABLES = {record["name"]: record for record in load.tables()}
KINDS = {record["code"]: record for record in load.kinds()}


def changed(kind, chart, **keys):
    record = copy.deepcopy(KINDS[kind])
    record["charts"] = [{**record["charts"][chart], **keys}]
    return record


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (changed("budget-draft", 0, draw="pie"), "draw is not known"),
        (changed("budget-draft", 0, table="du-an"), "table is 'du-an'"),
        (changed("budget-draft", 0, figure="dt_cong"), "figure is 'dt_cong'"),
        (changed("budget-draft", 0, money="maybe"), "money is 'maybe'"),
        (changed("budget-draft", 0, colour="red"), "colour is not a known key"),
        (changed("compensation-plan-draft", 0, parts=["bt_dat", "cccd"]), "cccd is not public"),
        (changed("poor-household-review", 0, place="ghi_chu"), "does not play the part village"),
        (changed("budget-draft", 1, figure="ss"), "ss is not of money"),
        (changed("project-progress", 0, done="tong_muc"), "tong_muc is not of percent"),
        (changed("poor-household-review", 0, place="chu_ho"), "chu_ho is not public"),
        (changed("poor-household-review", 0, category="thon"), "thon is not of enum"),
        (changed("poor-household-review", 0, columns=["so_nhan_khau"]), "counted by row"),
        (changed("poor-household-review", 0, category="dan_toc"), "dan_toc is not public"),
    ],
)
def test_a_chart_that_cannot_be_drawn_openly_is_refused(record, words):
    with pytest.raises(BadRecord, match=words):
        check_charts.charts(record, TABLES)


def test_only_records_of_accounts_that_were_carried_out_speak_of_spent_money():
    spent = {
        code
        for code, record in KINDS.items()
        for chart in record.get("charts", ())
        if chart["draw"] == "plan_and_actual" or chart.get("money") == "spent"
    }
    assert spent == {"budget-execution-period", "budget-execution-year", "budget-settlement"}
