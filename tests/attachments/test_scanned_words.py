"""Scanned pages are read by the worker: for the check of private data, and for search."""

import io

import openpyxl
import pikepdf
import PIL.Image
import pytest
from openpyxl.drawing.image import Image

from disclosures.actions.attach_file import attach_file
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.attachments import scanned_words
from disclosures.attachments.draw_pages import draw
from disclosures.attachments.inspect import inspect
from disclosures.attachments.scanned_words import NotRead, can_read, read_apart
from disclosures.duties import scans
from disclosures.errors import Invalid
from disclosures.management.commands.draw_pages import draw_pages
from disclosures.management.commands.read_scans import read_scans
from disclosures.models import AttachmentPage, ScannedFile
from tests import make
from tests.attachments import papers
from tests.attachments.test_cleaning import docx
from tests.thirdparty.conftest import absent

NUMBER = "094085000001"
SECRET = f"Ông Nguyễn Văn Thành, số căn cước công dân {NUMBER}, ở khóm Vĩnh Trung."
HARMLESS = "Bà con khóm Vĩnh Kiên đồng lòng góp tiền làm cầu kênh Tư Miên trong tháng tư."


@pytest.fixture(autouse=True)
def _tesseract():
    if not can_read():
        absent("tesseract", "tesseract-ocr, tesseract-ocr-vie")


def pictures_of(*pages):
    return [
        PIL.Image.open(io.BytesIO(one.content)).convert("L")
        for one in draw(papers.pdf(*pages))
        if one.number
    ]


def scan(*pages):
    """A PDF of pictures alone, as a scanner makes it."""
    first, *others = pictures_of(*pages)
    made = io.BytesIO()
    first.save(made, "PDF", save_all=True, append_images=others, resolution=150)
    return made.getvalue()


def photo(page):
    made = io.BytesIO()
    pictures_of(page)[0].save(made, "JPEG", quality=90)
    return made.getvalue()


def letter_with(*pages):
    """A Word letter into which scans were pasted."""
    words = "<w:p><w:r><w:t>Kính gửi bà con</w:t></w:r></w:p>"
    media = {f"word__media__image{at}.jpg": photo(page) for at, page in enumerate(pages)}
    return docx(words, **media)


def sheet_with(page):
    book = openpyxl.Workbook()
    book.active["A1"] = "Danh sách"
    book.active.add_image(Image(io.BytesIO(photo(page))), "C3")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def attached(official, version, content, role="signed"):
    return attach_file(
        by=official, version=version, role=role, title="Bản quét", inspected=inspect(content)
    )


def test_words_on_scanned_pages_are_told_by_page():
    told = dict(read_apart(scan(HARMLESS, SECRET), [1, 2]))
    assert "cầu kênh Tư Miên" in told[1] and NUMBER in told[2]


def test_a_photograph_is_read_as_a_whole():
    ((number, words),) = read_apart(photo(SECRET), [0])
    assert number == 0 and NUMBER in words


def test_every_picture_in_an_office_file_is_read_and_its_own_words_stay_its_own():
    letter = letter_with(HARMLESS, SECRET)
    assert inspect(letter).scanned == (0,)
    told = read_apart(letter, [0])
    assert [number for number, _words in told] == [0, 0]
    assert "cầu kênh Tư Miên" in told[0][1] and NUMBER in told[1][1]
    assert inspect(docx("<w:p><w:r><w:t>Không có ảnh</w:t></w:r></w:p>")).scanned == ()


def test_pages_with_words_of_their_own_are_not_scans_and_a_stamp_makes_no_page():
    assert inspect(papers.pdf(HARMLESS * 2, "Trang 2")).scanned == ()
    assert inspect(scan(HARMLESS, SECRET)).scanned == (1, 2)
    stamped = io.BytesIO()
    with pikepdf.open(io.BytesIO(scan(HARMLESS))) as below:
        with pikepdf.open(io.BytesIO(papers.pdf("Số: 12/TB-UBND"))) as above:
            below.pages[0].add_overlay(above.pages[0])
        below.save(stamped)
    assert inspect(stamped.getvalue()).scanned == (1,)
    assert inspect(photo(HARMLESS)).scanned == (0,)
    assert inspect(make.picture()).scanned == ()


def test_what_overruns_its_limits_or_is_no_picture_is_said(monkeypatch):
    with pytest.raises(NotRead):
        read_apart(b"%PDF-1.7 nothing", [1])
    monkeypatch.setattr(scanned_words, "_WALL_SECONDS", 0.01)
    with pytest.raises(NotRead):
        read_apart(scan(HARMLESS), [1])


@pytest.mark.django_db
@pytest.mark.parametrize("make_file", [scan, photo, letter_with, sheet_with])
def test_a_draft_waits_until_its_scans_are_read_and_private_data_holds_it_back(
    official, unit, make_file
):
    version = make.draft(official, unit)
    attached(official, version, make_file(SECRET))
    with pytest.raises(Invalid) as waits:
        submit_disclosure(by=official, version=version)
    assert "đang được đọc" in " ".join(waits.value.problems.values())
    assert read_scans() == 1
    with pytest.raises(Invalid) as held:
        submit_disclosure(by=official, version=version)
    told = " ".join(held.value.problems.values())
    assert NUMBER in told and "đang được đọc" not in told
    if make_file is scan:
        assert "trang 1" in told
    whole = AttachmentPage.objects.get(text__contains=NUMBER)
    assert whole.is_recognised == (make_file in (scan, photo))


@pytest.mark.django_db
def test_a_published_scan_is_found_by_its_words_and_says_where_they_come_from(
    visitor, official, approver, unit
):
    version = make.draft(official, unit)
    attached(official, version, scan(HARMLESS))
    read_scans()
    draw_pages()
    notice = make.published(version, official, approver)
    found = visitor.get("/tim/", {"q": "cau kenh tu mien"}).content.decode()
    assert notice.get_absolute_url() in found
    html = visitor.get(f"{notice.get_absolute_url()}tep/1/trang/1/").content.decode()
    assert "kênh Tư Miên" in html and "đọc từ ảnh" in html.lower()


@pytest.mark.django_db
def test_a_scan_that_is_read_after_publication_is_found_at_once(
    visitor, official, approver, unit, monkeypatch
):
    version = make.draft(official, unit)
    monkeypatch.setattr(scans, "can_read", lambda: False)
    file = attached(official, version, scan(HARMLESS))
    notice = make.published(version, official, approver)
    assert not ScannedFile.objects.exists()
    monkeypatch.undo()
    scans.ask(file, [1])
    assert read_scans() == 1
    found = visitor.get("/tim/", {"q": "cau kenh tu mien"}).content.decode()
    assert notice.get_absolute_url() in found


@pytest.mark.django_db
def test_one_that_cannot_be_read_holds_nothing_back_for_ever(official, unit, monkeypatch):
    version = make.draft(official, unit)
    attached(official, version, scan(HARMLESS))

    def fails(*_asked):
        raise NotRead("ended with 1")

    monkeypatch.setattr("disclosures.management.commands.read_scans.read_apart", fails)
    assert read_scans() == 0
    assert ScannedFile.objects.get().failed
    submit_disclosure(by=official, version=version)


@pytest.mark.django_db
def test_sources_and_files_with_all_their_words_are_not_read(official, unit):
    version = make.draft(official, unit)
    attached(official, version, scan(HARMLESS), role="source")
    attached(official, version, papers.pdf(HARMLESS * 3), role="annex")
    assert not ScannedFile.objects.exists() and not scans.waiting_of(version)


@pytest.mark.django_db
def test_two_workers_write_the_words_once(official, unit):
    version = make.draft(official, unit)
    attached(official, version, scan(HARMLESS))
    waiting = ScannedFile.objects.get()
    assert [scans.keep(waiting, [(1, "Chữ.")]), scans.keep(waiting, [(1, "Chữ.")])] == [1, 0]
    assert AttachmentPage.objects.get().text.count("Chữ.") == 1
