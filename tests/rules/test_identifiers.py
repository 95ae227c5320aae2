"""What is found as a personal identifier, and what is left alone. All numbers are invented."""

import datetime as dt
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.catalogue.identifiers import cccd_provinces
from disclosures.catalogue.load import FOLDER
from disclosures.rules.identifiers import Span, blocking, is_cccd, is_tax_code, scan

UNHURRIED = settings(deadline=None)
MARKS = st.sampled_from(["", " ", ".", "-", "\u00a0", "–"])


def catalogue_cases(key):
    """Every example that the catalogue's file gives beside a pattern."""
    file = tomllib.loads((FOLDER / "identifiers.toml").read_text("utf-8"))
    return [(record["id"], text) for record in file["identifier"] for text in record[key]]


@pytest.mark.parametrize(("kind", "text"), catalogue_cases("pos"))
def test_each_pattern_finds_its_examples(kind, text):
    assert kind in {span.kind for span in scan(text)}


@pytest.mark.parametrize(("kind", "text"), catalogue_cases("neg"))
def test_each_pattern_leaves_its_counter_examples_alone(kind, text):
    assert kind not in {span.kind for span in scan(text)}


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("CCCD 094085000001 cấp năm 2021", "cccd", "094085000001"),
        ("Số: 094 085 000 001.", "cccd", "094 085 000 001"),
        ("094.085.000.001", "cccd", "094.085.000.001"),
        ("094\u00a0085\u00a0000001", "cccd", "094\u00a0085\u00a0000001"),
        ("094–085–000001", "cccd", "094–085–000001"),
        ("CMND 365 123 456", "cmnd", "365 123 456"),
        ("CMND: 365.123.456", "cmnd", "365.123.456"),
        ("gọi 0912345678 nhé", "phone-mobile", "0912345678"),
        ("gọi 0912 345 678", "phone-mobile", "0912 345 678"),
        ("gọi 0912.345.678", "phone-mobile", "0912.345.678"),
        ("gọi 0912\u202f345\u202f678", "phone-mobile", "0912\u202f345\u202f678"),
        ("gọi +84 912 345 678", "phone-mobile", "+84 912 345 678"),
        ("gọi (0912) 345-678", "phone-mobile", "0912) 345-678"),
        ("gọi 0912 - 345 - 678", "phone-mobile", "0912 - 345 - 678"),
        ("DN4929212345678", "bhyt", "DN4929212345678"),
        ("thẻ HN 2 94 94 1234 5678", "bhyt", "HN 2 94 94 1234 5678"),
        ("STK 0123 4567 8901 Agribank", "bank-account", "0123 4567 8901"),
        ("tài khoản 1900.2062.23456", "bank-account", "1900.2062.23456"),
        ("số phát hành BK 123456", "gcn", "BK 123456"),
        ("hộ chiếu C1234567", "passport", "C1234567"),
    ],
)
def test_an_identifier_is_found_with_blanks_dots_and_dashes_and_blocks(text, kind, found):
    spans = blocking(text)
    assert [(span.kind, text[span.start : span.end]) for span in spans] == [(kind, found)]


def test_two_numbers_joined_by_a_comma_are_both_found():
    text = "0912345678,0987654321"
    assert [text[span.start : span.end] for span in blocking(text)] == text.split(",")


@pytest.mark.parametrize(
    "text",
    [
        "Tổng thu 1.234.567.890 đồng",
        "Dự toán 94.085.000.001 đồng",
        "100.000.000.000 đồng và 12,5 tỷ",
        "16920 12985,5 1.004,25",
        "912.345.678 đồng",
        "Thửa đất số 345, tờ bản đồ số 12, diện tích 148,5 m2",
        "thửa 1234, tờ 56",
        "Quyết định số 219/QĐ-UBND ngày 05/02/2026",
        "Nghị quyết 08/2026/NQ-HĐND, Luật 10/2022/QH15",
        "Thông tư 343/2016/TT-BTC",
        "Số 094/QĐ-UBND",
        "Mã hồ sơ 31732-2026-0001",
        "012345678901",
        "094485000001",
        "1985, 2010, 2026",
        "",
    ],
)
def test_money_plots_and_document_numbers_are_left_alone(text):
    assert blocking(text) == []


def test_nine_digits_are_an_identity_number_only_beside_words_that_say_so():
    assert blocking("365123456") == []
    assert [span.kind for span in blocking("365123456", header="Số CMND")] == ["cmnd"]
    assert [span.kind for span in blocking("CMND " + "." * 30 + " 365123456")] == ["cmnd"]
    assert blocking("CMND " + "." * 60 + " 365123456") == []


def test_of_findings_that_overlap_the_blocking_one_is_kept():
    found = scan("0100109106", header="Mã số BHXH, MST")
    assert found == [Span("bhxh", 0, 10, "block")]


def test_a_word_belongs_to_the_number_that_follows_it():
    text = "BHXH xã, MST 0100109106, STK 0123456789012 Agribank"
    assert [span.kind for span in scan(text)] == ["mst", "bank-account"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ông Ba gọi 0912345678".replace("ọ", "o\u0323"), "0912345678"),
        ("gọi ０９１２３４５６７８ nhé", "０９１２３４５６７８"),
        ("gọi 09\u200b12\u200b345678 nhé", "09\u200b12\u200b345678"),
        ("gọi 0 9 1 2 3 4 5 6 7 8", "0 9 1 2 3 4 5 6 7 8"),
        ("gọi 0084 912 345 678", "0084 912 345 678"),
        ("gọi +84(0)912 345 678", "+84(0)912 345 678"),
        ("căn cước công dân 094085000001".replace("ă", "a\u0306"), "094085000001"),
    ],
)
def test_disguised_numbers_are_found_at_their_place_in_the_original(text, found):
    assert [text[span.start : span.end] for span in blocking(text)] == [found]


def test_the_number_that_an_office_makes_known_is_no_finding():
    text = "Đường dây nóng 0912 345 678"
    assert blocking(text) != []
    assert blocking(text, published=["0912.345.678"]) == []


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("1234567890", "Số dư tài khoản tiền gửi"),
        ("365123456", "Diện tích (m2)"),
        ("50000000", "Dư nợ NHCSXH"),
        ("567890.345", "Tọa độ Y"),
        ("0567890.345", "Tọa độ Y"),
        ("84.912.345.678", "Dự toán năm"),
        ("1062345.67", "X"),
        ("7891234", "Mã dự án"),
        ("1012345", "Mã số đơn vị quan hệ ngân sách"),
        ("000.00.12.H26-250101-0001", "Mã hồ sơ"),
        ("tài khoản 3751.0.1012345.91046 Kho bạc Nhà nước", ""),
    ],
)
def test_figures_of_budget_and_land_tables_are_left_alone(text, header):
    assert scan(text, header) == []


def test_findings_stand_in_the_order_of_the_text_and_never_overlap():
    text = "Thư a.b@example.vn, gọi 0912345678, CCCD 094085000001, gọi 0987654321"
    spans = scan(text)
    assert [span.kind for span in spans] == ["email", "phone-mobile", "cccd", "phone-mobile"]
    assert all(one.end <= two.start for one, two in zip(spans, spans[1:], strict=False))


def test_an_address_of_an_office_only_advises():
    assert [span.level for span in scan("Điện thoại 0292 3820 123")] == ["advise"]
    assert blocking("Điện thoại 0292 3820 123") == []


@UNHURRIED
@given(st.text(max_size=120), st.text(max_size=20))
def test_any_text_gives_spans_inside_it_in_order(text, header):
    spans = scan(text, header)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


CCCD = st.builds(
    "{}{}{:02d}{:06d}".format,
    st.sampled_from(sorted(cccd_provinces())),
    st.sampled_from("01"),
    st.integers(0, 99),
    st.integers(0, 999_999),
)


@UNHURRIED
@given(CCCD, MARKS, MARKS)
def test_every_identity_number_is_found_whatever_stands_between_its_groups(digits, one, two):
    text = f"ông Danh Hoàng {digits[:3]}{one}{digits[3:6]}{two}{digits[6:]} khóm Vĩnh Kiên"
    assert "cccd" in {span.kind for span in blocking(text)}


@UNHURRIED
@given(
    st.sampled_from(["032", "086", "090", "098", "070", "056"]),
    st.integers(0, 9_999_999),
    MARKS,
    MARKS,
)
def test_every_mobile_number_is_found_whatever_stands_between_its_groups(prefix, rest, one, two):
    digits = f"{prefix}{rest:07d}"
    text = f"gọi {digits[:4]}{one}{digits[4:7]}{two}{digits[7:]} nhé"
    assert "phone-mobile" in {span.kind for span in blocking(text)}


@UNHURRIED
@given(st.integers(1, 10**15))
def test_no_grouped_sum_of_money_is_taken_for_an_identifier(amount):
    assert blocking(f"Tổng cộng: {amount:,} đồng".replace(",", ".")) == []


TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("094085000001", True),
        ("094185000001", True),
        ("094226000001", True),
        ("094326000001", True),
        ("094227000001", False),
        ("094485000001", False),
        ("003085000001", False),
        ("94085000001", False),
        ("0940850000010", False),
    ],
)
def test_an_identity_number_has_a_province_and_a_year_that_was(digits, expected):
    assert is_cccd(digits, TODAY) is expected


def test_an_identity_number_is_judged_by_the_present_year():
    year = dt.date.today().year % 100
    assert is_cccd(f"0942{year:02d}000001")
    assert not is_cccd(f"0942{year + 1:02d}000001")


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("0100109106", True),
        ("0100109106001", True),
        ("0100109107", False),
        ("0100109106000", False),
        ("0100000000", False),
        ("010010910", False),
        ("01001091060", False),
    ],
)
def test_a_tax_code_carries_its_check_digit(digits, expected):
    assert is_tax_code(digits) is expected
