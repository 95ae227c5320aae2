"""Files that go no further for now: what the official sees of them, and when they move on."""

import io

import openpyxl
import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, transaction
from django.urls import reverse

from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.errors import Invalid
from disclosures.management.commands.scan_files import scan_files
from disclosures.models import Attachment, DataTable, ImportSession, Version
from disclosures.rules import clock
from tests import make
from tests.admin import uploads
from tests.admin.reading import beside, summary, words
from tests.admin.uploads import HOUSEHOLDS, upload
from tests.attachments import scanner, signing
from tests.attachments.test_cleaning import AUTHOR, docx, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WAITS = "Máy quét vi-rút chưa trả lời."
PRIVATE = "094085001234"


@pytest.fixture(scope="module")
def clamd():
    with scanner.running() as address:
        yield address


@pytest.fixture
def version(official, unit):
    return make.draft(official, unit, kind_code="poor-household-review")


@pytest.fixture
def attach_url(version):
    return reverse("admin:attach", kwargs={"pk": version.pk})


@pytest.fixture
def draft_url(version):
    return reverse("admin:draft", kwargs={"pk": version.pk})


@pytest.fixture
def table_url(version):
    return reverse("admin:import", kwargs={"pk": version.pk, "schema": "ho-ngheo"})


@pytest.fixture
def away(settings):
    settings.CLAMD_SOCKET = scanner.nobody()


def stored_bytes():
    return [path for path in django_settings.FILES_DIR.rglob("*") if path.is_file()]


def test_a_virus_is_refused_at_both_doors_and_nothing_is_kept(
    writing, attach_url, table_url, clamd, settings, stored
):
    settings.CLAMD_SOCKET = clamd
    before = stored()
    infected = docx(**{"word__media__a.png": scanner.eicar()})
    answer = writing.post(attach_url, {"role": "annex", "file": upload(infected, "a.docx")})
    assert answer.status_code == 422
    assert f"Tệp có vi-rút ({scanner.VIRUS})" in beside(answer, "a-file")
    book = uploads.raw_xlsx("", extra=[("xl/media/a.png", scanner.eicar())])
    answer = writing.post(table_url, {"file": upload(book, "a.xlsx")})
    assert answer.status_code == 422
    assert f"Tệp có vi-rút ({scanner.VIRUS})" in summary(answer)
    assert stored() == before


def test_a_file_without_the_scanners_answer_waits_and_stops_the_draft(
    writing, official, version, attach_url, draft_url, away
):
    answer = writing.post(attach_url, {"role": "annex", "file": upload(pdf(), "a.pdf")})
    assert answer.status_code == 302
    page = words(writing.get(draft_url))
    assert "Tệp đã được giữ cùng bản nháp, nhưng chưa gửi duyệt được." in page
    assert WAITS in page
    file = reverse("admin:draft_file", kwargs={"pk": version.pk, "file": 1})
    assert writing.get(file).status_code == 404
    assert f'href="{file}"' not in page
    with pytest.raises(Invalid) as refused:
        submit_disclosure(by=official, version=version)
    assert any(WAITS in str(problem) for problem in refused.value.problems.values())


def test_the_worker_asks_again_and_lets_the_clean_file_go_on(
    writing, version, attach_url, draft_url, away, clamd, settings, service
):
    writing.post(attach_url, {"role": "annex", "file": upload(pdf(), "a.pdf")})
    assert scan_files() == 0
    assert Attachment.objects.get().scan == "pending"
    settings.CLAMD_SOCKET = clamd
    assert scan_files() == 1
    assert Attachment.objects.get().scan == "clean"
    assert WAITS not in words(writing.get(draft_url))
    file = reverse("admin:draft_file", kwargs={"pk": version.pk, "file": 1})
    assert writing.get(file).status_code == 200


def test_of_a_file_found_infected_later_the_bytes_go_and_the_reason_stays(
    writing, official, version, draft_url, clamd, settings, service,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    file = make.attach(official, version)
    path = django_settings.FILES_DIR / file.sha256[:2] / file.sha256[2:4] / file.sha256
    path.write_bytes(scanner.eicar())
    Attachment.objects.update(scan="pending")
    settings.CLAMD_SOCKET = clamd
    with django_capture_on_commit_callbacks(execute=True):
        assert scan_files() == 1
    assert not path.exists()
    assert f"Tệp có vi-rút ({scanner.VIRUS})" in words(writing.get(draft_url))
    with pytest.raises(Invalid):
        submit_disclosure(by=official, version=version)
    writing.post(reverse("admin:detach", kwargs={"pk": version.pk, "file": 1}))
    assert scanner.VIRUS not in words(writing.get(draft_url))


def test_without_its_scanner_the_worker_settles_nothing(official, version, settings, service):
    make.attach(official, version)
    Attachment.objects.update(scan="pending")
    settings.CLAMD_SOCKET = None
    assert scan_files() == 0
    assert Attachment.objects.get().scan == "pending"


def test_an_import_waits_for_the_scanner_and_then_goes_on(
    writing, table_url, away, clamd, settings, service
):
    book = uploads.xlsx(HOUSEHOLDS)
    answer = writing.post(table_url, {"file": upload(book, "a.xlsx")})
    assert answer.status_code == 302
    session = ImportSession.objects.get()
    for name in ("import_columns", "import_errors", "import_confirm"):
        url = reverse(f"admin:{name}", kwargs={"pk": session.pk})
        assert WAITS in words(writing.get(url))
        assert WAITS in words(writing.post(url, {"seen": "on"}))
    marked = writing.get(reverse("admin:import_marked", kwargs={"pk": session.pk}))
    assert marked.status_code == 302
    assert not DataTable.objects.exists()
    settings.CLAMD_SOCKET = clamd
    assert scan_files() == 1
    confirm = reverse("admin:import_confirm", kwargs={"pk": session.pk})
    assert writing.post(confirm, {"seen": "on"}).status_code == 302
    assert DataTable.objects.exists()


def test_an_infected_import_ends_with_the_reason_and_without_its_bytes(
    writing, table_url, away, clamd, settings, service
):
    book = uploads.raw_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row>', extra=[("xl/media/a.png", scanner.eicar())]
    )
    writing.post(table_url, {"file": upload(book, "a.xlsx")})
    session = ImportSession.objects.get()
    assert stored_bytes()
    settings.CLAMD_SOCKET = clamd
    assert scan_files() == 1
    assert stored_bytes() == []
    answer = writing.get(reverse("admin:import_errors", kwargs={"pk": session.pk}))
    assert answer.status_code == 409
    assert scanner.VIRUS in words(answer) and table_url in words(answer)


def test_a_large_import_is_not_checked_before_it_is_scanned(official, version, unit):
    session = ImportSession(version=version, scan="pending", row_count=9000)
    session.schema_id = make.TableSchema.objects.filter(code="ho-ngheo").first().pk
    session.number, session.size, session.created_by = 1, 1, official
    session.asked_at = session.created_at = clock.now()
    session.save()
    assert not ImportSession.objects.to_check(clock.now()).exists()
    ImportSession.objects.update(scan="clean")
    assert ImportSession.objects.to_check(clock.now()).exists()


def annex_with_private_data():
    book = openpyxl.Workbook()
    book.active.title = "Danh sách"
    book.active["A1"], book.active["B1"] = "Họ tên", "Số CCCD"
    book.active["A2"], book.active["B7"] = "Danh Hoàng", PRIVATE
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_file_with_private_data_stays_with_the_draft_and_names_sheet_and_cell(
    writing, official, version, attach_url, draft_url, django_capture_on_commit_callbacks
):
    sent = upload(annex_with_private_data(), "a.xlsx")
    assert writing.post(attach_url, {"role": "annex", "file": sent}).status_code == 302
    page = words(writing.get(draft_url))
    assert f"“{PRIVATE}” ở trang tính “Danh sách”, ô B7 giống dữ liệu riêng tư." in page
    with pytest.raises(Invalid) as refused:
        submit_disclosure(by=official, version=version)
    assert any(PRIVATE in str(problem) for problem in refused.value.problems.values())
    assert Version.objects.get(pk=version.pk).status == "draft"
    with django_capture_on_commit_callbacks(execute=True):
        writing.post(reverse("admin:detach", kwargs={"pk": version.pk, "file": 1}))
    assert PRIVATE not in words(writing.get(draft_url))
    assert stored_bytes() == []


@pytest.mark.parametrize(
    "held", [{"scan": "pending"}, {"scan": "infected"}, {"findings": [{"kind": "cccd"}]}]
)
def test_the_database_freezes_no_version_with_a_file_that_is_held_back(official, version, held):
    make.attach(official, version)
    Attachment.objects.update(**held)
    with pytest.raises(DatabaseError, match="held back"), transaction.atomic():
        _freeze(version)
    Attachment.objects.update(scan="clean", findings=[])
    _freeze(version)


def _freeze(version):
    Version.objects.filter(pk=version.pk).update(frozen_at=clock.now(), status="submitted")


def test_bytes_that_another_file_shares_outlive_the_one_taken_off(
    writing, official, version, unit, django_capture_on_commit_callbacks
):
    make.attach(official, version)
    make.attach(official, make.draft(official, unit))
    with django_capture_on_commit_callbacks(execute=True):
        writing.post(reverse("admin:detach", kwargs={"pk": version.pk, "file": 1}))
    assert len(stored_bytes()) == 1


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_who_comes_while_all_slots_are_taken_is_asked_to_send_again(
    writing, attach_url, monkeypatch, stored, ending
):
    monkeypatch.setattr("disclosures.attachments.slots.COUNT", 0)
    monkeypatch.setattr("disclosures.attachments.slots.WAIT_SECONDS", 0.1)
    before = stored()
    content = pdf() if ending == "pdf" else docx()
    answer = writing.post(attach_url, {"role": "annex", "file": upload(content, f"a.{ending}")})
    assert answer.status_code == 503
    assert "Đang có quá nhiều tệp cần kiểm tra." in beside(answer, "a-file")
    assert stored() == before


def test_who_brings_a_table_while_all_slots_are_taken_is_asked_to_send_again(
    writing, table_url, monkeypatch, stored
):
    monkeypatch.setattr("disclosures.attachments.slots.COUNT", 0)
    monkeypatch.setattr("disclosures.attachments.slots.WAIT_SECONDS", 0.0)
    before = stored()
    answer = writing.post(table_url, {"file": upload(uploads.xlsx(HOUSEHOLDS), "a.xlsx")})
    assert answer.status_code == 503
    assert "Đang có quá nhiều tệp cần kiểm tra." in summary(answer)
    assert stored() == before


def test_an_import_goes_on_when_a_slot_is_free_again(writing, table_url, monkeypatch):
    writing.post(table_url, {"file": upload(uploads.xlsx(HOUSEHOLDS), "a.xlsx")})
    session = ImportSession.objects.get()
    monkeypatch.setattr("disclosures.attachments.slots.WAIT_SECONDS", 0.0)
    for name in ("import_columns", "import_errors", "import_confirm", "import_marked"):
        url = reverse(f"admin:{name}", kwargs={"pk": session.pk})
        with monkeypatch.context() as full:
            full.setattr("disclosures.attachments.slots.COUNT", 0)
            answer = writing.get(url)
            assert answer.status_code == 429 and answer["Retry-After"] == "60"
            assert "Đang có quá nhiều tệp cần kiểm tra." in words(answer)
        assert writing.get(url).status_code in (200, 302)


def test_a_file_that_the_scanner_stumbles_over_keeps_nobody_behind_it_waiting(
    official, version, unit, clamd, settings, service
):
    lost, good = make.attach(official, version), make.attach(official, make.draft(official, unit))
    Attachment.objects.update(scan="pending")
    Attachment.objects.filter(pk=lost.pk).update(sha256="0" * 64)
    settings.CLAMD_SOCKET = clamd
    assert scan_files() == 1
    assert Attachment.objects.get(pk=good.pk).scan == "clean"


def test_a_scanner_that_is_away_is_asked_three_times_and_no_more(
    official, unit, away, service, monkeypatch
):
    for _each in range(5):
        make.attach(official, make.draft(official, unit))
    Attachment.objects.update(scan="pending")
    asked = []
    monkeypatch.setattr(
        "disclosures.attachments.scan._ask", lambda *_of: asked.append(1) or b"stream: ERROR"
    )
    assert scan_files() == 0
    assert len(asked) == 3


def test_a_signed_file_that_names_its_maker_waits_for_an_explicit_yes(
    writing, official, version, attach_url, draft_url
):
    content = signing.signed(pdf())
    writing.post(attach_url, {"role": "signed", "file": upload(content, "a.pdf")})
    page = words(writing.get(draft_url))
    assert f"Author: {AUTHOR};" in page and "Đồng ý công khai các thuộc tính này" in page
    with pytest.raises(Invalid):
        submit_disclosure(by=official, version=version)
    agree = reverse("admin:agree_properties", kwargs={"pk": version.pk, "file": 1})
    assert writing.post(agree).status_code == 302
    page = words(writing.get(draft_url))
    assert AUTHOR not in page and "Tệp giữ nguyên thuộc tính" in page
    assert Attachment.objects.get().problems == []
    file = reverse("admin:draft_file", kwargs={"pk": version.pk, "file": 1})
    assert b"".join(writing.get(file).streaming_content) == content
    assert writing.post(agree).status_code == 409


def test_no_yes_lets_private_data_in_a_signed_file_pass(writing, version, attach_url, draft_url):
    content = signing.signed(pdf(f"So CCCD: {PRIVATE}"))
    writing.post(attach_url, {"role": "signed", "file": upload(content, "a.pdf")})
    writing.post(reverse("admin:agree_properties", kwargs={"pk": version.pk, "file": 1}))
    page = words(writing.get(draft_url))
    assert AUTHOR not in page and PRIVATE in page
    assert Attachment.objects.get().problems
