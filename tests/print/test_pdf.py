"""The A4 sheet as a file: what others read from it, page by page."""

import dataclasses
import datetime as dt
import io

import pikepdf
import pytest

from disclosures.print.pdf import pdf
from disclosures.print.qr import qr_svg
from disclosures.print.sheet import Sheet, SheetColumn, SheetRow, SheetTable, Strip
from tests.print import reading

AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
NOTE = "congkhai.example/31732\n12\n" + "A" * 43 + "=\n\n— congkhai.example " + "b" * 92 + "\n"


def strip(**changes):
    values = {
        "qr": qr_svg("https://congkhai.example/t/5xq29b7k"),
        "qr_label": "Mã QR dẫn tới congkhai.example/t/5xq29b7k",
        "until": "Niêm yết đến hết ngày 26/11/2026",
        "lines": (("vi", "Quét mã để xem bản mới nhất."), ("km", "ស្កេនកូដដើម្បីមើលបញ្ជី")),
        "trace": "Bản 1",
        "proof_qr": qr_svg(NOTE, error="m"),
        "proof_label": "Mã QR chứa điểm kiểm tra",
        "proof": "Điểm kiểm tra: 12 mục",
        "posted": ("Bảng: ………… Người dán: …………",),
    }
    return Strip(**{**values, **changes})


def sheet(**changes):
    values = {
        "language": "vi", "is_large": False, "mark": "", "sample": "", "number_head": "STT",
        "foot": "31732-2026-0001, bản 1", "superior": "",
        "organ": ("ỦY BAN NHÂN DÂN", "PHƯỜNG NGÃ NĂM"), "number": "Số: 246/TB-UBND",
        "motto": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        "place_and_day": "Ngã Năm, ngày 19 tháng 11 năm 2026", "heading": "THÔNG BÁO",
        "title": "Thu, chi ngân sách 9 tháng đầu năm 2026", "kind": "", "note": "",
        "paragraphs": ("Phường đã thu được tám phần mười số tiền dự định.",), "points": (),
        "tables": (), "recipients_title": "Nơi nhận:", "recipients": ("Lưu: VT.",),
        "signature": ("TM. ỦY BAN NHÂN DÂN", "Phó Chủ tịch"), "signed": "(Bản gốc đã ký)",
        "strip": strip(),
    }  # fmt: skip
    return Sheet(**{**values, **changes})


def table(count, columns=4):
    heads = tuple(SheetColumn(f"Cột thứ {at}", is_numeric=at > 1) for at in range(1, columns + 1))
    rows = tuple(
        SheetRow(str(at), (f"Tuyến đường số {at}", *["1.250.000"] * (columns - 1)))
        for at in range(1, count + 1)
    )
    return SheetTable("Danh sách công trình", "đồng", heads, rows)


def test_the_same_sheet_gives_the_same_bytes():
    first = pdf(sheet(), at=AT)
    pdf(sheet(title="Văn bản khác"), at=AT)
    again = pdf(sheet(strip=strip()), at=AT)
    assert first.startswith(b"%PDF-")
    assert first == again


def test_vietnamese_text_comes_back_letter_by_letter(tmp_path):
    (text,) = reading.pages(tmp_path, pdf(sheet(), at=AT))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "PHƯỜNG NGÃ NĂM",
        "Số: 246/TB-UBND", "Ngã Năm, ngày 19 tháng 11 năm 2026", "THÔNG BÁO",
        "Phường đã thu được tám phần mười số tiền dự định.", "Niêm yết đến hết ngày 26/11/2026",
    ):  # fmt: skip
        assert words in text


def test_both_codes_are_read_from_a_picture_of_the_sheet(tmp_path):
    (picture,) = reading.pictures(tmp_path, pdf(sheet(), at=AT))
    read = reading.codes(picture)
    assert NOTE in read
    assert "https://congkhai.example/t/5xq29b7k\n" in read


def test_a_table_of_400_rows_repeats_its_head_and_numbers_every_row(tmp_path):
    texts = reading.pages(tmp_path, pdf(sheet(tables=(table(400),)), at=AT))
    assert len(texts) > 8
    with_rows = [text for text in texts if "Tuyến đường số" in text]
    assert all("STT" in text and "Cột thứ 1" in text for text in with_rows)
    numbers = [
        int(line.split()[0])
        for text in with_rows
        for line in text.splitlines()
        if "Tuyến đường số" in line
    ]
    assert numbers == list(range(1, 401))
    for number, text in enumerate(texts[1:], start=2):
        assert text.split()[0] == str(number)


def test_a_table_of_many_columns_lies_on_the_long_side():
    content = pdf(sheet(tables=(table(30, columns=9),)), at=AT)
    with pikepdf.open(io.BytesIO(content)) as file:
        sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in file.pages]
    assert sizes[0] == (595, 842)
    assert (842, 595) in sizes


@pytest.mark.parametrize("mark", ["BẢN NHÁP", "BẢN CŨ"])
def test_a_draft_and_an_old_version_say_so_on_every_page(tmp_path, mark):
    marked = pdf(sheet(mark=mark, tables=(table(60),)), at=AT)
    pictures = reading.pictures(tmp_path, marked, dots=30)
    plain = tmp_path / "plain"
    plain.mkdir()
    others = reading.pictures(plain, pdf(sheet(tables=(table(60),)), at=AT), dots=30)
    assert len(pictures) == len(others) > 1
    assert all(a.read_bytes() != b.read_bytes() for a, b in zip(pictures, others, strict=True))


def test_large_print_takes_more_room(tmp_path):
    body = ("Nội dung. " * 120,)
    small = reading.pages(tmp_path, pdf(sheet(paragraphs=body), at=AT))
    large = reading.pages(tmp_path, pdf(sheet(paragraphs=body, is_large=True), at=AT))
    assert len(large) > len(small)


def test_words_are_never_taken_for_commands(tmp_path):
    title = '#read("/etc/passwd") $x$ *đậm* = mục <script> \\ @nhãn'
    text = " ".join(reading.pages(tmp_path, pdf(sheet(title=title), at=AT))[0].split())
    assert '#read("/etc/passwd")' in text
    assert "*đậm*" in text
    assert "root:" not in text


def test_the_file_is_tagged_and_names_its_language():
    with pikepdf.open(io.BytesIO(pdf(sheet(language="km"), at=AT))) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "km"
        assert "Thu, chi ngân sách" in str(file.open_metadata()["dc:title"])


def test_a_draft_has_neither_code_nor_promise(tmp_path):
    bare = Strip("", "", "Bản nháp: chưa duyệt", (), "", "", "", "", ())
    (picture,) = reading.pictures(tmp_path, pdf(sheet(strip=bare, mark="BẢN NHÁP"), at=AT))
    assert reading.codes(picture) == ""
    assert dataclasses.asdict(bare)["qr"] == ""
