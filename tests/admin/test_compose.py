"""Writing a notice: each field wrong in turn, two people at one draft, checklist, submission."""

import unicodedata

import pytest
from django.urls import reverse

from disclosures.actions.edit_draft import edit_draft
from disclosures.models import Disclosure, Kind, LedgerEntry, Version
from disclosures.rules import clock
from tests import make
from tests.admin.reading import beside, summary, typed, words

pytestmark = pytest.mark.django_db

COMPOSE = "/quan-tri/soan/socioeconomic-plan/"
GOOD = {
    "period": "2026",
    "triggered_on": "2026-01-20",
    "title": "Kế hoạch kinh tế - xã hội năm 2026",
    "summary": "Xã dự định làm 12 km đường trong năm 2026.",
    "body": "Nội dung kế hoạch.\n\nĐoạn thứ hai.",
    "document_number": "15/KH-UBND",
    "document_date": "2026-01-20",
    "issuer": "UBND phường Ngã Năm",
    "signer": "Phó Chủ tịch UBND phường",
    "office": "Phòng Kinh tế",
    "places": ["noticeboard", "loudspeaker"],
    "legal_basis": "Luật 10/2022/QH15 Đ.11.1",
}
TEXTS = ("title", "summary", "document_number", "issuer", "signer", "office", "legal_basis")
ALL_TEXTS = (*TEXTS, "body")
DAYS = ("document_date", "triggered_on")


def draft_url(version, name="draft"):
    return reverse(f"admin:{name}", kwargs={"pk": version.pk})


def form_of(version, **changes):
    """The form of a draft as the page hands it out, with `changes` typed in."""
    return {**GOOD, "expected": version.modified_at.isoformat(), **changes}


def test_a_good_form_makes_one_draft_of_ones_own_commune(writing, unit):
    answer = writing.post(COMPOSE, GOOD)
    version = Version.objects.get()
    assert answer.status_code == 302
    assert answer.url == draft_url(version)
    assert version.disclosure.unit == unit
    assert (version.status, version.title) == ("draft", GOOD["title"])
    assert version.places == ["noticeboard", "loudspeaker"]
    assert "Đã lưu bản nháp." in words(writing.get(answer.url))
    assert not LedgerEntry.objects.filter(etype__startswith="disclosure.").exists()


def test_the_form_comes_with_what_the_kind_already_tells(writing, unit):
    answer = writing.get("/quan-tri/soan/budget-execution-period/", {"ky": "2026-M9"})
    page = words(answer)
    assert unit.full_name in typed(answer, "issuer")
    assert "9 tháng" in typed(answer, "title")
    assert '<option value="2026-M9" selected>' in page


@pytest.mark.parametrize("period", ["²²²²", "2026-M5", "0000", "<script>", "9" * 200])
def test_a_bent_period_in_the_address_is_passed_over(writing, period):
    answer = writing.get("/quan-tri/soan/budget-execution-period/", {"ky": period})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("kind", ["khong-co", "socioeconomic-plan-2", "a" * 300])
def test_a_kind_that_is_not_in_force_cannot_be_written(writing, kind):
    assert writing.get(f"/quan-tri/soan/{kind}/").status_code == 404
    assert writing.post(f"/quan-tri/soan/{kind}/", GOOD).status_code == 404


@pytest.mark.slow
def test_every_kind_in_force_has_its_form(writing):
    kinds = Kind.objects.valid_on(clock.today())
    assert kinds.count() >= 60
    for kind in kinds:
        answer = writing.get(reverse("admin:compose", kwargs={"kind": kind.code}))
        assert answer.status_code == 200, kind.code
        assert typed(answer, "title"), kind.code


def kept_beside(answer, field, sentence, value):
    """A refused form: 422, the sentence beside the field and on top, everything still typed."""
    assert answer.status_code == 422
    assert beside(answer, f"f-{field}") == sentence
    assert sentence in summary(answer)
    assert "Chưa gửi được, cần sửa 1 chỗ" in summary(answer)
    assert typed(answer, field).strip() == value.strip()
    for name, other in GOOD.items():
        if name not in {field, "places", "period"}:
            assert typed(answer, name) == other, name
    page = words(answer)
    assert '<option value="2026" selected>' in page
    for place in GOOD["places"]:
        assert f'value="{place}"' in page
    assert page.count(" checked") == 2
    assert "Lỗi:" in page.split("</title>")[0]
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("field", TEXTS)
def test_ten_thousand_characters_are_too_many(writing, field):
    value = "dài " * 2500
    answer = writing.post(COMPOSE, {**GOOD, field: value})
    kept_beside(answer, field, "Rút ngắn phần này.", value)


def test_the_text_itself_may_be_long_up_to_its_limit(writing):
    assert writing.post(COMPOSE, {**GOOD, "body": "chữ " * 2500}).status_code == 302
    answer = writing.post(COMPOSE, {**GOOD, "body": "chữ " * 12_501})
    assert answer.status_code == 422
    assert beside(answer, "f-body") == "Rút ngắn phần này."


@pytest.mark.parametrize("field", ALL_TEXTS)
def test_a_nul_character_is_named_in_words(writing, field):
    answer = writing.post(COMPOSE, {**GOOD, field: "trước\x00sau"})
    sentence = "Có ký tự không lưu được. Ông/bà gõ lại chữ thay vì dán."
    kept_beside(answer, field, sentence, "trước\x00sau")


@pytest.mark.parametrize("field", DAYS)
@pytest.mark.parametrize(
    "day",
    ["31/02/2026", "2026-13-01", "hôm qua", "01/05/1800", "1800-05-01", "9999-12-31", "٣/١/٢"],
)
def test_a_day_that_cannot_be_is_named_in_words(writing, field, day):
    answer = writing.post(COMPOSE, {**GOOD, field: day})
    kept_beside(answer, field, "Ghi ngày như 05/02/2026.", day)


@pytest.mark.parametrize("value", ["2019", "2026-M5", "x", "2026' OR 1=1--"])
def test_a_period_that_is_not_on_the_list_is_refused(writing, value):
    answer = writing.post(COMPOSE, {**GOOD, "period": value})
    assert answer.status_code == 422
    assert beside(answer, "f-period")
    assert typed(answer, "title") == GOOD["title"]
    assert not Disclosure.objects.exists()


def test_a_place_that_is_not_on_the_list_is_refused(writing):
    answer = writing.post(COMPOSE, {**GOOD, "places": ["noticeboard", "facebook"]})
    assert answer.status_code == 422
    assert "facebook" in summary(answer)
    assert not Disclosure.objects.exists()


def test_all_mistakes_are_named_at_once(writing):
    wrong = {"title": "x" * 301, "document_date": "hôm qua", "issuer": "a\x00b"}
    answer = writing.post(COMPOSE, {**GOOD, **wrong})
    assert answer.status_code == 422
    assert "cần sửa 3 chỗ" in summary(answer)
    assert all(beside(answer, f"f-{field}") for field in wrong)


@pytest.mark.parametrize("field", ALL_TEXTS)
@pytest.mark.parametrize(
    "value",
    [
        "😀🏳️‍🌈 Thông báo 👨‍👩‍👧",
        "<b>đậm</b><script>alert(1)</script>",
        "'; DROP TABLE disclosures_version; --",
        '"><img src=x onerror=alert(1)>',
        "{{ settings.SECRET_KEY }} {% load x %}",
        "=1+1",
    ],
)
def test_odd_but_harmless_words_are_kept_as_written_and_never_run(writing, field, value):
    answer = writing.post(COMPOSE, {**GOOD, field: value})
    assert answer.status_code == 302
    version = Version.objects.get()
    assert getattr(version, field) == value
    page = writing.get(answer.url)
    assert typed(page, field) == value
    preview = writing.get(draft_url(version, "preview"))
    for shown in (page, preview):
        assert "<script>alert" not in shown.content.decode()
        assert "<img src=x" not in shown.content.decode()


def test_letters_typed_apart_are_kept_as_one(writing):
    """macOS and some keyboards send NFD; the same words must be the same text."""
    apart = unicodedata.normalize("NFD", GOOD["title"])
    assert apart != GOOD["title"]
    writing.post(COMPOSE, {**GOOD, "title": apart})
    assert Version.objects.get().title == GOOD["title"]


def test_an_empty_form_is_a_draft_whose_checklist_names_everything_missing(writing):
    answer = writing.post(COMPOSE, dict.fromkeys(ALL_TEXTS, ""))
    assert answer.status_code == 302
    page = words(writing.get(answer.url))
    for sentence in (
        "Viết tiêu đề mà hàng xóm hiểu được.",
        "Ghi số, ký hiệu văn bản, như 219/TB-UBND.",
        "Ghi ngày ký văn bản.",
        "Ghi nơi ban hành văn bản.",
        "Ghi người ký văn bản.",
        "Chọn kỳ.",
    ):
        assert sentence in page
    refused = writing.post(draft_url(Version.objects.get(), "submit"))
    assert refused.status_code == 422
    assert "Chưa gửi duyệt: còn chỗ phải sửa." in summary(refused)
    assert "Ghi ngày ký văn bản." in summary(refused)
    assert Version.objects.get().status == "draft"


def test_a_draft_is_saved_and_shown_again_as_it_was_typed(writing, unit, official):
    version = make.draft(official, unit)
    changes = {"title": "Tiêu đề mới", "places": ["meeting"], "document_date": "05/02/2026"}
    answer = writing.post(draft_url(version), form_of(version, **changes))
    assert answer.status_code == 302
    page = writing.get(answer.url)
    assert typed(page, "title") == "Tiêu đề mới"
    assert typed(page, "document_date") == "2026-02-05"
    assert Version.objects.get(pk=version.pk).places == ["meeting"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "x" * 10_000), ("summary", "a\x00b"), ("document_date", "01/05/1800")],
)
def test_a_saved_draft_refuses_what_a_new_one_refuses(writing, unit, official, field, value):
    version = make.draft(official, unit)
    answer = writing.post(draft_url(version), form_of(version, **{field: value}))
    assert answer.status_code == 422
    assert beside(answer, f"f-{field}")
    assert typed(answer, field) == value
    assert Version.objects.get(pk=version.pk).modified_at == version.modified_at


def test_a_stale_form_keeps_ones_words_and_does_not_overwrite(writing, unit, official):
    version = make.draft(official, unit)
    seen = form_of(version, title="Bản của tôi")
    edit_draft(
        by=official,
        version=version,
        fields=make.fields(title="Bản của đồng nghiệp"),
        expected=version.modified_at,
    )
    answer = writing.post(draft_url(version), seen)
    assert answer.status_code == 409
    assert "Người khác vừa lưu bản nháp này." in summary(answer)
    assert typed(answer, "title") == "Bản của tôi"
    assert words(answer).count(" checked") == len(GOOD["places"])
    assert Version.objects.get(pk=version.pk).title == "Bản của đồng nghiệp"
    again = {**seen, "expected": typed(answer, "expected")}
    assert writing.post(draft_url(version), again).status_code == 302
    assert Version.objects.get(pk=version.pk).title == "Bản của tôi"


@pytest.mark.parametrize("expected", ["", "hôm qua", "2026-01-01T00:00:00", "\x00"])
def test_a_form_that_lost_its_stamp_never_fails_on_our_side(writing, unit, official, expected):
    version = make.draft(official, unit)
    answer = writing.post(draft_url(version), form_of(version, expected=expected))
    assert answer.status_code in {302, 409, 422}


def test_a_private_number_in_the_text_stops_the_submission_with_the_number_quoted(
    writing, unit, official
):
    version = make.draft(official, unit, body="Hỏi bà Tư, số 0912 345 678.")
    answer = writing.post(draft_url(version, "submit"))
    assert answer.status_code == 422
    assert "0912 345 678" in summary(answer)
    assert Version.objects.get(pk=version.pk).status == "draft"


def test_a_compulsory_table_stops_the_submission_by_name(writing, unit, official):
    version = make.draft(official, unit, kind_code="budget-execution-period", period="2026-M9")
    answer = writing.post(draft_url(version, "submit"))
    assert answer.status_code == 422
    assert "bx-can-doi" in words(answer)


def test_a_submitted_draft_leaves_the_writers_hands(writing, unit, official):
    version = make.draft(official, unit)
    answer = writing.post(draft_url(version, "submit"), follow=True)
    assert "Đã gửi duyệt. Bây giờ người khác phải duyệt." in words(answer)
    assert Version.objects.get(pk=version.pk).status == "submitted"
    assert writing.get(draft_url(version)).status_code == 302
    second = writing.post(draft_url(version, "submit"))
    assert second.status_code == 409
    assert "Chờ duyệt" in words(second)
    assert LedgerEntry.objects.filter(etype="disclosure.submitted").count() == 1


def test_a_form_of_a_draft_submitted_meanwhile_changes_nothing(writing, unit, official):
    version = make.draft(official, unit)
    seen = form_of(version, title="Đến muộn")
    writing.post(draft_url(version, "submit"))
    assert writing.post(draft_url(version), seen).status_code == 302
    assert Version.objects.get(pk=version.pk).title == make.fields().title


def test_the_preview_shows_the_page_without_making_it_public(writing, client, unit, official):
    version = make.budget_draft(official, unit)
    answer = writing.get(draft_url(version, "preview"))
    assert answer.status_code == 200
    assert version.title in words(answer)
    assert "()" not in words(answer)
    assert 'id="lich-su"' not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert version.title not in words(client.get(unit.get_absolute_url()))
    assert Version.objects.get(pk=version.pk).status == "draft"
