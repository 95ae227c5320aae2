"""Taking in a table from a file, step by step: file, columns, mistakes, preview, confirm."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.models import DataTable, FullRow, ImportSession, PublicRow, TableSchema, Version
from tests import make
from tests.admin import uploads
from tests.admin.reading import beside, summary, words

pytestmark = pytest.mark.django_db

PRIVATE = [
    [*uploads.HOUSEHOLDS[0], "Số CCCD", "Ngày sinh"],
    *[
        [*row, f"09408500000{at}", "01/02/1985"]
        for at, row in enumerate(uploads.HOUSEHOLDS[1:], start=1)
    ],
]
COLUMNS = {
    "column-stt": "0",
    "column-chu_ho": "1",
    "column-thon": "2",
    "column-so_nhan_khau": "3",
    "column-phan_loai": "4",
}


@pytest.fixture
def version(official, unit):
    return make.draft(official, unit, kind_code="poor-household-review")


def address(version, schema="ho-ngheo"):
    return reverse("admin:import", kwargs={"pk": version.pk, "schema": schema})


def begin(client, version, content, name="bang.xlsx"):
    """Send the file; the session it began."""
    answer = client.post(address(version), {"file": uploads.upload(content, name)})
    assert answer.status_code == 302, summary(answer)
    session = ImportSession.objects.get()
    assert answer.url == step(session, "columns")
    return session


def step(session, name):
    return reverse(f"admin:import_{name}", kwargs={"pk": session.pk})


def match(client, session, **changes):
    return client.post(step(session, "columns"), {**COLUMNS, **changes})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bang.xlsx", uploads.xlsx(uploads.HOUSEHOLDS)),
        ("bang.ods", uploads.ods(uploads.HOUSEHOLDS)),
        ("bang.csv", uploads.csv(uploads.HOUSEHOLDS)),
        ("khong-duoi", uploads.xlsx(uploads.HOUSEHOLDS)),
    ],
    ids=["xlsx", "ods", "csv", "no suffix"],
)
def test_a_good_file_goes_the_whole_way(writing, version, name, content):
    session = begin(writing, version, content, name)
    page = words(writing.get(step(session, "columns")))
    assert "Thạch Thị Sa Rây" in page and "Họ và tên chủ hộ" in page
    assert match(writing, session).url == step(session, "errors")
    assert writing.get(step(session, "errors")).url == step(session, "confirm")
    preview = words(writing.get(step(session, "confirm")))
    assert "“Thạch Thị Sa Rây” thành “Thạch Thị Sa R•••”" in preview
    assert not DataTable.objects.exists()
    answer = writing.post(step(session, "confirm"), {"seen": "on"}, follow=True)
    assert "Bảng đã nhận 3 dòng." in words(answer)
    table = DataTable.objects.get()
    assert (table.version_id, table.row_count, table.schema.code) == (version.pk, 3, "ho-ngheo")
    assert FullRow.objects.filter(table=table).count() == 3
    assert not ImportSession.objects.exists()


def test_the_columns_are_proposed_by_their_headers(writing, version):
    session = begin(writing, version, uploads.xlsx(uploads.HOUSEHOLDS))
    page = words(writing.get(step(session, "columns")))
    for name, at in COLUMNS.items():
        field = page.split(f'name="{name}"')[1].split("</select>")[0]
        assert f'<option value="{at}" selected>' in field, name


def test_a_person_may_match_the_columns_otherwise(writing, version):
    swapped = [[row[0], row[2], row[1], *row[3:]] for row in uploads.HOUSEHOLDS]
    swapped[0][1:3] = ["Cột A", "Cột B"]
    session = begin(writing, version, uploads.xlsx(swapped))
    match(writing, session, **{"column-chu_ho": "2", "column-thon": "1"})
    writing.post(step(session, "confirm"), {"seen": "on"})
    assert list(FullRow.objects.order_by("position").values_list("cells__1", flat=True)) == [
        "Thạch Thị Sa Rây",
        "Danh Hoàng",
        "Lý Thị Mỹ Nương",
    ]


@pytest.mark.parametrize("value", ["99", "-1", "x", "0; DROP TABLE", "1\x00"])
def test_a_column_that_the_file_does_not_have_is_refused(writing, version, value):
    session = begin(writing, version, uploads.xlsx(uploads.HOUSEHOLDS))
    answer = match(writing, session, **{"column-thon": value})
    assert answer.status_code == 422
    assert beside(answer, "f-column-thon")
    assert ImportSession.objects.get().choices == {}


def test_all_mistakes_are_listed_at_once_with_cell_value_cause_and_remedy(writing, version):
    session = begin(writing, version, uploads.xlsx(uploads.WRONG_HOUSEHOLDS))
    match(writing, session)
    page = words(writing.get(step(session, "errors")))
    assert "Còn 5 ô phải sửa" in page
    rows = [row.split("</tr>")[0] for row in re.split(r'<tr[^>]*id="cell-', page)[1:]]
    found = {row.split('"')[0]: row for row in rows}
    assert list(found) == ["C2", "B3", "D3", "A4", "E4"]
    for cell, value, cause, remedy in (
        ("C2", "Khóm Vĩnh Chung", "Xã không có", "Khóm Vĩnh Trung"),
        ("B3", "–", "Ô này không được trống.", ""),
        ("D3", "ba", "Phải là số, như 1.250.000.", "3"),
        ("A4", "2", "dòng 3", ""),
        ("E4", "Hộ khá", "Phải là một trong: Không, Hộ nghèo, Hộ cận nghèo", ""),
    ):
        assert f'<del class="old">{value}</del>' in found[cell], cell
        assert cause in found[cell], cell
        assert f'name="cell-{cell}" value="{remedy}"' in found[cell] or not remedy, cell
    assert not DataTable.objects.exists()


def test_one_mended_cell_leaves_the_others_to_mend(writing, version):
    session = begin(writing, version, uploads.xlsx(uploads.WRONG_HOUSEHOLDS))
    match(writing, session)
    writing.post(step(session, "errors"), {"cell-C2": "Khóm Vĩnh Trung"})
    page = words(writing.get(step(session, "errors")))
    assert "Còn 4 ô phải sửa" in page
    assert 'id="cell-C2"' not in page


def test_mending_every_cell_on_the_page_fills_the_table(writing, version):
    session = begin(writing, version, uploads.xlsx(uploads.WRONG_HOUSEHOLDS))
    match(writing, session)
    writing.post(step(session, "errors"), {"all": "1"})
    mended = {"cell-B3": "Danh Hoàng", "cell-A4": "3", "cell-E4": "Hộ nghèo"}
    writing.post(step(session, "errors"), mended)
    page = words(writing.get(step(session, "errors")))
    assert "Mọi ô đều đúng" in page and step(session, "confirm") in page
    assert writing.post(step(session, "confirm"), {"seen": "on"}).status_code == 302
    cells = list(FullRow.objects.order_by("position").values_list("cells", flat=True))
    assert [row[:5] for row in cells] == [
        [1, "Thạch Thị Sa Rây", "Khóm Vĩnh Trung", 4, "NGHEO"],
        [2, "Danh Hoàng", "Khóm Vĩnh Kiên", 3, "CAN_NGHEO"],
        [3, "Lý Thị Mỹ Nương", "Khóm Vĩnh Kiên", 5, "NGHEO"],
    ]


@pytest.mark.parametrize("value", ["a\x00b", "😀", "<script>alert(1)</script>", "x" * 10_000])
def test_a_cell_mended_with_odd_words_never_fails_on_our_side(writing, version, value):
    session = begin(writing, version, uploads.xlsx(uploads.WRONG_HOUSEHOLDS))
    match(writing, session)
    answer = writing.post(step(session, "errors"), {"cell-C2": value}, follow=True)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert 'id="cell-C2"' in words(answer)


def test_nothing_is_taken_while_one_cell_is_wrong(writing, version, stored):
    session = begin(writing, version, uploads.xlsx(uploads.WRONG_HOUSEHOLDS))
    match(writing, session)
    before = stored()
    answer = writing.post(step(session, "confirm"), {"seen": "on"})
    assert answer.url == step(session, "errors")
    assert stored() == before


def test_a_second_file_takes_the_place_of_the_first_whole(writing, version):
    for rows in (uploads.HOUSEHOLDS, uploads.HOUSEHOLDS[:2]):
        session = begin(writing, version, uploads.xlsx(rows))
        match(writing, session)
        writing.post(step(session, "confirm"), {"seen": "on"})
    assert DataTable.objects.get().row_count == 1
    assert FullRow.objects.count() == PublicRow.objects.count() == 1


def test_a_wrong_second_file_leaves_the_first_table_alone(writing, version):
    session = begin(writing, version, uploads.xlsx(uploads.HOUSEHOLDS))
    match(writing, session)
    writing.post(step(session, "confirm"), {"seen": "on"})
    session = begin(writing, version, uploads.xlsx(uploads.WRONG_HOUSEHOLDS))
    match(writing, session)
    writing.post(step(session, "confirm"), {"seen": "on"})
    assert DataTable.objects.get().row_count == 3


def test_the_box_about_private_data_must_be_ticked(writing, version):
    session = begin(writing, version, uploads.xlsx(uploads.HOUSEHOLDS))
    match(writing, session)
    answer = writing.post(step(session, "confirm"))
    assert answer.status_code == 422
    assert "Xem ví dụ rồi đánh dấu vào ô." in summary(answer)
    assert not DataTable.objects.exists()


def test_identity_numbers_are_counted_named_and_dropped(writing, version):
    session = begin(writing, version, uploads.xlsx(PRIVATE))
    match(writing, session)
    preview = words(writing.get(step(session, "confirm")))
    assert "Cột “Số định danh” có 3 ô" in preview
    assert "094085000001" not in preview
    writing.post(step(session, "confirm"), {"seen": "on"})
    table = DataTable.objects.get()
    assert "cccd" not in table.columns and "ngay_sinh" not in table.columns
    assert "09408500000" not in str(list(FullRow.objects.values_list("cells", flat=True)))
    assert "09408500000" not in str(list(PublicRow.objects.values_list("cells", flat=True)))


def test_a_second_click_on_taking_the_table_fills_it_once(writing, version):
    session = begin(writing, version, uploads.xlsx(uploads.HOUSEHOLDS))
    match(writing, session)
    assert writing.post(step(session, "confirm"), {"seen": "on"}).status_code == 302
    assert writing.post(step(session, "confirm"), {"seen": "on"}).status_code == 404
    assert DataTable.objects.count() == 1


def test_a_draft_submitted_meanwhile_takes_no_table(writing, version, official):
    session = begin(writing, version, uploads.xlsx(uploads.HOUSEHOLDS))
    match(writing, session)
    submit_disclosure(by=official, version=version)
    answer = writing.post(step(session, "confirm"), {"seen": "on"})
    assert answer.status_code == 409
    assert "Chờ duyệt" in words(answer)
    assert not DataTable.objects.exists()
    assert writing.get(address(version)).status_code == 404


def test_an_import_of_another_commune_does_not_exist_here(writing, next_door, version, stored):
    session = begin(writing, version, uploads.xlsx(uploads.HOUSEHOLDS))
    before = stored()
    for name in ("columns", "errors", "confirm"):
        assert next_door.get(step(session, name)).status_code == 404
        assert next_door.post(step(session, name), {"seen": "on"}).status_code == 404
    sent = {"file": uploads.upload(uploads.xlsx(uploads.HOUSEHOLDS))}
    assert next_door.post(address(version), sent).status_code == 404
    assert stored() == before


def test_a_table_that_the_kind_does_not_have_cannot_be_filled(writing, version):
    for schema in ("bx-can-doi", "khong-co"):
        sent = {"file": uploads.upload(uploads.xlsx(uploads.HOUSEHOLDS))}
        assert writing.post(address(version, schema), sent).status_code == 404
    assert not ImportSession.objects.exists()


def test_the_best_sheet_is_taken_and_another_may_be_chosen(writing, version):
    content = uploads.xlsx([["Bìa"], ["Phường Ngã Năm"]], sheets=[uploads.HOUSEHOLDS])
    session = begin(writing, version, content)
    page = words(writing.get(step(session, "columns")))
    assert '<strong lang="vi">Trang 2</strong>' in page and "Danh Hoàng" in page
    other = words(writing.get(step(session, "columns"), {"trang-tinh": "0"}))
    assert '<strong lang="vi">Trang 1</strong>' in other


@pytest.mark.parametrize("sheet", ["²", "999", "-1", "x", "1" * 40])
def test_a_bent_sheet_number_is_passed_over(writing, version, sheet):
    session = begin(writing, version, uploads.xlsx(uploads.HOUSEHOLDS))
    assert writing.get(step(session, "columns"), {"trang-tinh": sheet}).status_code == 200
    assert writing.get(step(session, "columns")).status_code == 200


def test_the_unit_of_money_in_the_file_is_found_and_may_be_changed(writing, official, unit):
    version = make.draft(official, unit, kind_code="budget-execution-period", period="2026-M9")
    answer = writing.post(
        address(version, "bx-can-doi"), {"file": uploads.upload(make.BALANCE_CSV.encode())}
    )
    page = words(writing.get(answer.url))
    assert '<option value="trieu" selected>' in page
    assert "Số tiền tính bằng triệu đồng như tệp ghi." in page


def test_a_file_without_a_compulsory_column_says_which(writing, version):
    rows = [row[:1] + row[2:] for row in uploads.HOUSEHOLDS]
    session = begin(writing, version, uploads.xlsx(rows))
    chosen = {"column-chu_ho": "", "column-thon": "1", "column-so_nhan_khau": "2"}
    match(writing, session, **chosen, **{"column-phan_loai": "3"})
    page = words(writing.get(step(session, "errors")))
    assert "Không có cột nào trong tệp cho “Họ và tên chủ hộ”." in page
    assert writing.post(step(session, "confirm"), {"seen": "on"}).url == step(session, "errors")
    assert not DataTable.objects.exists()


def test_a_file_with_headers_only_has_no_rows_to_take(writing, version):
    session = begin(writing, version, uploads.xlsx(uploads.HOUSEHOLDS[:1]))
    match(writing, session)
    assert "Bảng không có dòng nào" in words(writing.get(step(session, "errors")))
    assert writing.post(step(session, "confirm"), {"seen": "on"}).status_code == 302
    assert not DataTable.objects.exists()


def test_an_import_can_be_left_and_taken_up_again(writing, version, sign_in, official):
    session = begin(writing, version, uploads.xlsx(uploads.WRONG_HOUSEHOLDS))
    match(writing, session)
    writing.post(step(session, "errors"), {"cell-C2": "Khóm Vĩnh Trung"})
    tomorrow = sign_in(official)
    assert "Còn 4 ô phải sửa" in words(tomorrow.get(step(session, "errors")))


def test_there_are_61_declared_tables(db):
    assert TableSchema.objects.values("code").distinct().count() == 61


@pytest.mark.slow
def test_the_empty_form_of_every_table_opens_and_is_understood_when_filled(writing, unit):
    """Read back by a reader that shares nothing with the writer."""
    for schema in TableSchema.objects.order_by("code"):
        answer = writing.get(reverse("admin:template", kwargs={"schema": schema.code}))
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="mau-{schema.code}.xlsx"'
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        rows = book.get_sheet_by_index(0).to_python()
        titles = [
            field["title"] for field in schema.body["fields"] if field["x-privacy"] != "never"
        ]
        assert rows[2][: len(titles)] == titles, schema.code
        assert len(book.sheet_names) == 2


def test_the_empty_form_sent_back_filled_is_taken(writing, version):
    answer = writing.get(reverse("admin:template", kwargs={"schema": "ho-ngheo"}))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    width = len(rows.to_python()[2])
    filled = [*rows.to_python(), *([*row, *[""] * (width - 5)] for row in uploads.HOUSEHOLDS[1:])]
    session = begin(writing, version, uploads.xlsx(filled))
    assert writing.post(step(session, "confirm"), {"seen": "on"}).status_code == 302
    assert DataTable.objects.get().row_count == 3


def test_an_unknown_form_does_not_exist(writing):
    assert writing.get("/quan-tri/mau/khong-co.xlsx").status_code == 404


def test_a_table_counts_as_writing_so_its_filler_cannot_approve(writing, version, official):
    session = begin(writing, version, uploads.xlsx(uploads.HOUSEHOLDS))
    match(writing, session)
    writing.post(step(session, "confirm"), {"seen": "on"})
    assert Version.objects.get(pk=version.pk).contributors.filter(person=official).exists()


def test_the_table_comes_back_with_its_wrong_cells_marked(writing, next_door, version):
    session = begin(writing, version, uploads.csv(uploads.WRONG_HOUSEHOLDS), "bang.csv")
    match(writing, session)
    assert step(session, "marked") in words(writing.get(step(session, "errors")))
    answer = writing.get(step(session, "marked"))
    assert answer["Content-Disposition"] == 'attachment; filename="o-sai-ho-ngheo.xlsx"'
    assert answer["Cache-Control"] == "private, no-store"
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    noted = {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment}
    assert noted == {"C2", "B3", "D3", "A4", "E4"}
    assert next_door.get(step(session, "marked")).status_code == 404


def test_one_click_takes_the_proposals_of_one_column_and_leaves_the_others(writing, version):
    rows = [*uploads.HOUSEHOLDS[:1], *(
        [at, f"Danh Hoàng {at}", "Khóm Vĩnh Chung", "ba" if at < 3 else 4, "Hộ nghèo"]
        for at in range(1, 5)
    )]  # fmt: skip
    session = begin(writing, version, uploads.xlsx(rows))
    match(writing, session)
    page = words(writing.get(step(session, "errors")))
    names = re.findall(r'name="group" value="([^"]+)"', page)
    assert "Nhận 4 đề xuất" in page and "Nhận 2 đề xuất" in page
    form = page.split('name="group"')[0].rsplit("<form", 1)[1]
    assert 'name="cell-' not in form
    village = next(name for name in names if name.startswith("thon."))
    writing.post(step(session, "errors"), {"group": village})
    assert "Còn 2 ô phải sửa" in words(writing.get(step(session, "errors")))
    assert set(ImportSession.objects.get().overrides) == {"C2", "C3", "C4", "C5"}
