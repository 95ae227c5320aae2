"""Files that are not what they say: each gets a clear answer, and nothing of it stays."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import reverse

from disclosures.attachments.inspect import inspect
from disclosures.models import Attachment, DataTable, FullRow, ImportSession
from tests import make
from tests.admin import uploads
from tests.admin.reading import beside, summary, words
from tests.admin.uploads import HOUSEHOLDS, archive, upload

pytestmark = pytest.mark.django_db

EMPTY = "Tệp trống."
NO_TABLE = "Đây không phải bảng. Chọn tệp Excel (.xlsx), OpenDocument (.ods) hoặc CSV."
DAMAGED = "Tệp hỏng. Mở bằng Excel, lưu lại rồi chọn tệp mới."
PROTECTED = "Tệp có mật khẩu. Lưu lại không đặt mật khẩu."
MACROS = "Tệp có macro."
UNPACKS = "Tệp bung ra"
TOO_LARGE = "Tệp lớn hơn 20 MB."
ROWS = "Trang tính có hơn 100.000 dòng. Tách bảng thành nhiều tệp."
COLUMNS = "Trang tính có hơn 200 cột. Xóa cột không thuộc bảng."
CELLS = "Các trang tính trải ra hơn 4 triệu ô."
HIDDEN = "Mọi trang tính trong tệp đều ẩn hoặc trống."
BLANK = "Tệp không có ô nào có chữ."
OTHER_PICTURE = "Mở ảnh rồi lưu thành JPEG hoặc PNG."
NOT_TAKEN = "Không nhận loại tệp này. Chọn PDF, Word, Excel, OpenDocument, JPEG hoặc PNG."
OLD_OFFICE = "Tệp thuộc dạng Office cũ (.doc, .xls, .ppt)."
DAMAGED_PDF = "Tệp PDF hỏng."
DAMAGED_FILE = "Tệp hỏng. Lưu lại rồi chọn tệp đó."

GOOD_XLSX = uploads.xlsx(HOUSEHOLDS)
GOOD_ODS = uploads.ods(HOUSEHOLDS)
LAST_CELL = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{}"><c r="{}{}"><v>1</v></c></row>'


def with_member(name):
    return lambda: uploads.raw_xlsx('<row><c t="str"><v>STT</v></c></row>', extra=[(name, b"x")])


def huge_repeat(rows, columns):
    """An ODS cell that says it stands for a whole field of cells."""
    return lambda: uploads.ods([["MỘT"]], rows_as=rows, columns_as=columns)


# What is sent as a table: name, content, what the page says about it.
TABLES = {
    "an empty file": ("a.xlsx", lambda: b"", EMPTY),
    "blanks only": ("a.csv", lambda: b" \r\n \r\n", EMPTY),
    "a picture called xlsx": ("a.xlsx", uploads.png, NO_TABLE),
    "a PDF called xlsx": ("a.xlsx", uploads.pdf, NO_TABLE),
    "a program called csv": ("a.csv", lambda: b"MZ\x90\x00\x03" + b"\x00" * 500, NO_TABLE),
    "NUL bytes called csv": ("a.csv", lambda: b"STT,Ten\r\n\x00\x00,\x00", NO_TABLE),
    "a web page called xls": ("a.xls", lambda: b"\xef\xbb\xbf\n<HTML><table><tr><td>1", NO_TABLE),
    "a zip of something else": ("a.xlsx", lambda: archive([("a.txt", b"x")]), NO_TABLE),
    "a Word document": ("a.docx", lambda: archive([("word/document.xml", b"<x/>")]), NO_TABLE),
    "a binary workbook": ("a.xlsb", lambda: archive([("xl/workbook.bin", b"x")]), NO_TABLE),
    "half a zip": ("a.xlsx", lambda: GOOD_XLSX[: len(GOOD_XLSX) // 2], DAMAGED),
    "a zip without its head": ("a.xlsx", lambda: b"PK\x03\x04" + b"\x07" * 900, DAMAGED),
    "a workbook of broken XML": ("a.xlsx", lambda: uploads.raw_xlsx("<row><c><v>1</row"), DAMAGED),
    "an ODS of broken XML": ("a.ods", lambda: uploads.ods([["a"]], broken=True), DAMAGED),
    "an old Excel file that is none": (
        "a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 3000, DAMAGED,
    ),
    "a workbook with a password": ("a.xlsx", uploads.encrypted_xlsx, PROTECTED),
    "an ODS with a password": (
        "a.ods", lambda: uploads.ods(HOUSEHOLDS, is_encrypted=True), PROTECTED,
    ),
    "macros": ("a.xlsm", with_member("xl/vbaProject.bin"), MACROS),
    "a bomb": (
        "a.xlsx", lambda: archive([("xl/workbook.xml", b"0" * 30_000_000)]), UNPACKS,
    ),
    "a cell at the far corner": (
        "a.xlsx", lambda: uploads.raw_xlsx(LAST_CELL.format(2**20, "XFD", 2**20)), ROWS,
    ),
    "a cell at the far right": ("a.xlsx", lambda: uploads.raw_xlsx(
        LAST_CELL.format(2, "XFD", 2)), COLUMNS),
    "a cell at the far bottom": ("a.xlsx", lambda: uploads.raw_xlsx(
        LAST_CELL.format(2**20, "A", 2**20)), ROWS),
    "a cell that leaves 20 million before it": ("a.xlsx", lambda: uploads.raw_xlsx(
        LAST_CELL.format(100_100, "GR", 100_100)), CELLS),
    "an ODS field of 9 million cells": ("a.ods", huge_repeat(60_000, 150), CELLS),
    "a CSV of separators": ("a.csv", lambda: b"a" + b"," * 150 + (b"\n" + b"," * 150) * 40_000,
                            CELLS),
    "an ODS field of cells": ("a.ods", huge_repeat(100_000, 1000), COLUMNS),
    "an ODS of repeated rows": ("a.ods", huge_repeat(1_000_000, 1), ROWS),
    "too many columns": ("a.csv", lambda: b"a," * 250 + b"\r\n1", COLUMNS),
    "hidden sheets only": ("a.xlsx", lambda: uploads.xlsx(HOUSEHOLDS, hidden=True), HIDDEN),
    "no filled cell": ("a.xlsx", lambda: uploads.xlsx([]), BLANK),
}  # fmt: skip


@pytest.fixture
def version(official, unit):
    return make.draft(official, unit, kind_code="poor-household-review")


@pytest.fixture
def table_url(version):
    return reverse("admin:import", kwargs={"pk": version.pk, "schema": "ho-ngheo"})


@pytest.fixture
def file_url(version):
    return reverse("admin:attach", kwargs={"pk": version.pk})


@pytest.mark.parametrize("case", TABLES)
def test_no_table_comes_of(case, writing, table_url, stored):
    name, content, sentence = TABLES[case]
    before = stored()
    answer = writing.post(table_url, {"file": upload(content(), name)})
    assert answer.status_code == 422
    assert sentence in summary(answer)
    assert sentence in beside(answer, "id_file")
    assert stored() == before


def test_no_file_and_two_files_are_asked_for_again(writing, table_url, file_url, stored):
    before = stored()
    two = [upload(GOOD_XLSX, "mot.xlsx"), upload(GOOD_XLSX, "hai.xlsx")]
    for url, role in ((table_url, {}), (file_url, {"role": "annex"})):
        for sent, sentence in (
            ({}, "Chọn tệp."),
            ({"file": "chỉ là chữ"}, "Chọn tệp."),
            ({"file": two}, "Mỗi lần chỉ chọn một tệp."),
        ):
            for file in two:
                file.seek(0)
            answer = writing.post(url, {**role, **sent})
            assert answer.status_code == 422
            assert sentence in summary(answer)
    assert stored() == before


@pytest.mark.slow
def test_two_hundred_megabytes_are_refused_without_filling_the_store(
    writing, table_url, file_url, stored
):
    before = stored()
    for url in (table_url, file_url):
        answer = uploads.send_endless(writing, url, 200 * 1024 * 1024)
        assert answer.status_code == 422
        assert TOO_LARGE in summary(answer)
    assert stored() == before


def test_a_file_one_byte_too_large_is_refused(writing, table_url, stored):
    before = stored()
    answer = writing.post(table_url, {"file": upload(b"a" * (20 * 1024 * 1024 + 1), "a.csv")})
    assert answer.status_code == 422
    assert TOO_LARGE in summary(answer)
    assert stored() == before


@pytest.mark.slow
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_million_rows_are_refused(writing, table_url, stored, form):
    content = uploads.many_rows(1_000_000) if form == "xlsx" else b"1,2\r\n" * 1_000_000
    before = stored()
    answer = writing.post(table_url, {"file": upload(content, f"a.{form}")})
    assert answer.status_code == 422
    assert ROWS in summary(answer)
    assert stored() == before


@pytest.mark.slow
def test_a_far_cell_is_refused_before_memory_is_laid_out_for_it():
    """In a process of its own with 2 GB: the reader alone would ask for 400 GB and fall over."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\n"
        "import django; django.setup()\n"
        "from disclosures.tables.read_workbook import TableFileError, read_workbook\n"
        "try: read_workbook(sys.stdin.buffer.read())\n"
        "except TableFileError as refused: print(refused)\n"
    )
    content = uploads.raw_xlsx(LAST_CELL.format(2**20, "XFD", 2**20))
    answer = subprocess.run(
        [sys.executable, "-c", code],
        input=content,
        capture_output=True,
        cwd=settings.BASE_DIR,
        env={
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": "postgresql://nobody@127.0.0.1/none",
            "PYTHONUTF8": "1",
        },
        check=False,
    )
    assert (answer.returncode, answer.stdout.decode().strip()) == (0, ROWS)


def test_formulas_are_taken_by_their_results_and_errors_are_blanks_to_mend(
    writing, table_url, version
):
    rows = [*HOUSEHOLDS[:3], ["", "", "", "", ""]]
    formulas = [("D2", "=2+2", 4), ("A3", "=1/0", "#DIV/0!")]
    answer = writing.post(
        table_url, {"file": upload(uploads.xlsx(rows, formulas=formulas), "a.xlsx")}
    )
    session = ImportSession.objects.get()
    writing.post(answer.url, {f"column-{name}": str(at) for at, name in enumerate(
        ["stt", "chu_ho", "thon", "so_nhan_khau", "phan_loai"])})  # fmt: skip
    page = words(writing.get(reverse("admin:import_errors", kwargs={"pk": session.pk})))
    assert 'id="cell-A3"' in page and 'id="cell-D2"' not in page
    assert not DataTable.objects.exists()


def test_text_that_looks_like_a_formula_stays_text(writing, table_url):
    rows = [HOUSEHOLDS[0], [1, '=HYPERLINK("http://a.example")', "Khóm Vĩnh Kiên", 4, "Hộ nghèo"]]
    answer = writing.post(table_url, {"file": upload(uploads.xlsx(rows), "a.xlsx")})
    confirm = answer.url.replace("/cot/", "/xem/")
    assert writing.post(confirm, {"seen": "on"}).status_code == 302
    assert FullRow.objects.get().cells[1].startswith("=HYPERLINK")


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\a.xlsx",
        "/etc/a.xlsx",
        "a" * 300 + ".xlsx",
        "b\x00.csv",
        "ả.XLSX",
    ],
)
def test_the_name_of_a_file_leads_nowhere(writing, table_url, name):
    answer = writing.post(table_url, {"file": upload(GOOD_XLSX, name)})
    assert answer.status_code == 302
    names = [path.name for path in settings.FILES_DIR.rglob("*") if path.is_file()]
    assert names == [ImportSession.objects.get().sha256]


# What is hung on a draft: name, content, what the page says about it.
FILES = {
    "an empty file": ("a.pdf", lambda: b"", EMPTY),
    "an iPhone's photograph": (
        "IMG_0042.HEIC", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400),
        OTHER_PICTURE,
    ),
    "a scanner's TIFF": ("scan.tif", lambda: uploads.picture("TIFF"), OTHER_PICTURE),
    "a WebP": ("anh.webp", lambda: uploads.picture("WEBP"), OTHER_PICTURE),
    "an AVIF": ("anh.avif", lambda: uploads.picture("AVIF"), OTHER_PICTURE),
    "a JPEG 2000": ("anh.jp2", lambda: uploads.picture("JPEG2000"), OTHER_PICTURE),
    "a GIF": ("anh.gif", lambda: uploads.picture("GIF"), OTHER_PICTURE),
    "a BMP": ("anh.bmp", lambda: uploads.picture("BMP"), OTHER_PICTURE),
    "text that begins like a BMP": ("bm.txt", lambda: b"BM 12 ngay", NOT_TAKEN),
    "a program called PDF": ("a.pdf", lambda: b"MZ\x90\x00" + b"\x00" * 400, NOT_TAKEN),
    "a web page": ("a.pdf", lambda: b"<html><script>alert(1)</script>", NOT_TAKEN),
    "a drawing with a script": ("a.svg", lambda: b"<svg onload='alert(1)'/>", NOT_TAKEN),
    "an old Word file": ("a.doc", lambda: uploads.encrypted_xlsx()[:512], OLD_OFFICE),
    "a document under a password": ("a.docx", uploads.encrypted_xlsx, PROTECTED),
    "plain text": ("a.txt", lambda: "Thông báo".encode(), NOT_TAKEN),
    "a zip": ("a.zip", lambda: archive([("a.exe", b"MZ")]), NOT_TAKEN),
    "a PDF in name only": ("a.pdf", lambda: b"%PDF-1.7\nhello", DAMAGED_PDF),
    "a PDF whose pages are none": (
        "a.pdf", lambda: uploads.pdf().replace(b"/Pages 2 0 R", b"/Pages 7     "), DAMAGED_PDF,
    ),
    "a PDF with a script": ("a.pdf", lambda: uploads.pdf(b"/OpenAction<</JS (app.alert(1))>>"),
                            "Tệp PDF có mã lệnh"),
    "a PDF with a file inside": ("a.pdf", lambda: uploads.pdf(b"/X<</EmbeddedFile 1>>"),
                                 "Tệp PDF có mã lệnh"),
    "half a picture": ("a.png", lambda: uploads.png()[:40], "Ảnh hỏng"),
    "a picture of a billion points": (
        "a.png", lambda: uploads.png_head(40_000, 40_000), "Ảnh",
    ),
    "half a zip": ("a.docx", lambda: GOOD_XLSX[:300], DAMAGED_FILE),
    "macros": ("a.xlsm", with_member("xl/vbaProject.bin"), MACROS),
    "another file inside": (
        "a.xlsx", with_member("xl/embeddings/oleObject1.bin"), "Tệp chứa hoặc nối tới tệp khác.",
    ),
    "a bomb": (
        "a.docx", lambda: uploads.lying(archive([("word/document.xml", b"x")])),
        UNPACKS,
    ),
    "a mimetype that will not unpack": (
        "a.odt", lambda: uploads.spoiled(uploads.ods(HOUSEHOLDS)), DAMAGED_FILE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_no_attachment_comes_of(case, writing, file_url, stored):
    name, content, sentence = FILES[case]
    before = stored()
    sent = {"role": "annex", "title": "Phụ lục giữ lại", "file": upload(content(), name)}
    answer = writing.post(file_url, sent)
    assert answer.status_code == 422
    assert sentence in beside(answer, "a-file")
    assert 'value="Phụ lục giữ lại"' in words(answer)
    assert stored() == before


@pytest.mark.parametrize(
    ("name", "content", "extension", "media_type"),
    [
        ("quyet-dinh.pdf.exe", uploads.pdf(), "pdf", "application/pdf"),
        ("../../../anh.jpg", uploads.png(), "png", "image/png"),
        ("C:\\Users\\can-bo\\bang.docx", GOOD_XLSX, "xlsx",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("<script>.pdf", GOOD_ODS, "ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("x" * 400, uploads.pdf(), "pdf", "application/pdf"),
    ],
    ids=["two suffixes", "a path", "a drive", "a tag", "a long name"],
)  # fmt: skip
def test_a_file_is_named_after_kind_and_content_whatever_it_was_called(
    writing, file_url, name, content, extension, media_type
):
    answer = writing.post(file_url, {"role": "annex", "file": upload(content, name)})
    assert answer.status_code == 302
    file = Attachment.objects.get()
    assert (file.filename, file.media_type) == (
        f"ho-ngheo-nam-2026-1.{extension}",
        media_type,
    )
    names = [path.name for path in settings.FILES_DIR.rglob("*") if path.is_file()]
    assert names == [file.sha256]


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("x" * 201, "Rút ngắn phần này."),
        ("a\x00b", "Có ký tự không lưu được."),
        ("Hỏi bà Tư 0912 345 678", "0912 345 678"),
    ],
)
def test_a_wrong_title_of_a_file_stores_nothing(writing, file_url, stored, title, sentence):
    before = stored()
    sent = {"role": "annex", "title": title, "file": upload(uploads.pdf(), "a.pdf")}
    answer = writing.post(file_url, sent)
    assert answer.status_code == 422
    assert sentence in beside(answer, "a-title")
    assert stored() == before


@pytest.mark.parametrize("role", ["", "source", "nobody", "SIGNED"])
def test_a_file_has_one_of_the_two_public_roles(writing, file_url, stored, role):
    before = stored()
    answer = writing.post(file_url, {"role": role, "file": upload(uploads.pdf(), "a.pdf")})
    assert answer.status_code == 422
    assert beside(answer, "a-role")
    assert stored() == before


def test_an_attached_file_is_served_so_that_nothing_in_it_runs(writing, file_url, version):
    writing.post(file_url, {"role": "signed", "file": upload(uploads.pdf(), "a.pdf")})
    url = reverse("admin:draft_file", kwargs={"pk": version.pk, "file": 1})
    answer = writing.get(url)
    assert b"".join(answer.streaming_content) == inspect(uploads.pdf()).content
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_file_taken_off_is_gone_from_the_draft(writing, file_url, version):
    writing.post(file_url, {"role": "signed", "file": upload(uploads.pdf(), "a.pdf")})
    off = reverse("admin:detach", kwargs={"pk": version.pk, "file": 1})
    assert writing.post(off).status_code == 302
    assert writing.post(off).status_code == 404
    url = reverse("admin:draft_file", kwargs={"pk": version.pk, "file": 1})
    assert writing.get(url).status_code == 404
    assert not Attachment.objects.exists()
