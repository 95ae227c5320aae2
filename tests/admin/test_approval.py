"""Deciding on what somebody else wrote: approve, send back, schedule, publish urgently."""

import datetime as dt

import pytest
from django.urls import reverse

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.edit_draft import edit_draft
from disclosures.actions.grant_role import grant_role
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.models import Decision, Disclosure, LedgerEntry, Version
from disclosures.rules import clock
from disclosures.vocabulary import Role, Verb
from tests import make
from tests.admin.reading import beside, buttons, summary, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(official, unit):
    return submit_disclosure(by=official, version=make.draft(official, unit))


def at(version):
    return reverse("admin:approve", kwargs={"pk": version.pk})


def status(version):
    return Version.objects.get(pk=version.pk).status


def steps(version):
    """The ledger's events about the disclosure, in order."""
    entries = LedgerEntry.objects.filter(subject=version.disclosure.subject).order_by("idx")
    return [kind.removeprefix("disclosure.") for kind in entries.values_list("etype", flat=True)]


def local(moment):
    """How a browser sends a moment from a datetime field."""
    return moment.astimezone(clock.VIETNAM).strftime("%Y-%m-%dT%H:%M")


def test_an_approver_sees_everything_needed_to_decide(approving, version):
    answer = approving.get(at(version))
    page = words(answer)
    for text in (version.title, version.summary, version.document_number, version.signer):
        assert text in page
    assert reverse("admin:preview", kwargs={"pk": version.pk}) in page
    assert buttons(answer) == {"publish", "schedule", "return", "urgent"}


def test_approving_and_publishing_is_one_click_and_four_entries(approving, client, version):
    answer = approving.post(at(version), {"verb": "publish"}, follow=True)
    assert "Đã đăng." in words(answer)
    assert status(version) == "published"
    assert steps(version) == ["submitted", "approved", "scheduled", "published"]
    disclosure = Disclosure.objects.get(pk=version.disclosure_id)
    assert client.get(disclosure.get_absolute_url()).status_code == 200


def test_nobody_approves_what_they_wrote_and_no_button_offers_it(
    sign_in, version, official, unit, operator
):
    grant_role(by=operator, person=official, role=Role.APPROVER, unit=unit)
    client = sign_in(official)
    page = client.get(at(version))
    assert not {"publish", "schedule"} & buttons(page)
    assert "Ông/bà đã viết trong bản này. Người khác phải duyệt." in words(page)
    for sent in (
        {"verb": "publish"},
        {"verb": "schedule", "publish_at": local(clock.now() + dt.timedelta(days=1))},
    ):
        answer = client.post(at(version), sent)
        assert answer.status_code == 403
        assert "Ông/bà đã viết trong bản này. Người khác phải duyệt." in words(answer)
    assert steps(version) == ["submitted"]


def test_whoever_only_mended_a_comma_has_written_too(sign_in, official, approver, unit, operator):
    grant_role(by=operator, person=approver, role=Role.OFFICIAL, unit=unit)
    version = make.draft(official, unit)
    edit_draft(
        by=approver, version=version, fields=make.fields(office="Văn phòng"),
        expected=version.modified_at,
    )  # fmt: skip
    submit_disclosure(by=official, version=version)
    answer = sign_in(approver).post(at(version), {"verb": "publish"})
    assert answer.status_code == 403
    assert status(version) == "submitted"


def test_an_official_sees_the_waiting_version_without_a_button(writing, version):
    page = writing.get(at(version))
    assert page.status_code == 200
    assert buttons(page) == set()
    for verb in ("publish", "return", "urgent"):
        assert writing.post(at(version), {"verb": verb, "note": "Vì"}).status_code == 404
    assert steps(version) == ["submitted"]


@pytest.mark.parametrize("sent", [{}, {"verb": ""}, {"verb": "later"}, {"verb": "approve'--"}])
def test_a_form_without_a_known_verb_decides_nothing(approving, version, sent):
    answer = approving.post(at(version), sent)
    assert answer.status_code == 422
    assert "Không đọc được yêu cầu" in words(answer)
    assert steps(version) == ["submitted"]


def test_a_version_goes_back_with_its_reason(approving, writing, version):
    reason = "Thiếu số liệu của khóm Vĩnh Hòa."
    answer = approving.post(at(version), {"verb": "return", "note": reason}, follow=True)
    assert "Đã trả lại kèm lý do." in words(answer)
    assert status(version) == "returned"
    draft = version.disclosure.versions.get(status="draft")
    assert (draft.number, draft.attempt) == (1, 2)
    page = words(writing.get(reverse("admin:draft", kwargs={"pk": draft.pk})))
    assert reason in page


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("", "Ghi lý do."),
        ("   \n ", "Ghi lý do."),
        ("x" * 2001, "Rút ngắn phần này."),
        ("a\x00b", "Có ký tự không lưu được."),
    ],
)
@pytest.mark.parametrize(("verb", "field"), [("return", "r-note"), ("urgent", "u-note")])
def test_a_reason_is_asked_for_beside_its_field(approving, version, verb, field, note, sentence):
    answer = approving.post(at(version), {"verb": verb, "note": note})
    assert answer.status_code == 422
    assert sentence in beside(answer, field)
    assert sentence in summary(answer)
    assert steps(version) == ["submitted"]


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("", "Chọn ngày và giờ."),
        ("ngày mai", "Ghi ngày giờ như 05/02/2026 08:00."),
        ("2026-02-30T08:00", "Ghi ngày giờ như 05/02/2026 08:00."),
        ("01/05/1800 08:00", "Chọn một lúc ở phía trước."),
        ("2020-01-01T08:00", "Chọn một lúc ở phía trước."),
        ("0001-01-01T00:00", "Chọn một lúc ở phía trước."),
        ("9999-12-31T23:59", "Ghi ngày giờ như 05/02/2026 08:00."),
        ("a\x00b", "Ghi ngày giờ như 05/02/2026 08:00."),
    ],
)
def test_a_moment_that_cannot_be_leaves_the_version_unapproved(
    approving, version, moment, sentence
):
    answer = approving.post(at(version), {"verb": "schedule", "publish_at": moment})
    assert answer.status_code == 422
    assert beside(answer, "s-publish_at") == sentence
    assert steps(version) == ["submitted"]
    assert not Decision.objects.filter(verb=Verb.APPROVE_DISCLOSURE).exists()


def test_a_version_is_scheduled_and_cannot_be_hurried(approving, client, version, unit):
    later = clock.now() + dt.timedelta(days=2)
    sent = {"verb": "schedule", "publish_at": local(later)}
    assert "Đã duyệt và hẹn giờ." in words(approving.post(at(version), sent, follow=True))
    assert status(version) == "scheduled"
    hurried = approving.post(at(version), {"verb": "publish"})
    assert hurried.status_code == 409
    assert "Chưa đến giờ đăng." in words(hurried)
    disclosure = Disclosure.objects.get(pk=version.disclosure_id)
    assert client.get(disclosure.get_absolute_url()).status_code == 404
    assert version.title not in words(client.get(unit.get_absolute_url()))


def test_a_scheduled_version_may_still_go_back(approving, version):
    later = local(clock.now() + dt.timedelta(days=2))
    approving.post(at(version), {"verb": "schedule", "publish_at": later})
    answer = approving.post(at(version), {"verb": "return", "note": "Dừng lại đã."})
    assert answer.status_code == 302
    assert status(version) == "returned"


def test_of_two_approvers_the_second_learns_that_somebody_was_faster(
    approving, sign_in, second_approver, version
):
    other = sign_in(second_approver)
    assert buttons(approving.get(at(version))) == buttons(other.get(at(version)))
    approving.post(at(version), {"verb": "publish"})
    for sent in (
        {"verb": "publish"},
        {"verb": "return", "note": "Chậm chân"},
        {"verb": "urgent", "note": "Chậm chân"},
        {"verb": "schedule", "publish_at": local(clock.now() + dt.timedelta(days=1))},
    ):
        answer = other.post(at(version), sent)
        assert answer.status_code == 409
        assert "Có người nhanh hơn" in words(answer)
        assert "Việc vừa làm chưa được lưu." in words(answer)
    assert steps(version) == ["submitted", "approved", "scheduled", "published"]


def test_what_one_sent_back_the_other_cannot_publish(approving, sign_in, second_approver, version):
    approving.post(at(version), {"verb": "return", "note": "Thiếu số liệu."})
    answer = sign_in(second_approver).post(at(version), {"verb": "publish"})
    assert answer.status_code == 409
    assert "Trả lại để sửa" in words(answer)
    assert steps(version) == ["submitted", "returned"]


def test_of_two_schedules_the_first_holds(approving, sign_in, second_approver, version):
    first, second = (local(clock.now() + dt.timedelta(days=days)) for days in (1, 5))
    approving.post(at(version), {"verb": "schedule", "publish_at": first})
    kept = Version.objects.get(pk=version.pk).publish_at
    answer = sign_in(second_approver).post(at(version), {"verb": "schedule", "publish_at": second})
    assert answer.status_code == 409
    assert Version.objects.get(pk=version.pk).publish_at == kept


def test_a_second_click_publishes_nothing_twice(approving, version):
    assert approving.post(at(version), {"verb": "publish"}).status_code == 302
    assert approving.post(at(version), {"verb": "publish"}).status_code == 409
    assert steps(version).count("published") == 1


def test_an_approver_of_another_commune_decides_nothing_here(
    sign_in, other_unit, operator, version
):
    stranger = make.person("lanh-dao-khac", Role.APPROVER, other_unit)
    client = sign_in(stranger)
    assert client.get(at(version)).status_code == 404
    assert client.post(at(version), {"verb": "publish"}).status_code == 404
    assert steps(version) == ["submitted"]


def test_an_urgent_publication_is_public_at_once_with_its_reason_and_reviewed_by_another(
    approving, sign_in, client, second_approver, version
):
    sent = {"verb": "urgent", "note": "Bão số 12 sắp vào, dân cần biết nơi tránh."}
    answer = approving.post(at(version), sent, follow=True)
    assert "Đã đăng." in words(answer)
    disclosure = Disclosure.objects.get(pk=version.disclosure_id)
    assert disclosure.is_urgent
    assert "khẩn" in words(client.get(disclosure.get_absolute_url()))
    review = reverse("admin:review", kwargs={"pk": disclosure.pk})
    own = approving.post(review, {"note": "Tôi xem rồi"})
    assert own.status_code == 403
    assert "Chính ông/bà đã làm việc này." in words(own)
    other = sign_in(second_approver)
    assert other.post(review, {"note": "Đúng, cần đăng ngay."}).status_code == 302
    assert Disclosure.objects.get(pk=disclosure.pk).reviewed_at
    assert other.post(review).status_code == 409


def test_an_amendment_shows_its_reason_and_what_changes(approving, official, approver, unit):
    disclosure = make.published(make.budget_draft(official, unit), official, approver)
    draft = amend_disclosure(by=official, disclosure=disclosure, reason="Sửa số thu ở dòng I.")
    changed = make.fields(
        title="Thu, chi ngân sách phường, bản sửa", change_reason="Sửa số thu ở dòng I."
    )
    edit_draft(by=official, version=draft, fields=changed, expected=draft.modified_at)
    make.fill(
        official, draft, 1, "bx-can-doi",
        make.BALANCE_CSV.replace("TỔNG SỐ THU,100,80,80", "TỔNG SỐ THU,100,85,85")
        .replace("hưởng 100%,60,50", "hưởng 100%,60,55")
        .replace("KẾT DƯ,0,10", "KẾT DƯ,0,15"),
    )  # fmt: skip
    submit_disclosure(by=official, version=draft)
    page = words(approving.get(at(draft)))
    assert "Sửa số thu ở dòng I." in page
    assert "bản sửa" in page and "<ins" in page and "<del" in page
    assert "80.000.000" in page and "85.000.000" in page
    approving.post(at(draft), {"verb": "publish"})
    assert Disclosure.objects.get(pk=disclosure.pk).current_version.number == 2


def test_a_draft_that_is_still_being_written_offers_nothing_to_decide(approving, official, unit):
    version = make.draft(official, unit)
    assert buttons(approving.get(at(version))) == set()
    for sent in ({"verb": "publish"}, {"verb": "return", "note": "Vì"}):
        assert approving.post(at(version), sent).status_code == 409
    assert status(version) == "draft"
