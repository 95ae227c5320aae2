"""What nobody may see appears nowhere: drafts, schedules, withdrawn notices, private words."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from django.utils import translation

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.approve_disclosure import approve_disclosure
from disclosures.actions.attach_file import attach_file
from disclosures.actions.close_comment import close_comment
from disclosures.actions.edit_draft import edit_draft
from disclosures.actions.hide_comment import hide_comment
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.publish_comment_masked import publish_comment_masked
from disclosures.actions.publish_disclosure import publish_disclosure
from disclosures.actions.reject_comment import reject_comment
from disclosures.actions.return_disclosure import return_disclosure
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.actions.take_back_comment import take_back_comment
from disclosures.actions.withdraw_disclosure import withdraw_disclosure
from disclosures.attachments.inspect import inspect
from disclosures.management.commands.make_exports import make_exports
from disclosures.models import Disclosure
from disclosures.queries.printed_code import verification_code
from disclosures.rules import clock
from disclosures.vocabulary import WithdrawalReason
from tests import make
from tests.admin import uploads
from tests.ledger import bags

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SECRET = "Xuyênmây"
SECRET_TEXTS = {
    "title": f"Kế hoạch kinh tế - xã hội {SECRET}",
    "summary": f"Tóm tắt {SECRET} về đường làng.",
    "body": f"Nội dung {SECRET}.\n\nĐoạn thứ hai.",
    "document_number": "77/KH-XM",
    "signer": f"Người ký {SECRET}",
    "office": f"Phòng {SECRET}",
    "issuer": f"UBND {SECRET}",
    "legal_basis": f"Căn cứ {SECRET}",
}
LANGUAGES = ("", "/en", "/km")


@pytest.fixture(autouse=True)
def _in_vietnamese():
    with translation.override("vi"):
        yield


def faces_of_unit(unit):
    """Everything that shows notices or comments of one commune, or of all."""
    home = unit.get_absolute_url()
    searches = ("", "?q=ke+hoach", "?q=duong+lang", "?q=xuyen", "?q=phong", "?xep=sap-het-han")
    return [
        "/",
        *(f"/tim/{query}" for query in searches),
        "/tim/?xa=31732&q=noi+dung",
        "/tim/?tinh=92",
        "/tim-xa/?q=nga+nam",
        *(f"/tim/goi-y/?q={words}" for words in ("ke+hoach", "duong+lang", "xuyen", "phong")),
        home,
        *(f"{home}cong-khai/{query}" for query in searches),
        *(f"{home}cong-khai/?tinh-trang={state}" for state in ("gop-y", "da-go", "da-thay")),
        f"{home}tien-do/",
        f"{home}hoi-dap/",
        f"{home}hoi-dap/gui/",
        f"{home}nhat-ky-kiem-duyet/",
        unit.parent.get_absolute_url(),
        "/loai/",
        f"/loai/{make.kind().slug}/",
        "/giam-sat/",
        "/giam-sat/?xa=31732",
        "/kiem-chung/?ma=8F3K-Q2ZN-7M4T",
    ]


def faces_below(url, tables=0, versions=1):
    """Everything below one notice."""
    pages = ["", "lich-su/", "y-kien/", "y-kien/gui/"]
    for n in range(1, tables + 1):
        pages += [f"bang/{n}/", f"bang/{n}/?xem=bang", f"bang/{n}/?xem=vua"]
        pages += [f"bang/{n}.{suffix}" for suffix in ("csv", "xlsx", "json")]
    for v in range(1, versions + 1):
        pages += [f"ban/{v}/", f"so-sanh/1..{v}/", f"so-sanh/{v}..1/"]
    return [url + page for page in pages]


def text_of(response):
    """All that a reader receives, workbooks and archives unpacked."""
    content = b"".join(response) if response.streaming else response.content
    return bags.words_in(io.BytesIO(content)) if content[:2] == b"PK" else content.decode()


def export_of(visitor, unit):
    """The whole text of a public bag, as anybody gets it: asked for, made, downloaded."""
    asked = visitor.post("/giam-sat/xuat/", {"xa": unit.address_code, "ban": "public"})
    bags.seal_if_told(unit)
    make_exports()
    page = visitor.get(asked["Location"]).content.decode()
    found = re.search(r'href="(/giam-sat/xuat/[^"]+\.zip)"', page)
    return page + (text_of(visitor.get(found[1])) if found else "")


def everything(visitor, unit, below=()):
    """(address, status, text) of every face, as a page and as the fragment htmx asks for."""
    for path in [*faces_of_unit(unit), *below]:
        for prefix in LANGUAGES if path in (*below[:1], "/tim/?q=ke+hoach") else ("",):
            response = visitor.get(prefix + path)
            assert response.status_code in {200, 404, 410, 422}, path
            yield prefix + path, response.status_code, text_of(response)
        for target in ("search-results", "finder-results"):
            headers = {"HX-Request": "true", "HX-Target": target}
            response = visitor.get(path, headers=headers)
            yield path, response.status_code, text_of(response)
    yield "the archive", 200, export_of(visitor, unit)


def assert_hidden(visitor, unit, *words, below=()):
    for path, _status, text in everything(visitor, unit, below):
        for word in words:
            assert word not in text, f"{word} in {path}"


def secret_draft(official, unit):
    return make.draft(official, unit, **SECRET_TEXTS)


def as_draft(official, approver, version):
    return version


def as_submitted(official, approver, version):
    return submit_disclosure(by=official, version=version)


def as_returned(official, approver, version):
    submit_disclosure(by=official, version=version)
    return return_disclosure(by=approver, version=version, note=f"Thiếu {SECRET}.")


def as_approved(official, approver, version):
    return make.approved(version, official, approver)


def as_scheduled(official, approver, version):
    make.approved(version, official, approver)
    later = clock.now() + dt.timedelta(hours=2)
    schedule_disclosure(by=approver, version=version, publish_at=later)
    return version


UNPUBLISHED = {
    "draft": as_draft,
    "submitted": as_submitted,
    "returned": as_returned,
    "approved": as_approved,
    "scheduled": as_scheduled,
}


@pytest.mark.parametrize("state", UNPUBLISHED)
def test_a_notice_that_is_not_published_appears_nowhere(visitor, unit, official, approver, state):
    UNPUBLISHED[state](official, approver, secret_draft(official, unit))
    hidden = Disclosure.objects.get()
    url = hidden.get_absolute_url()
    below = faces_below(url, tables=1) if url else []
    assert bool(url) == (state == "scheduled")
    assert_hidden(visitor, unit, SECRET, "77/KH-XM", str(hidden.pk), below=below)
    for path in below:
        assert visitor.get(path).status_code == 404, path
    if hidden.short_code:
        assert visitor.get(f"/t/{hidden.short_code}").status_code == 404
    assert "Chưa có thông báo nào" in text_of(visitor.get(unit.get_absolute_url()))


@pytest.mark.parametrize("state", UNPUBLISHED)
def test_an_amendment_that_is_not_published_appears_nowhere(
    visitor, unit, official, approver, state
):
    disclosure = make.published(make.draft(official, unit), official, approver)
    draft = amend_disclosure(by=official, disclosure=disclosure, reason=f"Sửa {SECRET}.")
    changed = make.fields(**SECRET_TEXTS, change_reason=f"Sửa {SECRET}.")
    edit_draft(by=official, version=draft, fields=changed, expected=draft.modified_at)
    draft.refresh_from_db()
    UNPUBLISHED[state](official, approver, draft)
    url = disclosure.get_absolute_url()
    below = faces_below(url, versions=2)
    assert_hidden(visitor, unit, SECRET, "77/KH-XM", below=below)
    assert visitor.get(url).status_code == 200
    for page in ("ban/2/", "so-sanh/1..2/", "so-sanh/2..2/", "so-sanh/2..1/"):
        assert visitor.get(url + page).status_code == 404, page


def test_no_comment_can_be_sent_to_what_is_not_published(visitor, unit, official, approver):
    as_scheduled(official, approver, secret_draft(official, unit))
    hidden = Disclosure.objects.get()
    response = visitor.post(f"{hidden.get_absolute_url()}y-kien/gui/", {"body": "Tôi hỏi."})
    assert response.status_code == 404
    assert not hidden.comments.exists()


def test_a_scheduled_notice_appears_in_its_very_moment_without_a_worker(
    visitor, unit, official, approver
):
    version = make.approved(make.draft(official, unit), official, approver)
    moment = clock.now() + dt.timedelta(hours=2)
    disclosure = schedule_disclosure(by=approver, version=version, publish_at=moment)
    url = disclosure.get_absolute_url()
    title = version.title
    lists = (unit.get_absolute_url(), f"{unit.get_absolute_url()}cong-khai/", "/", "/tim/")
    lists += ("/tim/?q=kinh+te+xa+hoi", f"/loai/{disclosure.kind.slug}/")
    with clock.moved_to(moment - dt.timedelta(microseconds=1)):
        assert visitor.get(url).status_code == 404
        assert visitor.get(f"/t/{disclosure.short_code}").status_code == 404
        assert not any(title in text_of(visitor.get(path)) for path in lists)
    with clock.moved_to(moment):
        for path in faces_below(url):
            assert visitor.get(path).status_code == 200, path
        assert visitor.get(f"/t/{disclosure.short_code}").url == url
        for path in lists:  # what was searched for is marked in the title
            assert title in re.sub("</?mark>", "", text_of(visitor.get(path))), path
    assert Disclosure.objects.get().status == "scheduled"


def test_a_reader_who_asks_again_learns_at_once_that_the_moment_has_come(
    visitor, unit, official, approver
):
    version = make.approved(make.draft(official, unit), official, approver)
    moment = clock.now() + dt.timedelta(hours=2)
    schedule_disclosure(by=approver, version=version, publish_at=moment)
    for path in ("/", f"{unit.get_absolute_url()}cong-khai/"):
        with clock.moved_to(moment - dt.timedelta(seconds=1)):
            tag = visitor.get(path)["ETag"]
            assert visitor.get(path, headers={"If-None-Match": tag}).status_code == 304
        with clock.moved_to(moment):
            response = visitor.get(path, headers={"If-None-Match": tag})
            assert response.status_code == 200
            assert version.title in text_of(response)


def test_the_worker_changes_nothing_that_readers_saw_before_it(visitor, unit, official, approver):
    version = make.approved(make.draft(official, unit), official, approver)
    moment = clock.now() + dt.timedelta(hours=2)
    disclosure = schedule_disclosure(by=approver, version=version, publish_at=moment)
    url = disclosure.get_absolute_url()
    with clock.moved_to(moment + dt.timedelta(minutes=3)):
        before = visitor.get(url)
        publish_disclosure(by=approver, version=version)
        after = visitor.get(url)
    assert before.status_code == after.status_code == 200
    assert after.context["page"].version.pk == before.context["page"].version.pk
    assert after.context["page"].disclosure.get_absolute_url() == url


COMMENT_WORDS = "Lờinói Kínđáo"


def as_pending(unit, moderator, comment, code):
    return comment


def as_rejected(unit, moderator, comment, code):
    return reject_comment(by=moderator, comment=comment, rule="1", note=f"Vì {SECRET}.")


def as_taken_back(unit, moderator, comment, code):
    return take_back_comment(by=None, comment=comment, receipt_code=code)


def as_hidden(unit, moderator, comment, code):
    publish_comment(by=moderator, comment=comment)
    return hide_comment(by=moderator, comment=comment, rule="1", note=f"Vì {SECRET}.")


UNSHOWN = {
    "pending": as_pending,
    "rejected": as_rejected,
    "taken back": as_taken_back,
    "hidden": as_hidden,
}


@pytest.mark.parametrize("state", UNSHOWN)
@pytest.mark.parametrize("place", ["notice", "commune"])
def test_a_comment_that_is_not_shown_appears_nowhere(
    visitor, unit, official, approver, moderator, state, place
):
    disclosure = make.published(make.draft(official, unit), official, approver)
    received = make.comment(
        unit,
        disclosure if place == "notice" else None,
        body=f"{COMMENT_WORDS} về đường.",
        name="Bà Sơn Thị Kínđáo",
        email="kin.dao@example.vn",
        village="Khóm Vĩnh Hòa",
    )
    UNSHOWN[state](unit, moderator, received.comment, received.receipt_code)
    secrets = (COMMENT_WORDS, "Kínđáo", "kin.dao", SECRET, received.comment.receipt_hash)
    below = faces_below(disclosure.get_absolute_url())
    assert_hidden(visitor, unit, *secrets, received.receipt_code, below=below)


def test_a_private_comment_appears_nowhere_whatever_becomes_of_it(
    visitor, unit, official, approver, moderator
):
    disclosure = make.published(make.household_draft(official, unit), official, approver)
    for index, then in enumerate(("waits", "answered", "closed", "rejected")):
        received = make.comment(
            unit,
            disclosure,
            body=f"{COMMENT_WORDS} số {index}",
            visibility="private",
            row_key="Thạch Thị Sa R•••",
        )
        if then == "answered":
            answer_comment(
                by=official, comment=received.comment, office="VP", body=f"Trả lời {SECRET}"
            )
        elif then == "closed":
            close_comment(by=moderator, comment=received.comment, note=f"Xong {SECRET}")
        elif then == "rejected":
            reject_comment(by=moderator, comment=received.comment, rule="1", note=SECRET)
    below = faces_below(disclosure.get_absolute_url(), tables=1)
    assert_hidden(visitor, unit, COMMENT_WORDS, SECRET, below=below)


def test_covered_words_and_withheld_names_appear_nowhere(
    visitor, unit, official, approver, moderator
):
    disclosure = make.published(make.draft(official, unit), official, approver)
    body = f"Ông {SECRET} ở cạnh nhà tôi nói vậy."
    masked = make.comment(unit, disclosure, body=body, visibility="unnamed", name="Ông Kínđáo")
    at = body.index(SECRET)
    publish_comment_masked(by=moderator, comment=masked.comment, spans=[(at, at + len(SECRET))])
    below = faces_below(disclosure.get_absolute_url())
    assert_hidden(visitor, unit, SECRET, "Kínđáo", below=below)
    page = text_of(visitor.get(disclosure.get_absolute_url()))
    assert "[đã che] ở cạnh nhà tôi" in page


def test_a_hidden_comment_leaves_its_number_its_rule_and_its_answer(
    visitor, unit, official, approver, moderator
):
    disclosure = make.published(make.draft(official, unit), official, approver)
    received = make.comment(unit, disclosure, body="Lời thô tục.")
    publish_comment(by=moderator, comment=received.comment)
    answer_comment(by=official, comment=received.comment, office="VP", body="Xã đã trả lời ở đây.")
    hide_comment(by=moderator, comment=received.comment, rule="2")
    page = text_of(visitor.get(disclosure.get_absolute_url()))
    assert f'id="yk-{received.comment.number}"' in page
    assert "#quy-tac-2" in page
    assert "Xã đã trả lời ở đây." in page
    assert "Lời thô tục" not in page


@pytest.fixture
def withdrawn(unit, official, approver, moderator):
    """A notice with texts, table, file and an answered comment, taken down for private data."""
    version = make.budget_draft(official, unit, **SECRET_TEXTS)
    content = uploads.pdf()
    attach_file(
        by=official,
        version=version,
        role="signed",
        title=f"Bản ký {SECRET}",
        inspected=inspect(content),
    )
    disclosure = make.published(version, official, approver)
    received = make.comment(unit, disclosure, body=f"{COMMENT_WORDS} về số thu.")
    publish_comment(by=moderator, comment=received.comment)
    answer_comment(by=official, comment=received.comment, office="VP", body=f"Đáp {SECRET}.")
    withdraw_disclosure(
        by=approver,
        disclosure=disclosure,
        reason_code="private_data",
        note="Tệp có số điện thoại của dân.",
    )
    disclosure = Disclosure.objects.get(pk=disclosure.pk)
    disclosure.receipt_code = received.receipt_code
    return disclosure


FIGURES = ("14.903", "13.217", "TỔNG THU NGÂN SÁCH", "Chi đầu tư phát triển")


def below_withdrawn(withdrawn):
    url = withdrawn.get_absolute_url()
    file = withdrawn.current_version.attachments.get()
    return [
        *faces_below(url, tables=2),
        f"{url}tep/1/{file.filename}",
        f"{url}ban/1/tep/1/{file.filename}",
    ]


def test_a_withdrawn_notice_is_gone_from_everywhere(visitor, unit, withdrawn):
    below = below_withdrawn(withdrawn)
    secrets = (SECRET, "77/KH-XM", COMMENT_WORDS, *FIGURES)
    for path, status, text in everything(visitor, unit, below):
        for word in secrets:
            # The guide to its kind, the duties and the archive's ledger still name the kind.
            assert word not in text or (word in FIGURES and "/loai/" in path), f"{word} in {path}"
        if withdrawn.get_absolute_url() in path:
            assert status == 410, path


def test_a_withdrawn_notice_leaves_a_tombstone_in_each_language(visitor, withdrawn):
    url = withdrawn.get_absolute_url()
    for prefix, words in (("", "gỡ ngày"), ("/en", "was withdrawn on"), ("/km", "បានដកចេញនៅថ្ងៃទី")):
        response = visitor.get(prefix + url)
        html = text_of(response)
        assert response.status_code == 410
        assert response["Cache-Control"] == "no-store"
        assert 'content="noindex"' in html
        assert "Tệp có số điện thoại của dân." in html
        assert withdrawn.reference in html
        assert withdrawn.kind.title_vi in html or prefix
        assert words in html
        assert f"{prefix}/xa/31732-phuong-nga-nam/cong-khai/" in html


def test_a_withdrawn_notice_answers_410_to_programs_and_fragments(visitor, withdrawn):
    url = withdrawn.get_absolute_url()
    for headers in ({"Accept": "application/json"}, {"HX-Request": "true"}):
        response = visitor.get(url, headers=headers)
        assert response.status_code == 410
        assert SECRET not in text_of(response)
    assert visitor.head(url).status_code == 410
    assert visitor.post(f"{url}y-kien/gui/", {"body": "Tôi hỏi."}).status_code == 410


def test_the_list_shows_a_withdrawn_notice_by_its_kind_alone(visitor, unit, withdrawn):
    listed = text_of(visitor.get(f"{unit.get_absolute_url()}cong-khai/"))
    assert withdrawn.get_absolute_url() in listed
    assert withdrawn.kind.title_vi in listed
    assert 'class="tag gone"' in listed
    for path in (unit.get_absolute_url(), "/", "/tim/?q=ngan+sach"):
        assert withdrawn.get_absolute_url() not in text_of(visitor.get(path)), path
    assert "Thông báo này đã gỡ ngày" in listed and "Tệp có số điện thoại của dân." in listed
    assert f"Lý do: {WithdrawalReason(withdrawn.withdrawal_reason).label}" in listed
    khmer = text_of(visitor.get(f"/km{unit.get_absolute_url()}cong-khai/"))
    assert "ត្រូវបានដកចេញនៅថ្ងៃ" in khmer


def test_the_short_link_and_the_paper_code_lead_to_the_tombstone(visitor, withdrawn):
    assert visitor.get(f"/t/{withdrawn.short_code}", follow=True).status_code == 410
    from_paper = visitor.get(
        reverse("verify"), {"ma": verification_code(withdrawn, withdrawn.current_version)}
    )
    html = text_of(from_paper)
    assert from_paper.status_code == 200
    assert withdrawn.get_absolute_url() in html
    assert SECRET not in html


def test_the_author_of_a_comment_still_reads_it_after_the_notice_was_withdrawn(visitor, withdrawn):
    response = visitor.get(f"/y-kien/{withdrawn.receipt_code.lower()}/")
    html = text_of(response)
    assert response.status_code == 200
    assert COMMENT_WORDS in html
    for secret in ("77/KH-XM", SECRET_TEXTS["title"], SECRET_TEXTS["summary"]):
        assert secret not in html


def test_a_reader_with_the_page_in_the_cache_learns_of_the_withdrawal(
    visitor, unit, official, approver
):
    disclosure = make.published(make.draft(official, unit), official, approver)
    url = disclosure.get_absolute_url()
    tag = visitor.get(url)["ETag"]
    withdraw_disclosure(
        by=approver, disclosure=disclosure, reason_code="private_data", note="Lộ số điện thoại."
    )
    assert visitor.get(url, headers={"If-None-Match": tag}).status_code == 410


def test_an_approval_alone_shows_nothing(visitor, unit, official, approver):
    version = secret_draft(official, unit)
    submit_disclosure(by=official, version=version)
    approve_disclosure(by=approver, version=version)
    assert visitor.get(f"{unit.get_absolute_url()}cong-khai/").context["listing"].count == 0
