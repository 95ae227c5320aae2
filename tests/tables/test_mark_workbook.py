"""The official's table with its wrong cells marked, read back by openpyxl."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter

from disclosures.tables import judge, mark_workbook
from disclosures.tables.checked import Context
from tests.admin import uploads

CONTEXT = Context(villages=("Khóm Vĩnh Trung", "Khóm Vĩnh Kiên"))
WRONG = {"C2", "B3", "D3", "A4", "E4"}
FORMS = {
    "xlsx": uploads.xlsx(uploads.WRONG_HOUSEHOLDS),
    "ods": uploads.ods(uploads.WRONG_HOUSEHOLDS),
    "csv": uploads.csv(uploads.WRONG_HOUSEHOLDS),
}


@pytest.fixture
def marked(schema):
    def mark(content, **overrides):
        declared = schema("ho-ngheo")
        choices = judge.Choices(overrides=overrides)
        verdict = judge.judge(content, declared, CONTEXT, choices)
        return mark_workbook.marked(verdict.found, verdict.checked.errors, overrides)

    return mark


def sheet(content):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def notes(page):
    """Cell → its note."""
    return {c.coordinate: c.comment.text for row in page.iter_rows() for c in row if c.comment}


@pytest.mark.parametrize("form", FORMS)
def test_each_wrong_cell_is_red_and_says_why(marked, form):
    page = sheet(marked(FORMS[form]))
    said = notes(page)
    assert said.keys() == WRONG
    assert "Xã không có" in said["C2"] and "Sửa thành: Khóm Vĩnh Trung" in said["C2"]
    assert {c for c in said if page[c].fill.start_color.rgb == "FFF8C9C4"} == WRONG
    assert page["B2"].value == "Thạch Thị Sa Rây" and page["B2"].comment is None


@pytest.mark.parametrize("form", FORMS)
def test_the_marked_table_is_understood_as_the_first_one_was(marked, schema, form):
    declared = schema("ho-ngheo")
    first = judge.judge(FORMS[form], declared, CONTEXT)
    again = judge.judge(marked(FORMS[form]), declared, CONTEXT)
    assert [(e.cell, e.value, e.message) for e in again.errors] == [
        (e.cell, e.value, e.message) for e in first.errors
    ]
    assert again.identifiers == first.identifiers


def test_what_was_mended_on_the_page_stands_in_the_file_in_green(marked):
    page = sheet(marked(FORMS["xlsx"], C2="Khóm Vĩnh Trung"))
    assert page["C2"].value == "Khóm Vĩnh Trung"
    assert page["C2"].fill.start_color.rgb == "FFCFE8D5"
    assert notes(page)["C2"] == "Đã sửa trên trang nhập."


def test_a_bent_address_of_a_mended_cell_is_passed_over(marked):
    page = sheet(marked(FORMS["xlsx"], **{"../x": "1", "ZZZ9": "1", "A99999999": "1", "C4": "x"}))
    assert notes(page).keys() >= WRONG and page.max_row < 10


def test_every_mistake_is_listed_on_a_sheet_of_its_own(marked):
    book = openpyxl.load_workbook(io.BytesIO(marked(FORMS["csv"])))
    rows = list(book["Các ô cần sửa"].iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == WRONG


def test_no_formula_link_or_hidden_sheet_comes_along(marked):
    rows = [*uploads.WRONG_HOUSEHOLDS, [3, '=HYPERLINK("http://x.example")', "+1", 2, "@SUM(1)"]]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("Bảng")
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        page.write_formula("D2", "=[1]Khác!A1", None, 4)
        page.write_url("F2", "http://x.example/", string="xem")
        hidden = book.add_worksheet("Mật")
        hidden.write("A1", "094085000001")
        hidden.hide()
    content = marked(buffer.getvalue())
    page = sheet(content)
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert b"<f>" not in text and b"externalLink" not in text and b"<hyperlink" not in text
    assert b"094085000001" not in text and b"vbaProject" not in text


def test_merged_cells_and_hidden_rows_stay_as_they_were(marked):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("Bảng")
        page.merge_range("A1:E1", "Danh sách hộ nghèo")
        for at, row in enumerate(uploads.WRONG_HOUSEHOLDS, start=1):
            page.write_row(at, 0, row)
        page.set_row(3, None, None, {"hidden": True})
    page = sheet(marked(buffer.getvalue()))
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:E1"]
    assert page.row_dimensions[4].hidden and not page.row_dimensions[3].hidden
