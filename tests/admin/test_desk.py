"""The work list, the list of notices and the log."""

import datetime as dt

import pytest
from django.urls import reverse

from disclosures.actions.approve_disclosure import approve_disclosure
from disclosures.actions.declare_nothing_due import declare_nothing_due
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.publish_disclosure import publish_disclosure
from disclosures.actions.publish_urgently import publish_urgently
from disclosures.actions.return_disclosure import return_disclosure
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.rules import clock
from tests import make
from tests.admin.reading import words

pytestmark = pytest.mark.django_db

INDEX = "/quan-tri/"
MORNING = dt.datetime(2026, 11, 24, 8, tzinfo=clock.VIETNAM)


def work_list(client, moment=MORNING):
    with clock.moved_to(moment):
        return words(client.get(INDEX))


def test_the_work_list_shows_what_is_overdue_first_with_a_link_to_its_form(writing):
    page = work_list(writing)
    assert "Hôm nay thứ Ba" in page and "24/11/2026" in page
    assert "Quá hạn" in page
    assert page.index("Quá hạn") < page.index("Lịch phải công khai, 60 ngày tới")
    assert "/quan-tri/soan/budget-execution-period/?ky=2026-M9" in page


def test_what_was_published_is_no_longer_due(writing, unit, official, approver):
    link = "/quan-tri/soan/budget-execution-period/?ky=2026-M9"
    assert link in work_list(writing)
    with clock.moved_to(MORNING):
        make.published(make.budget_draft(official, unit), official, approver)
    assert link not in work_list(writing)


def test_what_was_declared_empty_is_no_longer_due(writing, unit, official):
    link = "/quan-tri/soan/budget-execution-period/?ky=2026-M9"
    declare_nothing_due(
        by=official,
        unit=unit,
        kind_code="budget-execution-period",
        period="2026-M9",
        reason="Xã mới sắp xếp, chưa có số liệu riêng.",
    )
    assert link not in work_list(writing)


def test_a_returned_draft_stands_on_its_writers_list(writing, unit, official, approver):
    version = make.draft(official, unit, title="Kế hoạch bị trả lại")
    assert "Kế hoạch bị trả lại" not in words(writing.get(INDEX))
    submit_disclosure(by=official, version=version)
    draft = return_disclosure(by=approver, version=version, note="Thiếu số liệu quý 3.")
    page = words(writing.get(INDEX))
    assert "Kế hoạch bị trả lại" in page and "Bị trả lại" in page
    form = reverse("admin:draft", kwargs={"pk": draft.pk})
    assert form in page
    assert "Thiếu số liệu quý 3." in words(writing.get(form))


def test_a_submitted_version_waits_on_the_approvers_list_alone(
    writing, approving, moderating, unit, official
):
    version = submit_disclosure(by=official, version=make.draft(official, unit))
    link = reverse("admin:approve", kwargs={"pk": version.pk})
    assert link in words(approving.get(INDEX))
    assert link not in words(writing.get(INDEX))
    assert link not in words(moderating.get(INDEX))
    for client in (approving, writing):
        assert version.title in words(client.get(reverse("admin:approvals")))


def test_a_version_scheduled_for_later_stays_in_the_approvers_queue(
    approving, unit, official, approver
):
    version = make.approved(make.draft(official, unit), official, approver)
    later = clock.now() + dt.timedelta(days=2)
    schedule_disclosure(by=approver, version=version, publish_at=later)
    page = words(approving.get(reverse("admin:approvals")))
    assert version.title in page and "Đã hẹn giờ" in page


def test_an_urgent_publication_asks_the_other_approver_for_a_second_look(
    sign_in, unit, official, approver, second_approver
):
    version = submit_disclosure(by=official, version=make.draft(official, unit))
    publish_urgently(by=approver, version=version, reason="Bão số 12 sắp vào.")
    schedule_disclosure(by=approver, version=version)
    publish_disclosure(by=approver, version=version)
    page = words(sign_in(second_approver).get(INDEX))
    assert reverse("admin:notice", kwargs={"pk": version.disclosure_id}) in page


def test_pending_comments_wait_for_the_moderator_and_published_ones_for_the_official(
    moderating, writing, unit, moderator
):
    comment = make.comment(unit).comment
    assert "Kiểm duyệt 1 ý kiến" in words(moderating.get(INDEX))
    publish_comment(by=moderator, comment=comment)
    assert reverse("admin:moderation") + '">Kiểm duyệt<' not in words(moderating.get(INDEX))
    assert "Trả lời 1 ý kiến" in words(writing.get(INDEX))


def test_the_work_list_of_a_desk_without_a_commune_is_empty_but_there(operating, sign_in, auditor):
    assert "Bây giờ không có việc gì." in words(operating.get(INDEX))
    assert sign_in(auditor).get(INDEX).status_code == 200


def test_another_communes_work_is_not_on_the_list(next_door, unit, official):
    version = submit_disclosure(by=official, version=make.draft(official, unit))
    for name in ("index", "notices", "approvals", "log"):
        assert version.title not in words(next_door.get(reverse(f"admin:{name}")))


def test_notices_are_listed_by_state(writing, unit, official, approver):
    make.published(make.draft(official, unit, title="Bản đã đăng"), official, approver)
    make.draft(official, unit, title="Bản còn nháp")
    url = reverse("admin:notices")
    assert "Bản đã đăng" in words(writing.get(url))
    drafts = words(writing.get(url, {"trang-thai": "draft"}))
    assert "Bản còn nháp" in drafts and "Bản đã đăng" not in drafts
    assert "Chưa có thông báo" in words(writing.get(url, {"trang-thai": "x' OR 1=1"}))


@pytest.mark.slow
def test_a_long_list_goes_on_on_the_next_page_without_repeating(writing, unit, official):
    for number in range(53):
        moment = MORNING + dt.timedelta(minutes=number)
        with clock.moved_to(moment):
            make.draft(official, unit, title=f"Thông báo số {number:02d}.")
    url = reverse("admin:notices")
    first = words(writing.get(url, {"trang-thai": "draft"}))
    assert "Thông báo số 52." in first and "Thông báo số 02." not in first
    address = first.split('rel="next" href="')[1].split('"')[0]
    second = words(writing.get(url + address.replace(url, "")))
    assert [f"số {n:02d}." in second for n in (0, 1, 2, 3)] == [True, True, True, False]
    assert "trang-thai=draft" in address


def test_the_log_names_who_decided_what_and_offers_no_change(writing, unit, official, approver):
    version = submit_disclosure(by=official, version=make.draft(official, unit))
    approve_disclosure(by=approver, version=version)
    page = words(writing.get(reverse("admin:log")))
    assert "lanh-dao" in page and "Duyệt" in page
    assert "<button" not in page.split("<main")[1]


@pytest.mark.parametrize(
    "cursor",
    ["²", "abc", "2026-11-24", "0001-01-01T00:00", "-1", "9" * 30, "2026-13-45", "0", "1e5", "'"],
)
@pytest.mark.parametrize("name", ["notices", "log"])
def test_a_bent_page_cursor_is_passed_over(writing, name, cursor):
    answer = writing.get(reverse(f"admin:{name}"), {"trang": cursor})
    assert answer.status_code == 200
