"""Hostile files through the official's door: what other people's programs see in them before and
after. Each is refused with the reason in Vietnamese, or cleaned; nothing half-done stays."""

import io
from pathlib import Path

import openpyxl
import pikepdf
import PIL.Image
import pytest
from django.urls import reverse
from openpyxl.comments import Comment

from disclosures.models import Attachment
from tests import make
from tests.admin import uploads
from tests.admin.reading import beside, words
from tests.admin.uploads import upload
from tests.attachments import scanner
from tests.attachments.test_cleaning import (
    AUTHOR,
    INSERTED,
    SCRIPT,
    docx,
    encrypted_pdf,
    packed,
    pdf,
    photograph,
    png_of_500_megapixels,
    tool,
    with_member,
    workbook,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PRIVATE = "094085001234"
ACTIVE = "Tệp PDF có mã lệnh hoặc tệp khác bên trong."
FOREIGN = "Tệp chứa hoặc nối tới tệp khác."
NOTES = "Tệp còn dấu sửa đổi hoặc nhận xét có tên người."


def changed(change):
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        change(file)
        file.save(made)
    return made.getvalue()


def with_file(file):
    file.attachments["a.exe"] = pikepdf.AttachedFileSpec(file, b"MZ", filename="a.exe")


def with_launch(file):
    file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")


def formula(text):
    return uploads.raw_xlsx(f'<row r="1"><c r="A1"><f>{text}</f><v>1</v></c></row>')


def with_comment():
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.active["B2"].comment = Comment(f"CCCD {PRIVATE}", AUTHOR)
    book.save(made)
    return made.getvalue()


def with_hidden_sheet():
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "Tổng hợp"
    hidden = book.create_sheet("Cất")
    hidden["C3"] = f"CCCD {PRIVATE}"
    hidden.sheet_state = "hidden"
    book.save(made)
    return made.getvalue()


def with_pivot_cache():
    records = f'<records><r><s v="{PRIVATE}"/></r></records>'
    return with_member(workbook(), "xl/pivotCache/pivotCacheRecords1.xml", records)


def web_page_in_picture():
    made = io.BytesIO()
    PIL.Image.new("RGB", (9, 9)).save(made, "JPEG", comment=b"<html><script>alert(1)</script>")
    return made.getvalue()


def inside(member):
    """What `unzip` prints of one part."""
    return lambda path: tool("unzip", "-p", path, member).stdout


# Ending, content, what shows the danger from outside, what it shows, what the page says.
REFUSED = {
    "a PDF with JavaScript": (
        "pdf", lambda: changed(lambda file: file.Root.update({"/OpenAction": SCRIPT})),
        lambda path: tool("qpdf", "--json", path).stdout, "u:app.alert(1)", ACTIVE),
    "a PDF with a program inside": (
        "pdf", lambda: changed(with_file),
        lambda path: tool("pdfdetach", "-list", path).stdout, "a.exe", ACTIVE),
    "a PDF that starts a program": (
        "pdf", lambda: changed(with_launch),
        lambda path: tool("qpdf", "--json", path).stdout, '"/S": "/Launch"', ACTIVE),
    "a PDF under a password": (
        "pdf", encrypted_pdf,
        lambda path: tool("pdfinfo", path).stdout, "Encrypted:       yes", "Tệp có mật khẩu."),
    "a PDF that is an archive as well": (
        "pdf", lambda: pdf() + packed({"a.exe": "MZ"}),
        lambda path: tool("unzip", "-l", path).stdout, "a.exe", "Tệp vừa là hai loại cùng lúc."),
    "a workbook with a macro": (
        "xlsm", lambda: with_member(workbook(), "xl/vbaProject.bin", "x"),
        lambda path: tool("unzip", "-l", path).stdout, "vbaProject.bin", "Tệp có macro."),
    "a workbook with a link to another": (
        "xlsx", lambda: with_member(workbook(), "xl/externalLinks/externalLink1.xml", "<a/>"),
        lambda path: tool("unzip", "-l", path).stdout, "externalLink1.xml", FOREIGN),
    "a workbook that gives an order to a program": (
        "xlsx", lambda: formula("cmd|'/c calc'!A0"),
        inside("xl/worksheets/sheet1.xml"), "cmd|", FOREIGN),
    "a workbook with a note on a person": (
        "xlsx", with_comment, inside("xl/comments/comment1.xml"), PRIVATE, NOTES),
    "a document with tracked changes": (
        "docx", lambda: docx(INSERTED), inside("word/document.xml"), AUTHOR, NOTES),
    "a zip bomb": (
        "docx", lambda: docx(word__media=bytes(250_000_000)),
        lambda path: tool("unzip", "-l", path).stdout, "250000000", "Tệp bung ra"),
    "500 megapixels": (
        "png", png_of_500_megapixels,
        lambda path: tool("exiftool", "-ImageSize", path).stdout, "25000x20000", "Ảnh quá lớn."),
    "a drawing that runs a script": (
        "svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        lambda path: tool("exiftool", "-FileType", path).stdout, "SVG", "Không nhận loại tệp này."),
    "a web page before a PDF": (
        "pdf", lambda: b"<html><script>alert(1)</script>\n" + pdf(),
        lambda path: tool("pdftotext", path, "-").stdout, "Thong bao", "Không nhận loại tệp này."),
}  # fmt: skip


@pytest.fixture
def version(official, unit):
    return make.draft(official, unit)


@pytest.fixture
def door(version):
    return reverse("admin:attach", kwargs={"pk": version.pk})


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_what_other_programs_say_and_is_refused_with_the_reason(
    case, writing, door, stored, tmp_path
):
    ending, content, look, shown, sentence = REFUSED[case]
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content())
    assert shown in look(path)
    before = stored()
    sent = {"role": "annex", "file": upload(path.read_bytes(), path.name)}
    answer = writing.post(door, sent)
    assert answer.status_code == 422
    assert sentence in beside(answer, "a-file")
    assert stored() == before


CLEANED = {
    "a photograph that knows its place": (
        "jpg", photograph, lambda path: tool("exiftool", "-a", path).stdout,
        ("GPS Latitude", AUTHOR)),
    "a web page in a picture": (
        "jpg", web_page_in_picture, lambda path: tool("exiftool", "-a", path).stdout,
        ("<script>",)),
    "a PDF with its author": (
        "pdf", pdf, lambda path: tool("exiftool", "-a", path).stdout, (AUTHOR,)),
    "a document with its author": (
        "docx", docx, inside("docProps/core.xml"), (AUTHOR,)),
    "a workbook with its author": (
        "xlsx", workbook, inside("docProps/core.xml"), (AUTHOR,)),
    "a PDF that opens a page of the web": (
        "pdf", lambda: changed(lambda file: file.Root.update({"/OpenAction": pikepdf.Dictionary(
            S=pikepdf.Name.URI, URI="http://a.example/")})),
        lambda path: tool("qpdf", "--json", path).stdout, ("OpenAction", "a.example")),
}  # fmt: skip


@pytest.mark.parametrize("case", CLEANED)
def test_what_is_given_out_again_lacks_what_other_programs_saw(
    case, writing, version, door, tmp_path
):
    ending, content, look, seen = CLEANED[case]
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content())
    assert all(each in look(path) for each in seen)
    answer = writing.post(door, {"role": "annex", "file": upload(path.read_bytes(), path.name)})
    assert answer.status_code == 302
    address = reverse("admin:draft_file", kwargs={"pk": version.pk, "file": 1})
    path.write_bytes(b"".join(writing.get(address).streaming_content))
    assert not any(each in look(path) for each in seen)
    assert Attachment.objects.get().problems == []


HELD = {
    "a hidden sheet": (with_hidden_sheet, "xl/worksheets/sheet2.xml", "“Cất”, ô C3"),
    "the store of a pivot table": (
        with_pivot_cache, "xl/pivotCache/pivotCacheRecords1.xml", "bảng tổng hợp"),
}  # fmt: skip


@pytest.mark.parametrize("case", HELD)
def test_private_data_that_nobody_sees_holds_the_draft_back(case, writing, version, door, tmp_path):
    content, member, place = HELD[case]
    path = tmp_path / "a.xlsx"
    path.write_bytes(content())
    text = inside(member)(path) + inside("xl/sharedStrings.xml")(path)
    assert PRIVATE in text
    answer = writing.post(door, {"role": "annex", "file": upload(path.read_bytes(), "a.xlsx")})
    assert answer.status_code == 302
    page = words(writing.get(reverse("admin:draft", kwargs={"pk": version.pk})))
    assert PRIVATE in page and place in page


@pytest.mark.parametrize(
    "content",
    [scanner.eicar, lambda: packed({"a.com": scanner.eicar()}),
     lambda: docx(**{"word__media__a.png": scanner.eicar()})],
    ids=["plain", "in an archive", "in a document"],
)  # fmt: skip
def test_what_clamscan_finds_is_refused_and_not_kept(
    content, writing, door, stored, settings, tmp_path
):
    with scanner.running() as address:
        settings.CLAMD_SOCKET = address
        path = tmp_path / "a.docx"
        path.write_bytes(content())
        signatures = Path(address).with_name("local.ndb")
        assert f"{scanner.VIRUS} FOUND" in tool("clamscan", "-d", signatures, path).stdout
        before = stored()
        answer = writing.post(door, {"role": "annex", "file": upload(path.read_bytes(), path.name)})
    assert answer.status_code == 422
    assert f"Tệp có vi-rút ({scanner.VIRUS})" in beside(answer, "a-file")
    assert stored() == before
