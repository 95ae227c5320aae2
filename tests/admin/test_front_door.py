"""Uploads as no browser sends them: odd names, broken bodies, far too much; nothing stays."""

import tempfile
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from disclosures.models import Attachment, ImportSession
from tests import make
from tests.admin import uploads
from tests.admin.reading import beside, summary, words
from tests.admin.uploads import HOUSEHOLDS, upload

pytestmark = pytest.mark.django_db

TOO_LARGE = "Tệp lớn hơn 20 MB."
NAMES = {
    "a zero": "quyet\x00dinh.pdf",
    "an emoji": "📄🇻🇳 quyết định.pdf",
    "accents apart": unicodedata.normalize("NFD", "Quyết định số 5.pdf"),
    "SQL": "'; DROP TABLE disclosures_attachment; --.pdf",
    "HTML": '"><img src=x onerror=alert(1)>.pdf',
    "a template": "{{ settings.SECRET_KEY }}{% debug %}.pdf",
    "a header": "a.pdf\r\nSet-Cookie: a=b",
    "right to left": "a\u202efdp.exe",
    "a device": "CON",
    "dots": "...",
    "an identity number": "CCCD 094085001234.pdf",
}


@pytest.fixture
def version(official, unit):
    return make.draft(official, unit, kind_code="poor-household-review")


@pytest.fixture
def file_url(version):
    return reverse("admin:attach", kwargs={"pk": version.pk})


@pytest.fixture
def table_url(version):
    return reverse("admin:import", kwargs={"pk": version.pk, "schema": "ho-ngheo"})


@pytest.mark.parametrize("case", NAMES)
def test_whatever_an_attachment_is_called_its_name_goes_nowhere(writing, version, file_url, case):
    sent = {"role": "annex", "file": upload(uploads.pdf(), NAMES[case])}
    assert writing.post(file_url, sent).status_code == 302
    file = Attachment.objects.get()
    assert (file.filename, file.title) == ("ho-ngheo-nam-2026-1.pdf", "phụ lục")
    page = words(writing.get(reverse("admin:draft", kwargs={"pk": version.pk})))
    assert "onerror" not in page and "DROP TABLE" not in page and "094085001234" not in page
    served = writing.get(reverse("admin:draft_file", kwargs={"pk": version.pk, "file": 1}))
    assert "Set-Cookie" not in served and file.filename in served["Content-Disposition"]


@pytest.mark.parametrize("case", NAMES)
def test_whatever_a_workbook_is_called_its_name_goes_nowhere(writing, table_url, case):
    answer = writing.post(table_url, {"file": upload(uploads.xlsx(HOUSEHOLDS), NAMES[case])})
    assert answer.status_code == 302
    names = [path.name for path in django_settings.FILES_DIR.rglob("*") if path.is_file()]
    assert names == [ImportSession.objects.get().sha256]


@pytest.mark.parametrize(
    "title", ["📄🇻🇳", "'; DROP TABLE a; --", "<script>alert(1)</script>", "{{ a }}"]
)
def test_a_title_is_shown_as_it_was_written_and_never_run(writing, version, file_url, title):
    sent = {"role": "annex", "title": title, "file": upload(uploads.pdf(), "a.pdf")}
    assert writing.post(file_url, sent).status_code == 302
    assert Attachment.objects.get().title == title
    page = writing.get(reverse("admin:draft", kwargs={"pk": version.pk})).content.decode()
    assert "<script>alert" not in page


def raw(client, url, body, boundary="mep", length=None):
    """A body that is no form of ours, sent as one."""
    return client.generic(
        "POST", url, body, content_type=f"multipart/form-data; boundary={boundary}",
        **({"CONTENT_LENGTH": str(length)} if length is not None else {}),
    )  # fmt: skip


HEAD = b'--mep\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
BODIES = {
    "nothing": b"",
    "no boundary": b"%PDF-1.7",
    "a part without its end": HEAD + b"%PDF-1.7\n" * 400,
    "a part without its head": b"--mep\r\n\r\n%PDF-1.7\r\n--mep--\r\n",
    "a head without its end": b"--mep\r\nContent-Disposition: form-data; name=",
    "noise": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_is_no_form_is_answered_with_a_page_and_stores_nothing(
    writing, file_url, table_url, stored, body
):
    before = stored()
    for url in (file_url, table_url):
        answer = raw(writing, url, BODIES[body])
        assert answer.status_code in (400, 422)
        page = words(answer)
        assert "Lỗi:" in page or "Không đọc được yêu cầu" in page, page[:400]
    assert stored() == before


def test_more_files_than_any_form_takes_are_refused_before_they_are_kept(writing, file_url, stored):
    before = stored()
    files = {f"file{at}": upload(b"a", "a.pdf") for at in range(9)}
    answer = writing.post(file_url, files)
    assert answer.status_code == 400
    assert stored() == before


@pytest.mark.slow
def test_of_an_endless_file_never_more_is_kept_than_may_be(writing, file_url, monkeypatch, stored):
    folder = Path(tempfile.mkdtemp(dir=django_settings.DATA_DIR))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(django_settings, "FILE_UPLOAD_TEMP_DIR", str(folder))
    largest = 0

    class Watched(uploads.Endless):
        def read(self, size=-1):
            nonlocal largest
            kept = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
            largest = max([largest, *kept])
            return super().read(size)

    monkeypatch.setattr(uploads, "Endless", Watched)
    before = stored()
    answer = uploads.send_endless(writing, file_url, 60 * 1024 * 1024)
    assert answer.status_code == 422
    assert TOO_LARGE in summary(answer) and TOO_LARGE in beside(answer, "a-file")
    assert 10 * 1024 * 1024 < largest <= 20 * 1024 * 1024 + 1
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert stored() == before
