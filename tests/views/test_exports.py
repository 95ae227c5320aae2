"""Taking out a history by the pages: asked for, watched, downloaded in pieces, refused."""

import datetime as dt
import hashlib
import io
import re

import pytest
from django.utils import translation

from disclosures.actions.grant_role import grant_role
from disclosures.actions.revoke_role import revoke_role
from disclosures.ledger.bag import job as jobs
from disclosures.management.commands.make_exports import make_exports
from disclosures.models import ExportJob, LedgerEntry, RoleAssignment
from disclosures.queries import exports as queries
from disclosures.rules import clock
from disclosures.views._ranges import asked_range
from disclosures.vocabulary import ExportStatus, Role
from tests import make
from tests.ledger import bags

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _in_vietnamese():
    with translation.override("vi"):
        yield


@pytest.fixture
def notice(unit, official, approver):
    disclosure = make.published(make.draft(official, unit), official, approver)
    bags.seal(unit)
    return disclosure


def ask(client, unit, **more):
    return client.post("/giam-sat/xuat/", {"xa": unit.address_code, "ban": "public", **more})


def test_anybody_asks_watches_and_downloads(visitor, unit, notice):
    asked = ask(visitor, unit)
    assert asked.status_code == 302
    page = visitor.get(asked["Location"])
    assert "Đang chờ" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert make_exports() == 1
    html = visitor.get(asked["Location"]).content.decode()
    (link,) = re.findall(r'href="(/giam-sat/xuat/[^"]+\.zip)"', html)
    content = b"".join(visitor.get(link))
    job = ExportJob.objects.get()
    assert job.sha256 in html
    assert hashlib.sha256(content).hexdigest() == job.sha256
    assert notice.current_version.title in bags.words_in(io.BytesIO(content))
    assert job.requested_by is None


def test_the_portal_log_says_that_but_not_of_whom_or_by_whom(visitor, unit, notice):
    ask(visitor, unit)
    entry = LedgerEntry.objects.get(etype="export.created")
    assert entry.log.unit_code is None
    assert unit.address_code.encode() not in bytes(entry.body)


def test_the_same_state_of_a_log_is_made_once(visitor, unit, notice):
    first = ask(visitor, unit)["Location"].split("?")[0]
    assert ask(visitor, unit)["Location"] == first
    make_exports()
    assert ask(visitor, unit)["Location"] == first
    assert ExportJob.objects.count() == 1
    make.comment(unit)
    assert ask(visitor, unit)["Location"] != first


def test_another_choice_is_another_bag(visitor, unit, notice):
    ask(visitor, unit)
    ask(visitor, unit, khong_tep="1")
    ask(visitor, unit, tu="01/01/2026", den="31/10/2026")
    assert ExportJob.objects.count() == 3


def test_strangers_cannot_fill_the_queue(visitor, unit, notice):
    waiting = [
        ExportJob(unit=unit, edition="public", created_at=clock.now(), with_files=False)
        for _ in range(30)
    ]
    ExportJob.objects.bulk_create(waiting)
    refused = ask(visitor, unit)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "3600"


def test_a_network_that_asks_without_end_must_wait(visitor, unit, notice):
    days = (f"{day:02}/01/2026" for day in range(1, 30))
    codes = [ask(visitor, unit, tu=day, den=day).status_code for day in days]
    assert codes[:20] == [302] * 20
    assert codes[-1] == 429


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"tu": "mai"}, "Ông/bà ghi ngày như 31/10/2026."),
        ({"tu": "31/02/2026"}, "Ông/bà ghi ngày như 31/10/2026."),
        ({"tu": "02/01/2026", "den": "01/01/2026"}, "Ngày cuối trước ngày đầu."),
        ({"xa": "99999"}, "Hãy chọn xã"),
    ],
)
def test_a_wrong_form_says_what_to_mend(visitor, unit, notice, form, words):
    answer = ask(visitor, unit, **form)
    assert answer.status_code == 422
    assert words in answer.content.decode() or 'role="alert"' in answer.content.decode()
    assert not ExportJob.objects.exists()


def test_the_auditor_edition_is_for_auditors_of_that_unit_or_its_province(
    client, unit, other_unit, notice, auditor, neighbour, operator
):
    for person in (None, neighbour, operator):
        if person:
            client.force_login(person)
        assert ask(client, unit, ban="auditor").status_code == 404
    client.force_login(auditor)
    asked = ask(client, unit, ban="auditor")
    make_exports()
    job = ExportJob.objects.get()
    link = f"/giam-sat/xuat/{job.pk}/{job.filename}"
    assert client.get(asked["Location"]).status_code == client.get(link).status_code == 200
    elsewhere = make.person("thanh-tra-khac", Role.AUDITOR, other_unit)
    client.force_login(elsewhere)
    assert client.get(link).status_code == client.get(asked["Location"]).status_code == 404
    client.force_login(auditor)
    assignment = RoleAssignment.objects.current().get(person=auditor)
    revoke_role(by=operator, assignment=assignment)
    assert client.get(link).status_code == 404


def test_who_asked_may_take_it_back_and_nobody_else(visitor, client, unit, notice):
    address = ask(visitor, unit)["Location"]
    path, _, query = address.partition("?")
    assert client.post(path, {"khoa": "x"}).status_code == 404
    assert "Hủy" not in client.get(path).content.decode()
    assert "Hủy" in visitor.get(address).content.decode()
    key = query.removeprefix("khoa=")
    assert visitor.post(path, {"khoa": key}).status_code == 302
    assert ExportJob.objects.get().status == ExportStatus.CANCELLED
    assert make_exports() == 0


def test_a_bag_is_not_given_any_more_once_something_in_it_was_withdrawn(
    visitor, unit, notice, approver
):
    job = bags.taken_out(unit)
    link = f"/giam-sat/xuat/{job.pk}/{job.filename}"
    assert visitor.get(link).status_code == 200
    make.withdrawn(notice, approver)
    assert visitor.get(link).status_code == 404
    page = visitor.get(f"/giam-sat/xuat/{job.pk}/").content.decode()
    assert "gỡ khỏi trang" in page
    assert ask(visitor, unit)["Location"] != f"/giam-sat/xuat/{job.pk}/"


def test_a_download_goes_on_where_it_broke_off(visitor, unit, notice):
    job = bags.taken_out(unit)
    link = f"/giam-sat/xuat/{job.pk}/{job.filename}"
    whole = b"".join(visitor.get(link))
    head = visitor.head(link)
    assert (head["Content-Length"], head["Accept-Ranges"]) == (str(len(whole)), "bytes")
    part = visitor.get(link, headers={"Range": "bytes=100-"})
    assert part.status_code == 206
    assert part["Content-Range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    assert b"".join(part) == whole[100:]
    assert visitor.get(link, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    other = visitor.get(link, headers={"Range": "bytes=100-", "If-Range": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", None), ("bytes=0-0", (0, 0)), ("bytes=5-", (5, 9)), ("bytes=-3", (7, 9)),
        ("bytes=2-99", (2, 9)), ("bytes=-99", (0, 9)), ("bytes=0-1,4-5", None), ("lines=1-2", None),
    ],
)  # fmt: skip
def test_ranges(header, found):
    assert asked_range(header, 10) == found


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=5-4", "bytes=-0"])
def test_ranges_outside_the_file(header):
    with pytest.raises(ValueError):
        asked_range(header, 10)


def test_what_was_kept_long_enough_goes_with_its_files(unit, notice):
    job = bags.taken_out(unit)
    assert jobs.archive_of(job).exists()
    later = clock.now() + dt.timedelta(days=8)
    assert jobs.forget_old_exports(later) == 1
    job.refresh_from_db()
    assert job.status == ExportStatus.EXPIRED
    assert not jobs.folder_of(job).exists()
    assert jobs.forget_old_exports(later + dt.timedelta(days=90)) == 0
    assert not ExportJob.objects.exists()


def test_progress_grows_with_every_step(unit, notice):
    job = ExportJob(unit=unit, edition="public", status=ExportStatus.RUNNING, total=10)
    job.started_at = clock.now() - dt.timedelta(minutes=3)
    found = []
    for step in range(len(jobs.STEPS)):
        for done in (0, 5):
            job.step, job.done = step, done
            found.append(queries.progress(job))
    assert found == sorted(set(found))
    assert 0 == found[0] < found[-1] < 1
    assert queries.job_page(job).left_minutes == 1


def test_a_commune_without_a_log_says_so(visitor, other_unit):
    ask(visitor, other_unit)
    make_exports()
    job = ExportJob.objects.get()
    assert job.status == ExportStatus.FAILED
    assert "chưa có việc nào được ghi" in job.problem
    assert job.problem in visitor.get(f"/giam-sat/xuat/{job.pk}/").content.decode()


def test_a_grant_at_the_portal_is_no_grant_at_a_commune(unit, notice, operator):
    person = make.user("chi-xem")
    assert not queries.may_export_for_auditors(person, unit)
    grant_role(by=operator, person=person, role=Role.AUDITOR, unit=unit)
    assert queries.may_export_for_auditors(person, unit)
