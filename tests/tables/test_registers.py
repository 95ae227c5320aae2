"""A register uploaded by mistake is refused whole; sensitive words beside names stop or ask."""

import csv
import io

import openpyxl
import pytest

from disclosures.catalogue import load
from disclosures.catalogue.sensitive import header_groups, registers, sensitive_words
from disclosures.search.fold import fold
from disclosures.tables import registers as rules
from disclosures.tables import schema as schemas
from disclosures.tables.checked import Context
from disclosures.tables.judge import judge
from disclosures.tables.workbook import Sheet

SCHEMAS = {record["name"]: schemas.read(record) for record in load.tables()}
# The shape of a staff register that was seen, with invented values, some of them odd.
STAFF = [
    "STT", "Số hiệu CBCCVC", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Tôn giáo",
    "Số CCCD", "Mã số BHXH", "Mã số thuế", "Điện thoại", "Ngày vào Đảng", "Số thẻ đảng viên",
    "Tình trạng hôn nhân", "Tình trạng sức khỏe", "Nhóm máu", "Thân nhân ở nước ngoài",
    "Hệ số lương", "Ngạch công chức",
]  # fmt: skip
PERSON = ["1", "CT.01", "Danh Hoàng Em", "không rõ", "Nam", "Khmer", "Phật", "9 số", "?", "0", "",
          "3/2", "94.012345", "độc thân", "tốt", "O", "không", "2,34", "01.003"]  # fmt: skip
RESIDENTS = ["STT", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Dân tộc", "Tôn giáo",
             "Số CCCD", "Quê quán", "Nghề nghiệp"]  # fmt: skip


def table(*rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def household(note):
    return table(
        ["STT", "Họ và tên chủ hộ", "Khóm", "Số nhân khẩu", "Phân loại", "Ghi chú"],
        ["1", "Danh Hoàng Em", "Khóm 1", "4", "Hộ nghèo", note],
    )


def refused(content, code="ho-ngheo"):
    judgement = judge(content, SCHEMAS[code], Context())
    assert judgement.verdict == "refused"
    (error,) = judgement.errors
    assert error.kind == "register"
    return error.message


@pytest.mark.parametrize("code", ["ho-ngheo", "bx-can-doi", "du-an"])
def test_a_staff_register_is_refused_whole_and_only_its_columns_are_named(code):
    message = refused(table(STAFF, PERSON), code)
    assert "Số hiệu CBCCVC" in message
    assert not any(value in message for value in ("Danh Hoàng Em", "94.012345", "Khmer"))


def test_a_register_of_residents_is_refused_below_titles_and_in_two_storeys():
    titles = [["UBND PHƯỜNG"], ["DANH SÁCH NHÂN KHẨU"], []]
    assert "Tôn giáo" in refused(table(*titles, RESIDENTS, ["1", "A"]))
    above = ["STT", "Họ tên", "Thông tin cá nhân", "", "", "", "", "", ""]
    assert refused(table(*titles, above, RESIDENTS, ["1", "A"]))


def test_a_register_on_a_hidden_sheet_refuses_the_file():
    book = openpyxl.Workbook()
    book.active.append(["STT", "Nội dung", "Dự toán", "Thực hiện"])
    hidden = book.create_sheet("luu")
    hidden.append(STAFF)
    hidden.append(PERSON)
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert "luu" in refused(out.getvalue(), "bx-can-doi")


@pytest.mark.parametrize("code", sorted(SCHEMAS))
def test_no_declared_table_is_taken_for_a_register(code):
    titles = tuple(column.title for column in SCHEMAS[code].columns)
    assert rules._register_columns(Sheet("1", (titles,))) == []


def test_a_list_of_households_with_a_few_private_columns_is_no_register():
    headers = ["STT", "Họ và tên", "Ấp", "Dân tộc", "Số CCCD", "Ngày sinh", "Điện thoại"]
    assert rules._register_columns(Sheet("1", (tuple(headers),))) == []


def test_a_list_of_procedures_about_such_matters_is_no_register():
    rows = [("1", "Đăng ký kết hôn, tình trạng hôn nhân", "Hộ tịch", "3 ngày"),
            ("2", "Xác định mức độ khuyết tật", "Bảo trợ", "15 ngày"),
            ("3", "Tín ngưỡng, tôn giáo; dân tộc", "Nội vụ", "BHYT, CCCD")]  # fmt: skip
    assert rules._register_columns(Sheet("1", tuple(rows))) == []


@pytest.mark.parametrize("note", ["Nhiễm HIV", "con nạn nhân bị xâm hại", "Là người tố cáo"])
def test_words_that_never_stand_beside_a_name_are_refused_by_their_cell(note):
    judgement = judge(household(note), SCHEMAS["ho-ngheo"], Context(villages=("Khóm 1",)))
    assert [(error.cell, error.kind) for error in judgement.errors] == [("F2", "sensitive")]


@pytest.mark.parametrize("note", ["khuyết tật nặng", "Đang chạy thận", "mẹ đơn thân", "đảng viên"])
def test_delicate_words_beside_a_name_are_asked_about(note):
    judgement = judge(household(note), SCHEMAS["ho-ngheo"], Context(villages=("Khóm 1",)))
    assert judgement.verdict == "needs_confirmation"
    assert "F2" in judgement.to_confirm[-1]


def test_plain_notes_and_tables_without_persons_are_not_asked_about():
    judgement = judge(
        household("đã sửa nhà năm 2025"), SCHEMAS["ho-ngheo"], Context(villages=("Khóm 1",))
    )
    assert judgement.verdict == "imports"
    budget = table(
        ["Đơn vị: triệu đồng"], ["Nội dung", "Dự toán năm", "Thực hiện trong kỳ (lũy kế)"],
        ["Chi phòng chống HIV/AIDS", "10", "5"],
    )  # fmt: skip
    assert not [
        error
        for error in judge(budget, SCHEMAS["bx-thuc-hien"], Context()).errors
        if error.kind == "sensitive"
    ]


def test_the_words_are_folded_and_each_rule_has_a_source():
    record = load.FOLDER.joinpath("sensitive.toml").read_text("utf-8")
    assert record.count("source = ") == len(registers()) + len(sensitive_words())
    for _name, weight, pattern in header_groups():
        assert weight in {"staff", "intimate", "number"}
        assert pattern.pattern == fold_pattern(pattern.pattern)


def fold_pattern(pattern):
    words = pattern.removeprefix(r"\b(?:").removesuffix(r")\b").split("|")
    kept = "|".join(fold(word.replace("\\ ", " ")).replace(" ", "\\ ") for word in words)
    return rf"\b(?:{kept})\b"
