"""The words of files: found with their page while they may be read, and not a moment longer."""

import re

import pytest

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.attach_file import attach_file
from disclosures.actions.remove_attachment import remove_attachment
from disclosures.attachments.inspect import inspect
from disclosures.models import AttachmentPage, Disclosure
from disclosures.rules import identifiers
from disclosures.search import index
from tests import make
from tests.attachments import papers

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PAGES = (
    "Phương án sửa đường năm 2026 của phường.",
    "Biện pháp thi công: đóng cừ tràm dọc bờ kênh Xáng, dài 1.250 mét.",
    "Tổng vốn 1.250.000.000 đồng. Đơn vị giám sát: Ban giám sát cộng đồng khóm Vĩnh Kiên.",
)


def attach(official, version, content, title="Phương án", role="annex"):
    return attach_file(
        by=official, version=version, role=role, title=title, inspected=inspect(content)
    )


def published(official, approver, unit, content, *, kind="socioeconomic-plan", **changes):
    version = make.draft(official, unit, kind_code=kind, **changes)
    attach(official, version, content)
    return make.published(version, official, approver)


def stricter(monkeypatch, forbidden):
    """As if the rules found from now on that these words tell who somebody is."""

    def blocking(text, header="", *, published=()):
        return [
            identifiers.Span("cccd", *it.span(), "block") for it in re.finditer(forbidden, text)
        ]

    monkeypatch.setattr(identifiers, "blocking", blocking)


def hits(visitor, typed):
    """What the list says of files: the sentence, the address, and the words around the find."""
    html = visitor.get("/tim/", {"q": typed}).content.decode()
    return re.findall(
        r'<p class="sm mute">(Tìm thấy trong tệp[^<]*)<a href="([^"]*)"[^>]*>[^<]*</a></p>'
        r'<p class="sm" lang="vi">(.*?)</p>', html
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "page", "marked"),
    [
        ("đóng cừ tràm", 2, "<mark>đóng</mark> <mark>cừ</mark> <mark>tràm</mark>"),
        ("dong cu tram", 2, "<mark>đóng</mark> <mark>cừ</mark> <mark>tràm</mark>"),
        ("1250000000", 3, "<mark>1.250.000.000</mark>"),
        ("giám sát cộng đồng", 3, "<mark>giám</mark> <mark>sát</mark> <mark>cộng</mark>"),
        ('"kênh Xáng"', 2, "bờ <mark>kênh</mark> <mark>Xáng</mark>"),
    ],
)
def test_a_word_in_a_file_is_found_with_its_page(
    visitor, official, approver, unit, typed, page, marked
):
    disclosure = published(official, approver, unit, papers.pdf(*PAGES))
    ((sentence, address, around),) = hits(visitor, typed)
    assert sentence.strip() == f"Tìm thấy trong tệp đính kèm, trang {page}:"
    file = disclosure.current_version.attachments.get()
    assert address == f"{disclosure.get_absolute_url()}tep/1/{file.filename}#page={page}"
    assert marked in around


def test_a_cell_of_a_workbook_is_found_with_its_sheet(visitor, official, approver, unit):
    content = papers.workbook(Thu=["Thu phí chợ"], Chi_tiết=["Bảo dưỡng máy bơm", "Nạo vét mương"])
    published(official, approver, unit, content)
    ((sentence, address, around),) = hits(visitor, "nạo vét")
    assert sentence.strip() == "Tìm thấy trong tệp đính kèm, trang tính “Chi tiết”:"
    assert address.endswith(".xlsx")
    assert "<mark>Nạo</mark> <mark>vét</mark>" in around


def test_a_drafts_file_is_not_found(visitor, official, unit):
    attach(official, make.draft(official, unit), papers.pdf(*PAGES))
    assert AttachmentPage.objects.filter(number__gt=0).count() == 3
    assert hits(visitor, "cừ tràm") == []


def test_an_amendment_takes_its_files_words_along_and_the_old_ones_are_found_no_more(
    visitor, official, approver, unit
):
    disclosure = published(official, approver, unit, papers.pdf(*PAGES))
    draft = amend_disclosure(by=official, disclosure=disclosure, reason="Thay phương án.")
    copied = AttachmentPage.objects.filter(attachment__version=draft, number__gt=0)
    assert [" ".join(page.text.split()) for page in copied] == list(PAGES)
    remove_attachment(by=official, attachment=draft.attachments.get())
    assert not AttachmentPage.objects.filter(attachment__version=draft).exists()
    attach(official, draft, papers.pdf("Thi công bằng cọc bê tông."))
    make.published(draft, official, approver)
    assert hits(visitor, "cừ tràm") == []
    assert len(hits(visitor, "cọc bê tông")) == 1


def test_files_of_a_withdrawn_notice_are_found_no_more(visitor, official, approver, unit):
    disclosure = published(official, approver, unit, papers.pdf(*PAGES))
    assert len(hits(visitor, "cừ tràm")) == 1
    make.withdrawn(disclosure, approver)
    assert hits(visitor, "cừ tràm") == []


def test_a_list_of_persons_in_a_file_answers_to_no_name(visitor, official, approver, unit):
    version = make.household_draft(official, unit)
    attach(official, version, papers.pdf("1. Thạch Thị Sa Rây, khóm Vĩnh Trung, hộ nghèo"))
    make.published(version, official, approver)
    assert AttachmentPage.objects.filter(text__contains="Sa Rây").exists()
    assert hits(visitor, "Sa Rây") == []
    html = visitor.get("/tim/", {"q": "Thạch Thị Sa Rây"}).content.decode()
    assert "Danh sách dự kiến" not in html


def test_a_page_that_stricter_rules_forbid_is_neither_indexed_nor_shown(
    visitor, official, approver, unit, monkeypatch
):
    disclosure = published(official, approver, unit, papers.pdf(*PAGES, "Mật danh: sao biển 77."))
    assert len(hits(visitor, "mật danh")) == 1
    stricter(monkeypatch, "sao biển")
    assert hits(visitor, "mật danh") == []
    index.index_disclosure(
        Disclosure.objects.select_related("unit__parent", "kind").get(pk=disclosure.pk),
        disclosure.current_version,
    )
    assert "Tìm thấy trong tệp" not in visitor.get("/tim/", {"q": "mật danh"}).content.decode()
    assert len(hits(visitor, "cừ tràm")) == 1


def test_the_words_of_long_files_are_all_found(visitor, official, approver, unit):
    filler = " ".join(f"điều{at}" for at in range(2_000))
    content = papers.pdf(*(f"{filler} phần{page}" for page in range(12)), "Câu cuối: hàng bần.")
    published(official, approver, unit, content)
    assert len(hits(visitor, "hàng bần")) == 1
