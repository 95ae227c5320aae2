"""Pages of PDFs as pictures: made by the worker within limits, seen by whoever may see the file."""

import io
import shutil
import subprocess

import pikepdf
import PIL.Image
import pypdfium2
import pytest
from django.test import Client

from disclosures.actions.attach_file import attach_file
from disclosures.actions.remove_attachment import remove_attachment
from disclosures.attachments import page_pictures, slots
from disclosures.attachments.draw_pages import draw
from disclosures.attachments.inspect import inspect
from disclosures.attachments.page_pictures import NotDrawn, draw_apart
from disclosures.duties import pictures
from disclosures.management.commands.draw_pages import draw_pages
from disclosures.models import DrawnFile, PagePicture
from tests import make
from tests.attachments import papers


def attached(official, version, content, role="annex"):
    return attach_file(
        by=official, version=version, role=role, title="Bản ký", inspected=inspect(content)
    )


@pytest.fixture
def notice(db, unit, official, approver):
    """A published notice with a file of three pages, drawn."""
    version = make.draft(official, unit)
    attached(official, version, papers.pdf("Trang đầu.", "Trang giữa.", "Trang cuối."))
    draw_pages()
    return make.published(version, official, approver)


def page(notice, end):
    return f"{notice.get_absolute_url()}tep/1/trang/{end}"


def blank(width, height, pages=1):
    document = pypdfium2.PdfDocument.new()
    for _n in range(pages):
        document.new_page(width, height)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_each_page_is_drawn_and_the_first_one_small_as_well():
    drawn = draw_apart(papers.pdf("Một.", "Hai."))
    assert [one.number for one in drawn] == [0, 1, 2]
    for one in drawn:
        with PIL.Image.open(io.BytesIO(one.content)) as picture:
            assert (picture.format, picture.size) == ("WEBP", (one.width, one.height))
    assert drawn[0].width <= 160 and drawn[1].width in {1000, 1001}


@pytest.mark.parametrize("size", [(14_400, 14_400), (14_400, 3), (3, 14_400), (200, 14_400)])
def test_pages_of_any_shape_stay_within_their_pixels(size):
    for one in draw(blank(*size)):
        assert one.width <= 1001 and one.height <= 3001


def test_of_a_long_file_the_first_pages_are_drawn(monkeypatch):
    drawn = draw_apart(blank(100, 100, pages=page_pictures.MAX_PAGES + 2))
    assert drawn[-1].number == page_pictures.MAX_PAGES


def test_what_cannot_be_drawn_or_takes_too_long_is_said(monkeypatch):
    with pytest.raises(NotDrawn):
        draw_apart(b"%PDF-1.7 nothing")
    monkeypatch.setattr(page_pictures, "_WALL_SECONDS", 0.01)
    with pytest.raises(NotDrawn):
        draw_apart(papers.pdf("Một."))


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is missing")
def test_pictures_say_nothing_beside_their_pixels(tmp_path):
    with pikepdf.open(io.BytesIO(papers.pdf("Một."))) as named:
        named.docinfo["/Author"] = "Nguyễn Thị Bí Mật"
        written = io.BytesIO()
        named.save(written)
    for one in draw_apart(written.getvalue()):
        path = tmp_path / f"{one.number}.webp"
        path.write_bytes(one.content)
        told = subprocess.run(
            ["exiftool", "-a", "-G1", str(path)], capture_output=True, text=True, check=True
        ).stdout
        groups = {line.split("]")[0].strip("[ ") for line in told.splitlines()}
        assert groups <= {"ExifTool", "System", "File", "RIFF", "Composite"}
        assert "Bí Mật" not in told


def test_a_reader_leafs_through_the_pages_without_a_script(visitor, notice):
    html = visitor.get(notice.get_absolute_url()).content.decode()
    assert page(notice, "0.webp") in html and page(notice, "1/") in html
    first = visitor.get(page(notice, "1/")).content.decode()
    assert "../2/" in first and "../0/" not in first
    assert "trang 1 trên 3" in first and "Trang đầu." in first
    last = visitor.get(page(notice, "3/")).content.decode()
    assert "../2/" in last and "../4/" not in last
    picture = visitor.get(page(notice, "3.webp"))
    assert picture["Content-Type"] == "image/webp"
    assert "attachment" not in picture.get("Content-Disposition", "")
    assert PIL.Image.open(io.BytesIO(picture.getvalue())).format == "WEBP"
    again = visitor.get(page(notice, "3.webp"), headers={"if-none-match": picture["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("end", ["0/", "4/", "4.webp", "999999.webp"])
def test_pages_that_are_not_there_are_not_found(visitor, notice, end):
    assert visitor.get(page(notice, end)).status_code == 404


def test_a_cut_file_says_that_it_goes_on(visitor, notice):
    PagePicture.objects.filter(number=3).delete()
    html = visitor.get(page(notice, "2/")).content.decode()
    assert "Chỉ hiện 2 trang đầu" in html


def test_nothing_is_seen_before_publication_nor_after_a_withdrawal(
    visitor, db, unit, official, approver, notice
):
    for end in ("1/", "1.webp", "0.webp"):
        assert visitor.get(page(notice, end)).status_code == 200
    make.withdrawn(notice, approver)
    for end in ("1/", "1.webp", "0.webp"):
        assert visitor.get(page(notice, end)).status_code == 410


def test_a_source_is_never_drawn(db, unit, official):
    attached(official, make.draft(official, unit), papers.pdf("Nguồn."), role="source")
    assert not DrawnFile.objects.exists() and draw_pages() == 0


def test_the_words_of_lists_of_residents_are_not_spelled_out(visitor, unit, official, approver):
    version = make.household_draft(official, unit)
    attached(official, version, papers.pdf("Thạch Thị Sa Rây, hộ nghèo."))
    draw_pages()
    this = make.published(version, official, approver)
    html = visitor.get(page(this, "1/")).content.decode()
    assert '<img class="page"' in html and "Sa Rây" not in html


def test_pictures_go_with_the_bytes_and_shared_ones_stay(
    db, unit, official, django_capture_on_commit_callbacks
):
    first, second = make.draft(official, unit), make.draft(official, unit)
    attached(official, first, papers.pdf("Trang chung.", "Riêng một."))
    attached(official, second, papers.pdf("Trang chung.", "Riêng hai."))
    assert draw_pages() == 6
    shared = PagePicture.objects.filter(number=1).values_list("sha256", flat=True)
    assert len(set(shared)) == 1
    own = PagePicture.objects.filter(number=2).order_by("file_id").values_list("sha256", flat=True)
    gone, kept = own
    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(by=official, attachment=first.attachments.get())
    assert DrawnFile.objects.count() == 1
    with pytest.raises(FileNotFoundError):
        pictures.store().size(gone)
    assert pictures.store().size(kept) and pictures.store().size(shared[0])


def test_two_workers_leave_one_set_and_a_forgotten_file_none(db, unit, official):
    attached(official, make.draft(official, unit), papers.pdf("Một."))
    waiting = DrawnFile.objects.get()
    drawn = draw_apart(papers.pdf("Một."))
    assert [pictures.keep(waiting, drawn), pictures.keep(waiting, drawn)] == [2, 0]
    pictures.forget(waiting.file_sha256)
    assert pictures.keep(waiting, drawn) == 0 and not PagePicture.objects.exists()


def test_one_that_cannot_be_drawn_is_tried_once_and_keeps_nobody_waiting(
    db, unit, official, monkeypatch
):
    attached(official, make.draft(official, unit), papers.pdf("Một."))

    def fails(_content):
        raise NotDrawn("ended with 1")

    monkeypatch.setattr("disclosures.management.commands.draw_pages.draw_apart", fails)
    assert draw_pages() == 0
    assert not DrawnFile.objects.waiting().exists()


def test_uploads_go_first(db, unit, official, monkeypatch):
    attached(official, make.draft(official, unit), papers.pdf("Một."))
    monkeypatch.setattr(slots, "COUNT", 0)
    assert draw_pages() == 0 and DrawnFile.objects.waiting().exists()


@pytest.mark.django_db
def test_who_approves_reads_the_pages_before_anybody_else_can(unit, official, approver, visitor):
    version = make.draft(official, unit)
    attached(official, version, papers.pdf("Trang đầu.", "Trang giữa."))
    make.submitted(version, official)
    draw_pages()
    leader = Client()
    leader.force_login(approver)
    preview = leader.get(f"/quan-tri/ban-nhap/{version.pk}/xem-truoc/").content.decode()
    pages = f"/quan-tri/ban-nhap/{version.pk}/tep/1/trang/"
    assert f'src="{pages}0.webp"' in preview and f'href="{pages}1/"' in preview
    shown = leader.get(f"{pages}1/")
    html = shown.content.decode()
    assert "Chưa đăng" in html and 'href="../2/"' in html
    assert f'href="/quan-tri/ban-nhap/{version.pk}/tep/1/"' in html
    picture = leader.get(f"{pages}2.webp")
    assert picture["Content-Type"] == "image/webp"
    assert picture["Cache-Control"] == shown["Cache-Control"] == "private, no-store"
    assert leader.get(f"{pages}3/").status_code == 404
    assert visitor.get(f"{pages}1.webp").status_code == 302
