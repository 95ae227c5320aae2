"""One column of the forms of 2026 is estimate, actual and final account: the kind says which.

A header is matched as the kind calls its columns, and a year in it tells this year from the last.
"""

import pytest

from disclosures.catalogue import load
from disclosures.catalogue.check import BadRecord
from disclosures.catalogue.check_table import headers as check_headers
from disclosures.tables import schema as schemas
from disclosures.tables.checked import Context
from disclosures.tables.judge import judge
from disclosures.tables.match import in_words, propose, year_in

BODIES = {record["name"]: record for record in load.tables()}
KINDS = {record["code"]: record for record in load.kinds()}
ESTIMATES = ("budget-draft", "budget-approved")
EXECUTIONS = ("budget-execution-period", "budget-execution-year")
FORMS = ("bx-can-doi", "bx-chi-linh-vuc")


def declared(kind, form):
    return schemas.read(BODIES[form], schemas.headers_in(KINDS[kind], form))


def taken(kind, form, headers, year=2026):
    """Which header fills last year's (or the plan's) column, and which the current one."""
    headers = ["Nội dung", *headers, "So sánh (%)"]
    found = propose(declared(kind, form), headers, year)
    return tuple(headers[found[name]] if name in found else None for name in ("so_truoc", "so_nay"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ESTIMATES)
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["Dự toán"], (None, "Dự toán")),
        (["Dự toán năm 2026"], (None, "Dự toán năm 2026")),
        (
            ["Ước thực hiện năm 2025", "Dự toán năm 2026"],
            ("Ước thực hiện năm 2025", "Dự toán năm 2026"),
        ),
        (
            ["Dự toán năm 2026", "Ước thực hiện năm 2025"],
            ("Ước thực hiện năm 2025", "Dự toán năm 2026"),
        ),
        (
            ["Dự toán năm 2025", "Ước thực hiện năm 2025", "Dự toán năm 2026"],
            ("Ước thực hiện năm 2025", "Dự toán năm 2026"),
        ),
        (["Ước thực hiện", "Dự toán"], ("Ước thực hiện", "Dự toán")),
    ],
)
def test_an_estimate_is_not_stored_as_last_year(kind, form, headers, expected):
    assert taken(kind, form, headers) == expected


@pytest.mark.parametrize("kind", EXECUTIONS)
@pytest.mark.parametrize(
    "headers",
    [
        ["Dự toán", "Thực hiện"],
        ["Dự toán năm", "Thực hiện lũy kế"],
        ["Dự toán năm 2026", "Ước thực hiện"],
        ["Dự toán được giao", "Đã thực hiện"],
    ],
)
def test_of_an_account_the_estimate_is_the_plan(kind, headers):
    assert taken(kind, "bx-can-doi", headers) == tuple(headers)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "headers", [["Dự toán", "Quyết toán"], ["Dự toán năm 2025", "Quyết toán năm 2025"]]
)
def test_of_a_final_account_the_estimate_is_the_plan(form, headers):
    assert taken("budget-settlement", form, headers, year=2025) == tuple(headers)


def test_the_form_without_a_kind_takes_the_estimate_for_last_year():
    """Why kinds name their headers: the form alone cannot know."""
    found = propose(schemas.read(BODIES["bx-can-doi"]), ["Nội dung", "Dự toán"])
    assert found == {"noi_dung": 0, "so_truoc": 1}


@pytest.mark.parametrize("kind", [*ESTIMATES, *EXECUTIONS, "budget-settlement"])
def test_the_forms_own_headers_are_still_known(kind):
    for table in KINDS[kind]["tables"]:
        if table["schema"] in FORMS:
            headers = [field["title"] for field in BODIES[table["schema"]]["fields"]]
            found = propose(declared(kind, table["schema"]), headers)
            names = [field["name"] for field in BODIES[table["schema"]]["fields"]]
            assert found == {name: at for at, name in enumerate(names)}


def test_figures_of_another_year_are_asked_about():
    text = "Nội dung,Dự toán năm 2024\nTỔNG SỐ THU,100.000.000\n"
    answer = judge(
        text.encode(), declared("budget-approved", "bx-can-doi"), Context(fiscal_year=2026)
    )
    asked = "“Dự toán năm 2024” được lấy làm “Dự toán năm”, dù thông báo là của năm 2026."
    assert asked in answer.to_confirm
    assert answer.verdict == "needs_confirmation"


def test_a_table_without_the_figures_that_it_is_about_is_asked_about():
    text = "Nội dung,Ước thực hiện năm 2025\nTỔNG SỐ THU,100.000.000\n"
    answer = judge(
        text.encode(), declared("budget-approved", "bx-can-doi"), Context(fiscal_year=2026)
    )
    assert answer.to_confirm == ("Không có cột nào trong tệp được lấy làm “Dự toán năm”.",)


def test_last_years_column_may_name_last_year():
    text = "Nội dung,Ước thực hiện năm 2025,Dự toán năm 2026\nTỔNG SỐ THU,90000000,100000000\n"
    answer = judge(
        text.encode(), declared("budget-approved", "bx-can-doi"), Context(fiscal_year=2026)
    )
    assert answer.to_confirm == ()


@pytest.mark.parametrize(
    ("header", "words", "year"),
    [
        ("Dự toán năm 2026", "Dự toán năm", 2026),
        ("Dự toán 2025", "Dự toán năm trước", 2025),
        ("Dự toán năm 2024", "Dự toán năm 2024", 2024),
        ("Giá trị đến 31/12/2025", "Giá trị đến 31/12/2025", None),
        ("Năm 2025, năm 2026", "năm trước, năm", None),
        ("Mã 20261", "Mã 20261", None),
    ],
)
def test_years_in_headers(header, words, year):
    assert in_words(header, 2026) == words
    assert in_words(header, None) == header
    assert year_in(header) == year


def words(text, *synonyms):
    return {"vi": text, "en": text, "synonyms": list(synonyms)}


@pytest.mark.parametrize(
    ("called", "reason"),
    [
        ({"so_sau": words("Dự toán")}, "so_sau"),
        ({"so_nay": {"vi": "Dự toán"}}, "en is missing"),
        ({"so_nay": words("Nội dung")}, "both answer to"),
        ({"so_nay": words("Dự toán"), "so_truoc": words("Ước", "dự toán")}, "both answer to"),
    ],
)
def test_headers_of_a_kind_that_cannot_hold_are_refused(called, reason):
    with pytest.raises(BadRecord, match=reason):
        check_headers("budget-draft", BODIES["bx-can-doi"], called)
