"""Checks as data of the schemas: doubles, bounds, and what was published before."""

import pytest

from disclosures.catalogue import check_table, load
from disclosures.tables import before_checks, form_checks
from disclosures.tables.checked import Context, Other
from disclosures.tables.judge import judge

VILLAGES = ("Khóm Vĩnh Trung", "Khóm Vĩnh Kiên")
BALANCE = "\n".join([
    "Đơn vị: triệu đồng,,,",
    "Nội dung,Dự toán năm,Thực hiện,So sánh (%)",
    "TỔNG SỐ THU,100,80,80",
    "Các khoản thu xã hưởng 100%,60,50,",
    "Các khoản thu phân chia theo tỷ lệ %,40,30,",
])  # fmt: skip


@pytest.fixture
def found(schema):
    """(cell, kind, level, proposal) of all that a file's checks find."""

    def run(text, code, **context):
        judgement = judge(text.encode(), schema(code), Context(villages=VILLAGES, **context))
        return [(e.cell, e.kind, e.level, e.proposal) for e in judgement.errors]

    return run


def plan(amount, name="du_toan"):
    return {"noi_dung": "I. Các khoản thu xã hưởng 100%", name: amount * 1_000_000}


def test_every_sort_of_check_in_the_schemas_has_a_judge():
    judges = {*form_checks._JUDGES, *before_checks._JUDGES}
    assert judges == set(check_table.FORM_CHECKS)


def test_every_other_table_that_a_check_names_has_the_column_it_names():
    bodies = {body["name"]: body for body in load.tables()}
    rules = [rule for body in bodies.values() for rule in body.get("x-form-checks", ())]
    named = [rule for rule in rules if "table" in rule]
    assert len(named) >= 10
    for rule in named:
        columns = {field["name"] for field in bodies[rule["table"]]["fields"]}
        assert rule.get("of", "noi_dung") in columns, rule


HOMES = "STT,Họ và tên chủ hộ,Khóm,Số nhân khẩu,Phân loại"


def test_one_household_twice_is_advice_also_without_its_accents(found):
    text = "\n".join([
        HOMES,
        "1,Danh Hoàng,Khóm Vĩnh Trung,4,Hộ nghèo",
        "2,Danh Hoàng,Khóm Vĩnh Kiên,4,Hộ nghèo",
        "3,DANH HOANG,Vĩnh Trung,4,Hộ nghèo",
    ])  # fmt: skip
    assert found(text, "ho-ngheo") == [("B4", "check-unique", "warning", None)]


def test_a_figure_out_of_its_bounds_is_named_by_its_cell(found):
    text = f"{HOMES}\n1,Danh Hoàng,Khóm Vĩnh Trung,400,Hộ nghèo"
    assert found(text, "ho-ngheo") == [("D2", "check-within", "warning", None)]
    text = "STT,Tên công trình,Tổng mức đầu tư,Khối lượng thực hiện (%)\n1,Cầu Kênh,100,140"
    assert ("D2", "check-within", "error") in {one[:3] for one in found(text, "du-an")}


@pytest.mark.parametrize(("before", "is_told"), [(12, False), (60, True), (5, True), (29, False)])
def test_a_list_that_doubled_or_halved_is_asked_about(found, before, is_told):
    rows = [f"{at},Danh Thử {at},Khóm Vĩnh Trung,4,Hộ nghèo" for at in range(1, 16)]
    told = found("\n".join([HOMES, *rows]), "ho-ngheo", earlier_count=before)
    assert told == ([("", "check-rows-like-before", "warning", None)] if is_told else [])


def test_a_plan_that_differs_from_the_period_before_is_advice_with_the_figure_of_then(found):
    assert found(BALANCE, "ck113-tt343", period_before=[plan(60)]) == []
    assert found(BALANCE, "ck113-tt343", period_before=[plan(55)]) == [
        ("B4", "check-kept", "warning", "55")
    ]


def test_a_plan_that_differs_from_the_version_before_is_advice(found):
    told = found(BALANCE, "ck113-tt343", earlier=[plan(55)], is_amended=True)
    assert told == [("B4", "check-kept", "warning", "55")]
    assert found(BALANCE, "ck113-tt343", earlier=[plan(55)]) == []


def test_a_plan_that_differs_from_the_approved_one_is_advice_but_not_its_rounding(found, schema):
    def others(amount):
        row = {"noi_dung": "Các khoản thu xã hưởng 100%", "du_toan": amount}
        return {"ck108-tt343": Other(schema("ck108-tt343"), [row])}

    assert found(BALANCE, "ck113-tt343", others=others(60_400_000)) == []
    assert found(BALANCE, "ck113-tt343", others=others(61_000_000)) == [
        ("B4", "check-equals-plan", "warning", "61")
    ]


def test_a_label_that_stands_twice_is_compared_with_nothing(found):
    assert found(BALANCE, "ck113-tt343", period_before=[plan(55), plan(57)]) == []


def test_figures_ten_times_last_years_are_asked_about_and_the_rest_is_not(found):
    row = plan(60) | {"thuc_hien": 5_000_000}
    assert found(BALANCE, "ck113-tt343", earlier=[row]) == [
        ("C4", "unlike-before", "warning", None)
    ]
    assert found(BALANCE, "ck113-tt343", earlier=[row | {"thuc_hien": 6_000_000}]) == []


def test_the_sum_of_the_units_is_the_total_by_field(found, schema):
    text = "\n".join([
        "Đơn vị: triệu đồng,,,,",
        "STT,Đơn vị,Tổng số,Chi đầu tư phát triển,Chi thường xuyên,Chi khác",
        "1,Văn phòng,60,10,50,0",
        "2,Trường học,40,0,40,0",
    ])  # fmt: skip

    def others(total):
        row = {"noi_dung": "TỔNG CHI NGÂN SÁCH CẤP XÃ", "so_nay": total}
        return {"bx-chi-linh-vuc": Other(schema("bx-chi-linh-vuc"), [row])}

    assert found(text, "bx-chi-don-vi", others=others(100_000_000)) == []
    assert found(text, "bx-chi-don-vi", others=others(120_000_000)) == [
        ("C4", "check-equals-row", "warning", None)
    ]
