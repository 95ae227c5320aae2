"""Large files: the official waits at a page, the worker checks, nothing is stored before."""

import datetime as dt

import pytest
from django.urls import reverse

from disclosures.management.commands.check_imports import check, check_imports, claim
from disclosures.models import DataTable, FullRow, Heartbeat, ImportSession
from disclosures.rules import clock
from tests import make
from tests.admin import uploads
from tests.admin.conftest import at_desk
from tests.admin.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
COUNT = 5001
COLUMNS = {
    f"column-{name}": str(at)
    for at, name in enumerate(("stt", "chu_ho", "thon", "so_nhan_khau", "phan_loai"))
}
VILLAGES = ("Khóm Vĩnh Trung", "Khóm Vĩnh Kiên")


def households(wrong=()):
    """A list of COUNT homes; those in `wrong` have letters for their number of people."""
    rows = [
        [at, f"Nguyễn Văn Thử {at}", VILLAGES[at % 2], "ba" if at in wrong else 3, "Hộ nghèo"]
        for at in range(1, COUNT + 1)
    ]
    return uploads.csv([uploads.HOUSEHOLDS[0], *rows])


@pytest.fixture
def writing(official):
    return at_desk(official)


@pytest.fixture
def begin(writing, official, unit):
    """Send a file and match its columns; the import that it began."""

    def begin(content):
        version = make.draft(official, unit, kind_code="poor-household-review")
        address = reverse("admin:import", kwargs={"pk": version.pk, "schema": "ho-ngheo"})
        writing.post(address, {"file": uploads.upload(content)})
        session = ImportSession.objects.get()
        writing.post(step(session, "columns"), COLUMNS)
        return session

    return begin


def step(session, name):
    return reverse(f"admin:import_{name}", kwargs={"pk": session.pk})


def test_a_large_file_waits_for_the_worker_and_goes_the_whole_way(writing, begin):
    session = begin(households(wrong=(7,)))
    page = words(writing.get(step(session, "errors")))
    assert "Tệp có 5002 dòng" in page and "chờ đến lượt" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "Tải lại để xem" in page
    assert writing.post(step(session, "confirm"), {"seen": "on"}).url == step(session, "errors")
    draft = reverse("admin:draft", kwargs={"pk": session.version_id})
    assert step(session, "errors") in words(writing.get(draft))
    assert check_imports() == 1
    assert Heartbeat.objects.get(task="check_imports").counted == 1
    assert "Còn 1 ô phải sửa" in words(writing.get(step(session, "errors")))
    writing.post(step(session, "errors"), {"cell-D8": "4"})
    assert "chờ đến lượt" in words(writing.get(step(session, "errors")))
    check_imports()
    assert "Mọi ô đều đúng" in words(writing.get(step(session, "errors")))
    assert not FullRow.objects.exists()
    writing.post(step(session, "confirm"), {"seen": "on"})
    assert DataTable.objects.get().row_count == FullRow.objects.count() == COUNT
    assert FullRow.objects.get(position=7).cells[3] == 4


def test_the_page_that_waits_asks_by_itself_and_is_led_on(writing, begin):
    session = begin(households())
    asking = {"HX-Request": "true", "HX-Target": "import-progress"}
    fragment = words(writing.get(step(session, "errors"), headers=asking))
    assert fragment.startswith('<div id="import-progress"') and "<html" not in fragment
    check_imports()
    answer = writing.get(step(session, "errors"), headers=asking)
    assert answer["HX-Redirect"] == step(session, "errors")


def test_a_small_file_is_no_work_for_the_worker(writing, begin):
    begin(uploads.csv(uploads.HOUSEHOLDS))
    assert ImportSession.objects.get().row_count == 4
    assert ImportSession.objects.get().is_large is False
    assert check_imports() == 0


def test_a_check_that_a_dead_worker_left_is_taken_up_again(begin):
    session = begin(households())
    ImportSession.objects.update(begun_at=clock.now() - dt.timedelta(minutes=1))
    assert check_imports() == 0
    ImportSession.objects.update(begun_at=clock.now() - dt.timedelta(minutes=11))
    assert check_imports() == 1
    session.refresh_from_db()
    assert (session.progress, len(session.outcome["table"]["rows"])) == (100, COUNT)


def test_what_a_new_choice_overtook_is_not_kept(begin):
    session = begin(households())
    claimed = claim()
    session.ask(clock.now())
    check(claimed)
    session.refresh_from_db()
    assert (session.outcome, session.progress) == (None, 0)
    assert check_imports() == 1
