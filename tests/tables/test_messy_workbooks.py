"""The folder of workbooks as offices have them: each goes in, is asked about, or is refused, as a
careful person would judge. What made them is in tests/files/make_messy.py."""

import re
from pathlib import Path

import pytest

from disclosures.rules.numbers import parse_number
from disclosures.tables.judge import judge

FOLDER = Path(__file__).parent.parent / "files" / "messy"
DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "workbooks.md"
HOMES, PARCELS, BALANCE = "ho-ngheo", "phuong-an-bt-ho", "ck113-tt343"
PROJECTS, FUNDS = "du-an", "thon-quy"
FORMS = ("xlsx", "xls", "ods")

IMPORTS = {
    "ba-tang.xlsx": (PARCELS, 2),
    "cccd.xlsx": (HOMES, 4),
    "cham-phay.csv": (FUNDS, 2),
    "cong-nhom.xlsx": (HOMES, 4),
    "cong-thuc-da-tinh.ods": (PARCELS, 3),
    "cong-thuc-da-tinh.xls": (PARCELS, 3),
    "cong-thuc-da-tinh.xlsx": (PARCELS, 3),
    "dien-tich-ha.xlsx": (PARCELS, 1),
    "don-vi-o-cot.xlsx": (PROJECTS, 2),
    "don-vi-o-tren.xlsx": (BALANCE, 10),
    "dong-cong.xlsx": (HOMES, 4),
    "dong-trong.xlsx": (HOMES, 4),
    "gach-dung.csv": (HOMES, 4),
    "ghi-chu-cuoi.xlsx": (HOMES, 4),
    "hai-tang.ods": (HOMES, 4),
    "hai-tang.xls": (HOMES, 4),
    "hai-tang.xlsx": (HOMES, 4),
    "lap-tieu-de.xlsx": (HOMES, 4),
    "nam-kieu-ngay.ods": (PROJECTS, 5),
    "nam-kieu-ngay.xls": (PROJECTS, 5),
    "nam-kieu-ngay.xlsx": (PROJECTS, 5),
    "nfd.csv": (HOMES, 4),
    "ngay-1904.xlsx": (PROJECTS, 1),
    "nhieu-trang.xlsx": (HOMES, 4),
    "nhom-co-so.xlsx": (HOMES, 4),
    "phan-tram-dinh-dang.ods": (BALANCE, 10),
    "phan-tram-dinh-dang.xls": (BALANCE, 10),
    "phan-tram-dinh-dang.xlsx": (BALANCE, 10),
    "phan-tram-la-so-le.xlsx": (BALANCE, 10),
    "so-kieu-anh.xlsx": (FUNDS, 2),
    "so-kieu-viet.xlsx": (FUNDS, 2),
    "tab-giua-dau-phay.tsv": (FUNDS, 2),
    "tab.tsv": (HOMES, 4),
    "tieu-de-phia-tren.xlsx": (HOMES, 4),
    "tong-dau-bang.xlsx": (HOMES, 4),
    "utf16-unmarked.csv": (HOMES, 4),
    "utf16.csv": (HOMES, 4),
    "utf8-mark.csv": (HOMES, 4),
    "utf8.csv": (HOMES, 4),
    "xuong-dong.csv": (HOMES, 2),
}
# What the person is asked about, in words of the question.
ASKS = {
    "ap-ghi-mot-lan.xlsx": (HOMES, "điền theo ô phía trên"),
    "ap-gop-o.ods": (HOMES, "điền theo ô phía trên"),
    "ap-gop-o.xls": (HOMES, "điền theo ô phía trên"),
    "ap-gop-o.xlsx": (HOMES, "điền theo ô phía trên"),
    "ap-o-tieu-de-nhom.xlsx": (HOMES, "điền theo ô phía trên"),
    "cot-an-co-sdt.ods": (HOMES, "cột ẩn"),
    "cot-an-co-sdt.xls": (HOMES, "cột ẩn"),
    "cot-an-co-sdt.xlsx": (HOMES, "cột ẩn"),
    "cot-an.xlsx": (HOMES, "cột ẩn D"),
    "cp1258.csv": (HOMES, "Windows-1258"),
    "doc-hai-lan.csv": (HOMES, "UTF-8/1252"),
    "dong-an.ods": (HOMES, "Các dòng 4 bị ẩn"),
    "dong-an.xls": (HOMES, "Các dòng 4 bị ẩn"),
    "dong-an.xlsx": (HOMES, "Các dòng 4 bị ẩn"),
    "hai-cot-trung-ten.xlsx": (HOMES, "hai cột cùng tên"),
    "hai-trang-giong.xlsx": (HOMES, "nhiều trang tính"),
    "khong-don-vi-so-nho.xlsx": (BALANCE, "có đúng là tính bằng"),
    "nhu-tren.xlsx": (HOMES, "điền theo ô phía trên"),
    "phong-tcvn3.xls": (HOMES, "TCVN3"),
    "phong-tcvn3.xlsx": (HOMES, "TCVN3"),
    "phong-vni.xlsx": (HOMES, "VNI"),
    "so-hai-nghia.xlsx": (FUNDS, "hàng nghìn, cũng có thể là số lẻ"),
    "tab-tcvn3.tsv": (HOMES, "TCVN3"),
    "tcvn3.csv": (HOMES, "TCVN3"),
    "trang-an.ods": (HOMES, "trang tính ẩn"),
    "trang-an.xls": (HOMES, "trang tính ẩn"),
    "trang-an.xlsx": (HOMES, "trang tính ẩn"),
    "vni.csv": (HOMES, "VNI"),
}
# All that is wrong: cells and kinds.
REFUSES = {
    "cccd-trong-ghi-chu.xlsx": (HOMES, {"F2": "identifier"}),
    "chi-tieu-de.xlsx": (HOMES, {"": "no-rows"}),
    "cong-sai.xlsx": (HOMES, {"D6": "total"}),
    "cong-thuc-chua-tinh.xlsx": (PARCELS, {"J2": "formula-without-value"}),
    "dien-tich-sai.xlsx": (PARCELS, {"E2": "check"}),
    "khong-ro.csv": (HOMES, {"": "file"}),
    "khong-tieu-de.xlsx": (HOMES, {"": "no-rows"}),
    "lap-thua.xlsx": (PARCELS, {"D3": "duplicate"}),
    "mat-chu.csv": (HOMES, {"B2": "letters"}),
    "ngay-sai.xlsx": (PROJECTS, {"D2": "date", "E2": "date"}),
    "o-bao-loi.ods": (BALANCE, {"D5": "formula-error"}),
    "o-bao-loi.xls": (BALANCE, {"D5": "formula-error"}),
    "o-bao-loi.xlsx": (BALANCE, {"D5": "formula-error"}),
    "phan-tram-sai.xlsx": (BALANCE, {"B3": "form-sum", "C3": "form-sum", "D4": "formula"}),
    "rong.xlsx": (HOMES, {"": "file"}),
    "sai-nhieu-o.xlsx": (
        HOMES,
        {"C2": "village", "B3": "required", "D3": "number", "E3": "choice"},
    ),
    "so-sai-dang.xlsx": (FUNDS, {"C2": "ambiguous-number", "D2": "ambiguous-number"}),
    "tien-gop-o.xlsx": (PARCELS, {"H2": "merged-figure"}),
    "tieu-de-la.xlsx": (HOMES, {"": "missing-column"}),
    "trung-so.xlsx": (HOMES, {"A6": "duplicate"}),
}


@pytest.fixture
def judged(schema, commune):
    return lambda name, code: judge((FOLDER / name).read_bytes(), schema(code), commune)


def values(judgement):
    """Row number in the file → column → value."""
    checked = judgement.checked
    return {
        number: dict(zip(checked.columns, row, strict=True))
        for number, row in zip(checked.row_numbers, checked.rows, strict=True)
    }


def test_every_file_of_the_folder_has_its_judgement():
    judged = {*IMPORTS, *ASKS, *REFUSES}
    assert {path.name for path in FOLDER.iterdir()} == judged
    assert len(judged) >= 40


def test_the_document_names_every_file_once_and_what_becomes_of_it():
    told = {"goes in": IMPORTS, "is asked about": ASKS, "is refused": REFUSES}
    rows = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| ")]
    named = [
        (name, row.rstrip(" |").rpartition("| ")[2])
        for row in rows
        for name in re.findall(r"`([a-z0-9-]+\.(?:xlsx|xls|ods|csv|tsv))`", row)
    ]
    assert sorted(name for name, _told in named) == sorted({*IMPORTS, *ASKS, *REFUSES})
    for name, words in named:
        [judged] = [files for beginning, files in told.items() if words.startswith(beginning)]
        assert name in judged, name


@pytest.mark.parametrize("name", IMPORTS)
def test_what_is_clear_goes_in(judged, name):
    code, count = IMPORTS[name]
    judgement = judged(name, code)
    assert judgement.verdict == "imports", (judgement.errors, judgement.to_confirm)
    assert len(judgement.checked.rows) == count


@pytest.mark.parametrize("name", ASKS)
def test_what_was_read_out_of_the_ordinary_is_asked_about(judged, name):
    code, words = ASKS[name]
    judgement = judged(name, code)
    assert judgement.verdict == "needs_confirmation", judgement.errors
    assert len(judgement.to_confirm) <= 2
    assert any(words in question for question in judgement.to_confirm), judgement.to_confirm


@pytest.mark.parametrize("name", REFUSES)
def test_what_cannot_be_told_is_refused_with_every_reason(judged, name):
    code, wrong = REFUSES[name]
    judgement = judged(name, code)
    assert judgement.verdict == "refused"
    assert {error.cell: error.kind for error in judgement.errors} == wrong


@pytest.mark.parametrize("name", ["phan-tram-sai.xlsx", "cong-sai.xlsx"])
def test_a_wrong_figure_is_told_as_the_file_has_it(judged, name):
    """In the file's own unit, beside a proposal in the same: not in đồng."""
    told = [error for error in judged(name, REFUSES[name][0]).errors if error.proposal]
    assert told
    for error in told:
        given, proposed = (parse_number(text) for text in (error.value, error.proposal))
        assert not proposed or 0.1 < given / proposed < 10, error


HOUSEHOLDS = {
    "Thạch Thị Sa Rây": ("Khóm Vĩnh Trung", 4, "NGHEO"),
    "Danh Hoàng": ("Khóm Vĩnh Trung", 3, "CAN_NGHEO"),
    "Lý Thị Mỹ Nương": ("Khóm Vĩnh Kiên", 5, "NGHEO"),
    "Trần Văn Công": ("Khóm Vĩnh Kiên", 2, "CAN_NGHEO"),
}


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, (code, _more) in {**IMPORTS, **ASKS}.items()
        if code == HOMES and not name.startswith(("xuong-dong", "hai-cot"))
    ],
)
def test_every_honest_form_of_a_list_gives_the_same_households(judged, name):
    found = values(judged(name, HOMES)).values()
    assert {
        row["chu_ho"]: (row["thon"], row["so_nhan_khau"], row["phan_loai"]) for row in found
    } == HOUSEHOLDS


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_percentages_and_amounts_come_as_they_are_shown(judged, form):
    found = values(judged(f"phan-tram-dinh-dang.{form}", BALANCE))
    assert found[3] == {
        "noi_dung": "TỔNG SỐ THU",
        "du_toan": 16_920_000_000,
        "thuc_hien": 12_985_500_000,
        "so_sanh": "76.7",
    }


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_one_day_written_in_five_styles_and_as_a_number_is_one_day(judged, form):
    found = values(judged(f"nam-kieu-ngay.{form}", PROJECTS)).values()
    days = {(row["khoi_cong"], row["hoan_thanh_kh"]) for row in found}
    assert days == {("2026-02-05", "2026-02-05")}


def test_days_counted_from_1904_are_the_same_days(judged):
    (row,) = values(judged("ngay-1904.xlsx", PROJECTS)).values()
    assert (row["khoi_cong"], row["hoan_thanh_kh"]) == ("2026-02-05", "2026-02-05")


def test_a_unit_in_one_columns_header_holds_for_that_column_alone(judged):
    first, second = values(judged("don-vi-o-cot.xlsx", PROJECTS)).values()
    assert (first["tong_muc"], first["giai_ngan"]) == (4_600_000_000, 2_714_000_000)
    assert (second["tong_muc"], second["giai_ngan"]) == (1_250_500_000, 900_000_000)


def test_a_unit_above_the_table_holds_for_all_of_it(judged):
    found = values(judged("don-vi-o-tren.xlsx", BALANCE))
    assert found[4]["thuc_hien"] == 12_985_500


def test_hectares_become_square_metres(judged):
    (row,) = values(judged("dien-tich-ha.xlsx", PARCELS)).values()
    assert row["dt_thu_hoi"] == "149"


def test_three_storeys_of_a_header_are_read_as_one(judged):
    found = values(judged("ba-tang.xlsx", PARCELS))
    assert (
        found[6]
        | {
            "to_ban_do": "12",
            "thua": "345",
            "dt_thu_hoi": "148.5",
            "dt_duoc_bt": "148.5",
            "bt_dat": 44_550_000,
            "bt_nha": 12_000_000,
            "tong": 56_550_000,
        }
        == found[6]
    )


def test_line_breaks_and_quotes_inside_a_cell_stay_inside_it(judged):
    found = values(judged("xuong-dong.csv", HOMES))
    assert [row["chu_ho"] for row in found.values()] == ["Thạch Thị Sa Rây", "Danh Hoàng"]
    assert found[2]["ghi_chu"] == 'Nhà dột, "nát"; đã sửa'


def test_a_column_of_identity_numbers_is_reported_and_not_taken(judged):
    judgement = judged("cccd.xlsx", HOMES)
    assert [(f.kind, f.value, f.cell) for f in judgement.identifiers][:1] == [
        ("cccd", "094085000001", "F2")
    ]
    assert "cccd" not in judgement.checked.columns
    assert judgement.checked.dropped == {"Số định danh": 4}


@pytest.mark.parametrize(
    ("name", "place", "kind"),
    [
        *((f"cot-an-co-sdt.{form}", "hidden-column", "phone-mobile") for form in FORMS),
        *((f"trang-an.{form}", "hidden-sheet", "cccd") for form in FORMS),
    ],
)  # fmt: skip
def test_private_data_in_hidden_places_is_named_by_its_place(judged, name, place, kind):
    found = judged(name, HOMES).identifiers
    assert {(one.place, one.kind) for one in found} == {(place, kind)}


def test_a_proposal_goes_with_what_can_be_told(judged):
    proposals = {error.cell: error.proposal for error in judged("sai-nhieu-o.xlsx", HOMES).errors}
    assert proposals == {"C2": "Khóm Vĩnh Trung", "B3": None, "D3": "3", "E3": None}
    (error,) = judged("cong-thuc-chua-tinh.xlsx", PARCELS).errors
    assert error.proposal == "56.550.000"
