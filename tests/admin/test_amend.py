"""What happens to a notice later: amended, withdrawn, replaced, posted elsewhere; nothing due."""

import datetime as dt

import pytest
from django.urls import reverse

from disclosures.models import Disclosure, LedgerEntry, NothingDue, Posting, Version
from disclosures.rules import clock
from tests import make
from tests.admin.reading import beside, buttons, summary, words

pytestmark = pytest.mark.django_db

WHY = {"reason_code": "revoked", "note": "UBND phường đã hủy quyết định này ngày 20/11/2026."}
BAD_WORDS = [
    ("", None),
    ("  \n", None),
    ("x" * 1001, "Rút ngắn phần này."),
    ("a\x00b", "Có ký tự không lưu được."),
]


@pytest.fixture
def disclosure(official, approver, unit):
    return make.published(make.draft(official, unit), official, approver)


def at(name, disclosure):
    return reverse(f"admin:{name}", kwargs={"pk": disclosure.pk})


def status(disclosure):
    return Disclosure.objects.get(pk=disclosure.pk).status


def test_an_amendment_begins_with_its_reason(writing, disclosure):
    answer = writing.post(at("amend", disclosure), {"reason": "Sửa số ký hiệu văn bản."})
    draft = disclosure.versions.get(number=2)
    assert answer.url == reverse("admin:draft", kwargs={"pk": draft.pk})
    assert (draft.change_reason, draft.is_substantive) == ("Sửa số ký hiệu văn bản.", False)
    assert "Sửa số ký hiệu văn bản." in words(writing.get(answer.url))
    assert status(disclosure) == "published"


def test_the_reason_of_an_amendment_outlives_every_save(writing, disclosure):
    sent = {"reason": "Sửa số thu.", "is_substantive": "on"}
    url = writing.post(at("amend", disclosure), sent).url
    draft = disclosure.versions.get(number=2)
    changes = {"title": "Tiêu đề bản hai", "expected": draft.modified_at.isoformat()}
    assert writing.post(url, changes).status_code == 302
    draft = Version.objects.get(pk=draft.pk)
    assert (draft.change_reason, draft.is_substantive) == ("Sửa số thu.", True)
    assert draft.title == "Tiêu đề bản hai"


@pytest.mark.parametrize(("reason", "sentence"), BAD_WORDS)
def test_an_amendment_without_a_sound_reason_does_not_begin(writing, disclosure, reason, sentence):
    answer = writing.post(at("amend", disclosure), {"reason": reason})
    assert answer.status_code == 422
    assert (sentence or "Ghi sửa gì và vì sao.") in beside(answer, "am-reason")
    assert disclosure.versions.count() == 1


def test_a_second_amendment_waits_for_the_first(writing, disclosure):
    writing.post(at("amend", disclosure), {"reason": "Một."})
    answer = writing.post(at("amend", disclosure), {"reason": "Hai."})
    assert answer.status_code == 409
    assert "đang có một lần sửa dở" in words(answer)
    assert disclosure.versions.count() == 2


def test_a_draft_cannot_be_amended_or_withdrawn(writing, unit, official):
    version = make.draft(official, unit)
    assert writing.post(at("amend", version.disclosure), {"reason": "Vì"}).status_code == 409
    sent = {**WHY, "verb": "propose"}
    assert writing.post(at("withdraw", version.disclosure), sent).status_code == 409
    assert status(version.disclosure) == "draft"


@pytest.mark.parametrize("verb", ["propose", "withdraw", ""])
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"reason_code": ""}, "wi-reason_code", "Chọn một lý do."),
        ({"reason_code": "because"}, "wi-reason_code", "because"),
        ({"note": " "}, "wi-note", "Viết một câu để bà con đọc ở chỗ thông báo đã gỡ."),
        ({"note": "x" * 1001}, "wi-note", "Rút ngắn phần này."),
        ({"note": "a\x00b"}, "wi-note", "Có ký tự không lưu được."),
    ],
)
def test_a_withdrawal_says_why_in_code_and_words(
    approving, disclosure, verb, changes, field, sentence
):
    answer = approving.post(at("withdraw", disclosure), {**WHY, "verb": verb, **changes})
    assert answer.status_code == 422
    assert sentence in summary(answer)
    assert sentence in beside(answer, field)
    assert Disclosure.objects.get(pk=disclosure.pk).withdrawal_proposed_by is None
    assert status(disclosure) == "published"


def test_proposer_and_approver_of_a_withdrawal_are_two(
    approving, sign_in, client, second_approver, disclosure
):
    url = at("withdraw", disclosure)
    proposed = approving.post(url, {**WHY, "verb": "propose"}, follow=True)
    assert "Đã đề nghị. Người khác phải duyệt." in words(proposed)
    assert client.get(disclosure.get_absolute_url()).status_code == 200
    own = approving.post(url, {**WHY, "verb": "withdraw"})
    assert own.status_code == 403
    assert "Ông/bà là người đề nghị gỡ. Người khác phải duyệt." in words(own)
    other = sign_in(second_approver)
    page = words(other.get(at("notice", disclosure)))
    assert "Có đề nghị gỡ:" in page and WHY["note"] in page
    assert other.post(url, {**WHY, "verb": "withdraw"}).status_code == 302
    gone = client.get(disclosure.get_absolute_url())
    assert gone.status_code == 410
    assert WHY["note"] in words(gone)
    assert other.post(url, {**WHY, "verb": "withdraw"}).status_code == 409
    assert LedgerEntry.objects.filter(etype="disclosure.withdrawn").count() == 1


def test_nobody_withdraws_what_nobody_proposed(approving, disclosure):
    answer = approving.post(at("withdraw", disclosure), {**WHY, "verb": "withdraw"})
    assert answer.status_code == 409
    assert "Người khác phải đề nghị gỡ trước." in words(answer)
    assert status(disclosure) == "published"


def test_an_official_proposes_and_cannot_withdraw(writing, disclosure):
    assert "withdraw" not in buttons(writing.get(at("notice", disclosure)))
    url = at("withdraw", disclosure)
    assert writing.post(url, {**WHY, "verb": "propose"}).status_code == 302
    assert writing.post(url, {**WHY, "verb": "withdraw"}).status_code == 404
    assert status(disclosure) == "published"


def test_leaked_private_data_goes_at_once_and_is_looked_at_by_another(
    approving, sign_in, client, second_approver, disclosure
):
    sent = {"verb": "withdraw", "reason_code": "private_data", "note": "Lộ số điện thoại của dân."}
    assert approving.post(at("withdraw", disclosure), sent).status_code == 302
    assert client.get(disclosure.get_absolute_url()).status_code == 410
    assert approving.post(at("review", disclosure)).status_code == 403
    assert sign_in(second_approver).post(at("review", disclosure)).status_code == 302


def test_nothing_waits_for_a_second_look_where_two_decided(approving, disclosure):
    answer = approving.post(at("review", disclosure), {"note": "Xem lại"})
    assert answer.status_code == 409
    assert "Không có gì chờ xem lại." in words(answer)


def test_a_notice_is_replaced_by_a_published_one_of_the_same_commune(
    approving, client, disclosure, official, approver, unit
):
    newer = make.published(
        make.draft(official, unit, title="Kế hoạch thay thế"), official, approver
    )
    url = at("supersede", disclosure)
    assert approving.post(url, {"successor": newer.pk}).status_code == 302
    assert status(disclosure) == "superseded"
    assert newer.get_absolute_url() in words(client.get(disclosure.get_absolute_url()))
    assert approving.post(url, {"successor": newer.pk}).status_code == 409


def test_a_successor_that_cannot_be_is_refused_in_words(
    approving, disclosure, official, approver, unit, neighbour, other_unit
):
    draft = make.draft(official, unit).disclosure
    foreign = make.draft(neighbour, other_unit).disclosure
    for value in ("", "abc", "0", "a\x00", disclosure.pk, draft.pk, foreign.pk, "9" * 40):
        answer = approving.post(at("supersede", disclosure), {"successor": value})
        assert answer.status_code == 422, value
        assert "Chọn một thông báo đã đăng của chính xã này." in words(answer)
    assert status(disclosure) == "published"


def posting_form(**changes):
    today = clock.today()
    good = {"channel": "noticeboard", "place": "Nhà văn hóa khóm Vĩnh Trung"}
    return {**good, "begins_on": today.isoformat(), "ends_on": "", **changes}


def test_a_posting_elsewhere_is_recorded_with_an_entry(writing, disclosure):
    answer = writing.post(at("posting", disclosure), posting_form(), follow=True)
    assert "Nhà văn hóa khóm Vĩnh Trung" in words(answer)
    assert Posting.objects.get().channel == "noticeboard"
    assert LedgerEntry.objects.filter(etype="posting.recorded").count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"place": ""}, "f-place", ""),
        ({"place": "x" * 201}, "f-place", "Rút ngắn phần này."),
        ({"place": "a\x00b"}, "f-place", "Có ký tự không lưu được."),
        ({"channel": "portal"}, "f-channel", "portal"),
        ({"channel": ""}, "f-channel", ""),
        ({"begins_on": "31/02/2026"}, "f-begins_on", "Ghi ngày như 05/02/2026."),
        ({"begins_on": "01/05/1800"}, "f-begins_on", "Ghi ngày như 05/02/2026."),
        ({"begins_on": "2099-01-01"}, "f-begins_on", "Ngày đầu"),
        ({"ends_on": "2001-01-01"}, "f-ends_on", "Ngày cuối"),
    ],
)
def test_a_posting_that_cannot_be_is_not_recorded(writing, disclosure, changes, field, sentence):
    answer = writing.post(at("posting", disclosure), posting_form(**changes))
    assert answer.status_code == 422
    assert beside(answer, field)
    assert sentence in beside(answer, field)
    assert not Posting.objects.exists()


def nothing(kind="budget-execution-period", period="2026-M9"):
    return reverse("admin:nothing", kwargs={"kind": kind, "period": period})


def test_nothing_due_is_declared_once_and_in_public(writing, unit):
    reason = "Phường mới lập, chưa có quỹ này."
    assert writing.post(nothing(), {"note": reason}).status_code == 302
    again = writing.post(nothing(), {"note": reason})
    assert again.status_code == 409
    assert "Việc này đã khai báo rồi." in words(again)
    assert NothingDue.objects.get().unit == unit


@pytest.mark.parametrize("note", ["", "   ", "x" * 2001, "a\x00b"])
def test_nothing_due_needs_a_sound_reason(writing, note):
    answer = writing.post(nothing(), {"note": note})
    assert answer.status_code == 422
    assert summary(answer)
    assert not NothingDue.objects.exists()


@pytest.mark.parametrize("period", ["2026-13", "abc", "2026-M5", "99999"])
def test_a_period_that_is_none_is_not_declared(writing, period):
    answer = writing.post(nothing(period=period), {"note": "Không có."})
    assert answer.status_code == 422
    assert "Chọn một kỳ trong danh sách." in words(answer)
    assert not NothingDue.objects.exists()


def test_a_kind_that_is_none_is_not_declared(writing):
    assert writing.post(nothing(kind="khong-co"), {"note": "Không có."}).status_code == 404


def test_a_second_look_with_a_nul_in_its_note_is_not_recorded(
    approving, sign_in, second_approver, disclosure
):
    sent = {"verb": "withdraw", "reason_code": "private_data", "note": "Lộ số điện thoại của dân."}
    approving.post(at("withdraw", disclosure), sent)
    answer = sign_in(second_approver).post(at("review", disclosure), {"note": "a\x00b"})
    assert answer.status_code == 400
    assert "Có ký tự không lưu được." in words(answer)
    assert Disclosure.objects.get(pk=disclosure.pk).reviewed_at is None


def test_the_notice_page_tells_versions_and_decisions(approving, disclosure):
    page = words(approving.get(at("notice", disclosure)))
    assert disclosure.reference in page and "can-bo" in page and "lanh-dao" in page
    other = clock.now() + dt.timedelta(days=400)
    with clock.moved_to(other):
        assert approving.get(at("notice", disclosure)).status_code == 200
