"""The A4 sheet on the site: who may see which, what stands on it, and that its codes hold."""

import re

import pytest
from django.urls import reverse

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.edit_draft import edit_draft
from disclosures.ledger import note as note_module
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.queries import paper_tables
from disclosures.queries.printed_code import verification_code
from tests import make
from tests.print import reading

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def budget(unit, official, approver):
    return make.published(make.budget_draft(official, unit), official, approver)


@pytest.fixture
def households(unit, official, approver):
    return make.published(make.household_draft(official, unit), official, approver)


@pytest.fixture
def sealed_budget(settings, tmp_path, request, visitor):
    """The key is named by a log's first entry, so it must lie there before anything happens."""
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")
    budget = request.getfixturevalue("budget")
    seal_round()
    return budget, visitor.get("/so-cai/vkey").content.decode().splitlines()


def file_of(disclosure, query=""):
    return f"{disclosure.get_absolute_url()}in.pdf{query}"


def text_of(tmp_path, response):
    assert response["Content-Type"] == "application/pdf"
    return "\f".join(reading.pages(tmp_path, response.content))


def test_the_sheet_has_the_parts_of_the_decree_in_order(visitor, budget, tmp_path):
    text = text_of(tmp_path, visitor.get(file_of(budget)))
    parts = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 15/KH-UBND", "KẾ HOẠCH",
        "Thu, chi ngân sách phường 9 tháng", "Đoạn thứ hai", "STT", "Nơi nhận:",
        "Quét mã hoặc gõ", "Người dán:",
    ]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "PHƯỜNG NGÃ NĂM" in text
    assert "KT. CHỦ TỊCH" in text
    assert "Ngã Năm, ngày 20 tháng 01 năm 2026" in text
    assert verification_code(budget, budget.current_version) in text


def test_the_page_says_the_same_as_the_file(visitor, budget, tmp_path):
    page = visitor.get(f"{budget.get_absolute_url()}in/").content.decode()
    text = " ".join(text_of(tmp_path, visitor.get(file_of(budget))).split())
    for words in ("Số: 15/KH-UBND", "ỦY BAN NHÂN DÂN", "Độc lập - Tự do - Hạnh phúc", "18.640"):
        assert words in page
        assert words in text
    assert re.search(r"<h1[^>]*>KẾ HOẠCH<span>", page)
    assert "style=" not in page


def test_the_codes_lead_to_the_notice_and_hold_a_checkpoint_that_verifies(
    visitor, sealed_budget, tmp_path, settings
):
    budget, keys = sealed_budget
    content = visitor.get(file_of(budget)).content
    read = "".join(map(reading.codes, reading.pictures(tmp_path, content)))
    link = re.search(rf"{settings.SITE_URL}(/t/\w+)", read)[1]
    assert visitor.get(link)["Location"] == budget.get_absolute_url()
    note = re.search(r"[^\n]+/31732\n\d+\n.*?\n\n— [^\n]+\n", read, re.S)[0]
    (key,) = (key for key in keys if key.startswith(note.partition("\n")[0] + "+"))
    assert note_module.verify(note, key)


def test_the_same_version_gives_the_same_file_and_304_to_who_has_it(visitor, budget):
    first = visitor.get(file_of(budget))
    again = visitor.get(file_of(budget))
    assert first.content == again.content
    asked = visitor.get(file_of(budget), headers={"if-none-match": first["ETag"]})
    assert asked.status_code == 304
    assert "s-maxage=4" in first["Cache-Control"]
    assert visitor.head(file_of(budget)).content == b""


def test_of_persons_the_public_sheet_gives_counts_alone(visitor, households, tmp_path):
    response = visitor.get(file_of(households))
    text = text_of(tmp_path, response)
    page = visitor.get(f"{households.get_absolute_url()}in/").content.decode()
    assert "Khóm Vĩnh Kiên" in text
    assert "Thạch" not in text + page
    assert "Danh H" not in text + page
    assert response["X-Robots-Tag"] == "noindex"


def test_staff_print_the_masked_list_for_the_board_while_it_is_posted(
    client, official, households, tmp_path
):
    client.force_login(official)
    address = reverse("admin:paper_pdf", kwargs={"pk": households.current_version_id})
    text = text_of(tmp_path, client.get(address))
    assert "Thạch Thị Sa R•••" in text
    assert "Rây" not in text


def test_a_draft_is_printed_for_staff_of_its_commune_alone(
    client, unit, official, approver, neighbour, auditor, moderator, tmp_path
):
    version = make.budget_draft(official, unit)
    address = reverse("admin:paper_pdf", kwargs={"pk": version.pk})
    page = reverse("admin:paper", kwargs={"pk": version.pk})
    assert client.get(address).status_code == 302
    for stranger in (neighbour, auditor, moderator):
        client.force_login(stranger)
        assert client.get(address).status_code == 404
        assert client.get(page).status_code == 404
    client.force_login(approver)
    text = text_of(tmp_path, client.get(address))
    assert "Bản nháp: chưa duyệt" in text
    assert "Mã kiểm chứng" not in text
    answer = client.get(page)
    assert "BẢN NHÁP" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_an_old_version_says_so_and_keeps_its_own_words(
    visitor, budget, official, approver, tmp_path
):
    draft = amend_disclosure(by=official, disclosure=budget, reason="Sửa số thu.")
    edit_draft(
        by=official,
        version=draft,
        fields=make.fields(title="Thu, chi đã sửa", change_reason="Sửa số thu."),
        expected=draft.modified_at,
    )
    make.published(draft, official, approver)
    old = visitor.get(f"{budget.get_absolute_url()}ban/1/in/").content.decode()
    assert "BẢN CŨ" in old
    assert "Thu, chi ngân sách phường" in old
    new = visitor.get(f"{budget.get_absolute_url()}in/").content.decode()
    assert "BẢN CŨ" not in new
    assert "Thu, chi đã sửa" in new
    assert visitor.get(f"{budget.get_absolute_url()}ban/3/in.pdf").status_code == 404


def test_a_withdrawn_notice_has_no_sheet(visitor, budget, approver):
    make.withdrawn(budget, approver)
    assert visitor.get(file_of(budget)).status_code == 410
    assert visitor.get(f"{budget.get_absolute_url()}in/").status_code == 410


def test_a_table_too_long_for_paper_is_named_with_the_way_to_it(
    visitor, budget, tmp_path, monkeypatch
):
    monkeypatch.setattr(paper_tables, "MAX_ROWS", 7)
    text = text_of(tmp_path, visitor.get(file_of(budget)))
    assert "Bảng này có 6 dòng, quá dài để in ra giấy." in " ".join(text.split())
    assert "KẾT DƯ" in text
    assert "Dự phòng ngân sách" not in text


@pytest.mark.parametrize(("query", "words"), [
    ("?co=to", "Quét mã"), ("?ngon-ngu=km", "ស្កេន"), ("?ngon-ngu=en", "Scan the code"),
    ("?ngon-ngu=xx&co=%00", None),
])  # fmt: skip
def test_large_print_and_other_languages_are_asked_for_in_the_address(
    visitor, budget, query, words
):
    response = visitor.get(f"{budget.get_absolute_url()}in/{query}")
    if words is None:
        assert response.status_code == 400
    else:
        assert words in response.content.decode()
        assert visitor.get(file_of(budget, query)).status_code == 200
