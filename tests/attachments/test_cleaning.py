"""What is published of an attachment, as other people's programs see it."""

import io
import json
import os
import shutil
import struct
import subprocess
import sys
import time
import zipfile
import zlib

import openpyxl
import pikepdf
import PIL.Image
import pytest
from django.core.management import call_command
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.attachments.child import clean_apart
from disclosures.attachments.inspect import FileRefused, inspect
from disclosures.attachments.refusal import Refused

AUTHOR = "Nguyen Van Tac Gia"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def tool(name, *arguments):
    """What an outside program prints; skips where it is not installed, except in CI."""
    if not shutil.which(name):
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"{name} is not installed.")
        pytest.skip(f"{name} is not installed.")
    return subprocess.run([name, *map(str, arguments)], capture_output=True, text=True, timeout=60)


def packed(members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(body="<w:p><w:r><w:t>Thông báo</w:t></w:r></w:p>", **more):
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/'
            'package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="a" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
            "docProps/core.xml": '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/'
            'package/2006/metadata/core-properties" xmlns:d="http://purl.org/dc/elements/1.1/">'
            f"<d:creator>{AUTHOR}</d:creator></c:coreProperties>",
            **{name.replace("__", "/"): content for name, content in more.items()},
        }
    )


def workbook(text="Thu ngân sách"):
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = text
    book.properties.creator = AUTHOR
    book.save(made)
    return made.getvalue()


def with_member(content, name, member):
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(name, member)
    return made.getvalue()


def photograph():
    picture, made = PIL.Image.new("RGB", (40, 20), "white"), io.BytesIO()
    picture.paste("black", (0, 0, 10, 10))
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = AUTHOR
    exif.get_ifd(0x8825).update({1: "N", 2: (9.0, 33.0, 44.0), 3: "E", 4: (105.0, 36.0, 2.0)})
    picture.save(made, "JPEG", exif=exif)
    return made.getvalue()


def pdf(text="Thong bao", **root):
    made = io.BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page(page_size=(300, 200))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = file.make_stream(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode())
        for name, value in root.items():
            file.Root[f"/{name}"] = value
        file.docinfo["/Author"] = AUTHOR
        with file.open_metadata() as metadata:
            metadata["dc:creator"] = [AUTHOR]
        file.save(made)
    return made.getvalue()


def png_of_500_megapixels():
    """A true one: rows of zeros, 60 KB packed."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    packer = zlib.compressobj(9)
    row = bytes(1 + 25_000 // 8)
    rows = b"".join(packer.compress(row) for _each in range(20_000)) + packer.flush()
    head = struct.pack(">IIBBBBB", 25_000, 20_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def linked_picture():
    return (
        f'<Relationships xmlns="{_RELS}"><Relationship Id="b" Type="{_OFFICE}/image" '
        'Target="http://a.example/x.png" TargetMode="External"/></Relationships>'
    )


def encrypted_pdf():
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        file.save(made, encryption=pikepdf.Encryption(owner="a", user=""))
    return made.getvalue()


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
INSERTED = f'<w:p><w:ins w:author="{AUTHOR}"><w:r><w:t>thêm</w:t></w:r></w:ins></w:p>'
REFUSED = {
    "a PDF with JavaScript": (lambda: pdf(OpenAction=SCRIPT), "mã lệnh"),
    "a PDF under a password": (encrypted_pdf, "mật khẩu"),
    "a PDF that is a zip as well": (lambda: pdf() + packed({"a.exe": "MZ"}), "hai loại"),
    "a picture that is a zip as well": (lambda: photograph() + packed({"a": "b"}), "hai loại"),
    "a zip that is a PDF as well": (lambda: with_member(packed({"%PDF-1.7": "a"}), "b", "c"),
                                    "hai loại"),
    "a workbook with a macro": (
        lambda: with_member(workbook(), "xl/vbaProject.bin", "x"), "macro"),
    "a workbook with a link to another": (
        lambda: with_member(workbook(), "xl/externalLinks/externalLink1.xml", "<a/>"), "nối tới"),
    "a document that fetches a picture": (
        lambda: docx(**{"word___rels__document.xml.rels": linked_picture()}), "nối tới"),
    "a document with tracked changes": (lambda: docx(INSERTED), "nhận xét"),
    "a document with comments": (lambda: docx(word__comments=""), "nhận xét"),
    "a zip bomb": (lambda: docx(word__media=bytes(250_000_000)), "bung ra"),
    "500 megapixels": (png_of_500_megapixels, "quá lớn"),
    "entities that explode": (
        lambda: docx(**{"word__b.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "hỏng"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", REFUSED)
def test_a_dangerous_file_is_refused_with_the_reason(case):
    make, sentence = REFUSED[case]
    with override("vi"), pytest.raises(FileRefused) as refused:
        inspect(make())
    assert sentence in str(refused.value)


@pytest.mark.slow
def test_a_photograph_keeps_its_uprightness_and_loses_its_place(tmp_path):
    (tmp_path / "before.jpg").write_bytes(photograph())
    (tmp_path / "after.jpg").write_bytes(inspect(photograph()).content)
    before = tool("exiftool", "-a", "-G1", tmp_path / "before.jpg").stdout
    after = tool("exiftool", "-a", "-G1", tmp_path / "after.jpg").stdout
    assert "GPS Latitude" in before and AUTHOR in before
    assert "GPS" not in after and AUTHOR not in after and "IFD0" not in after
    with PIL.Image.open(tmp_path / "after.jpg") as picture:
        assert picture.size == (20, 40)
        assert picture.getpixel((15, 4)) < (60, 60, 60)
        assert picture.getpixel((4, 4)) > (200, 200, 200)


@pytest.mark.slow
def test_a_pdf_loses_its_author_and_stays_sound_and_readable(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(inspect(pdf()).content)
    assert tool("qpdf", "--check", path).returncode == 0
    assert tool("pdftotext", path, "-").stdout.split() == ["Thong", "bao"]
    assert AUTHOR not in tool("exiftool", "-a", path).stdout
    assert AUTHOR.encode() not in path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("make", [docx, workbook])
def test_an_office_file_loses_its_author_and_keeps_its_words(make, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(inspect(make()).content)
    assert AUTHOR not in tool("exiftool", "-a", path).stdout
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert not any(AUTHOR.encode() in archive.read(name) for name in archive.namelist())
    if make is workbook:
        assert openpyxl.load_workbook(path).active["A1"].value == "Thu ngân sách"


@pytest.mark.slow
@pytest.mark.parametrize("make", [pdf, docx, workbook, photograph])
def test_cleaning_what_is_clean_changes_no_words_and_no_kind(make):
    once = inspect(make())
    twice = inspect(once.content)
    assert (twice.media_type, twice.pages) == (once.media_type, once.pages)
    if make is not photograph:
        assert twice.content == once.content


@pytest.mark.slow
def test_private_data_in_a_file_is_found_with_its_page():
    found = inspect(pdf("So CCCD: 094085001234"))
    assert [(each.kind, each.page) for each in found.findings] == [("cccd", 1)]
    with override("vi"):
        sentence = found.findings[0].sentence()
        assert "trang 1" in sentence and "094085001234" in sentence


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "verdict"),
    [
        (pdf, "cleaned"),
        (lambda: inspect(pdf()).content, "accepted"),
        (lambda: pdf("So CCCD: 094085001234"), "blocked"),
        (lambda: pdf(OpenAction=SCRIPT), "refused"),
    ],
)
def test_check_file_tells_what_would_be_done(make, verdict, tmp_path, capsys):
    (tmp_path / "a.pdf").write_bytes(make())
    out = tmp_path / "out"
    call_command("check_file", str(tmp_path / "a.pdf"), "--json", "--out", str(out))
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == verdict
    assert bool(answer["reasons"]) == (verdict in ("blocked", "refused"))
    assert out.exists() == (verdict in ("accepted", "cleaned"))


@pytest.mark.slow
def test_a_child_that_overruns_is_ended(monkeypatch):
    monkeypatch.setattr("disclosures.attachments.child._WALL_SECONDS", 0.01)
    started = time.monotonic()
    with pytest.raises(Refused, match="too_much_work"):
        clean_apart("pdf", pdf())
    assert time.monotonic() - started < 5


@pytest.mark.slow
def test_the_web_process_never_loads_the_parsers():
    code = (
        "import sys, disclosures.attachments.inspect;"
        "print([m for m in ('pikepdf', 'pypdfium2', 'PIL') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from([pdf, docx, workbook, photograph]),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=30),
    st.integers(0, 3000),
)
def test_no_bytes_whatever_end_in_anything_but_a_judgement(make, changes, cut):
    content = bytearray(make())
    for at, value in changes:
        content[at % len(content)] = value
    content = bytes(content[: len(content) - cut % len(content)])
    try:
        assert inspect(content).content
    except FileRefused as refused:
        assert str(refused)
