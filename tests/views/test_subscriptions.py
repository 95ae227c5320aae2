"""The pages of following: nothing by a mere visit, nothing in addresses, nothing told to others."""

import pytest
from django.core import mail

from disclosures.models import Follower, Letter, Subscription
from disclosures.rules.tokens import token
from tests import make

pytestmark = pytest.mark.django_db
ASK = {"email": "ba.sau@example.vn", "frequency": "daily"}


@pytest.fixture
def wish(unit):
    return make.follower(unit=unit)


def page(wish, name):
    whole = token("follower", wish.follower.seed)
    one = token("subscription", wish.seed)
    return {
        "manage": f"/theo-doi/{whole}/",
        "confirm": f"/theo-doi/{one}/xac-nhan/",
        "end": f"/theo-doi/{one}/huy/",
        "end_all": f"/theo-doi/{whole}/huy/",
    }[name]


def test_a_form_sent_from_a_commune_leads_to_the_mailbox(visitor, unit):
    form = visitor.get("/theo-doi/?xa=31732")
    assert "Phường Ngã Năm" in form.content.decode()
    assert form["Cache-Control"] == "private, no-store" or "no-store" in form["Cache-Control"]
    response = visitor.post("/theo-doi/?xa=31732", {**ASK, "ap": "Khóm Vĩnh Kiên"})
    assert (response.status_code, response["Location"]) == (302, "/theo-doi/da-gui/")
    found = Subscription.objects.get()
    assert (found.unit, found.village, found.confirmed_at) == (unit, "Khóm Vĩnh Kiên", None)
    assert Letter.objects.get().purpose == "confirm"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/theo-doi/?q=tien+dien", {"q": "tien dien"}),
        ("/theo-doi/?loai=ke-hoach", None),
        ("/theo-doi/?tinh=92", {"unit__address_code": "92"}),
    ],
)
def test_what_the_address_names_is_what_is_followed(visitor, unit, address, expected):
    response = visitor.post(address, ASK)
    if expected is None:
        assert response.status_code == 404
    else:
        assert Subscription.objects.filter(**expected).exists()


def test_one_notice_and_one_kind_can_be_followed(visitor, unit, official, approver):
    notice = make.published(make.draft(official, unit), official, approver)
    visitor.post(f"/theo-doi/?thong-bao={notice.reference}", ASK)
    visitor.post(f"/en/theo-doi/?loai={notice.kind.slug}", ASK)
    one, kind = Subscription.objects.order_by("id")
    assert one.disclosure == notice and kind.topics == [notice.kind_code]
    assert kind.follower.language == "vi"
    make.withdrawn(notice, approver)
    assert visitor.get(f"/theo-doi/?thong-bao={notice.reference}").status_code == 410
    for reference in ("31732-2026-9999", "x", "31732--", "31732-2026-\u0663"):
        assert visitor.get(f"/theo-doi/?thong-bao={reference}").status_code == 404


def test_wrong_input_is_named_with_what_to_mend_and_stores_nothing(visitor, unit):
    response = visitor.post("/theo-doi/?xa=31732", {"email": "ba sau", "frequency": "mai"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Ghi địa chỉ theo dạng ten@example.vn." in html
    assert visitor.post("/theo-doi/", ASK).status_code == 422
    assert visitor.get("/theo-doi/?xa=99999").status_code == 404
    assert not Follower.objects.exists()


def test_a_machine_in_the_trap_gets_the_same_answer_and_nothing_happens(visitor, unit):
    response = visitor.post("/theo-doi/?xa=31732", {**ASK, "website": "https://x.example"})
    assert response["Location"] == "/theo-doi/da-gui/"
    assert not Follower.objects.exists()


def test_a_network_that_asks_too_often_is_told_to_wait(visitor, unit):
    for number in range(10):
        visitor.post("/theo-doi/?xa=31732", {**ASK, "email": f"a{number}@example.vn"})
    response = visitor.post("/theo-doi/?xa=31732", ASK)
    assert response.status_code == 429 and response["Retry-After"] == "3600"
    assert Follower.objects.count() == 10


def test_only_the_button_confirms(visitor, unit):
    wish = make.subscribe(
        by=None,
        email="a@example.vn",
        selection=make.Selection(unit=unit),
        frequency="now",
        language="vi",
    )
    path = page(wish, "confirm")
    assert visitor.get(path).status_code == 200
    wish.refresh_from_db()
    assert wish.confirmed_at is None
    assert visitor.post(path)["Location"] == path
    wish.refresh_from_db()
    assert wish.confirmed_at is not None
    assert "Đã xác nhận" in visitor.get(path).content.decode()


def test_one_click_needs_no_cookie_and_answers_without_a_redirect(visitor, wish):
    strict = type(visitor)(enforce_csrf_checks=True)
    path = page(wish, "end")
    assert strict.get(path).status_code == 200 and Subscription.objects.exists()
    for _again in range(2):
        response = strict.post(path, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
    assert not Follower.objects.exists()


def test_forms_behind_a_token_take_what_browsers_send_under_no_referrer(visitor, wish):
    strict = type(visitor)(enforce_csrf_checks=True, headers={"Origin": "null"})
    assert strict.post(page(wish, "confirm")).status_code == 302
    values = {"subscription": wish.pk, "frequency": "weekly"}
    assert strict.post(page(wish, "manage"), values).status_code == 302
    received = make.comment(wish.unit)
    path = f"/y-kien/{received.receipt_code.lower()}/"
    assert strict.post(path).status_code == 302
    received.comment.refresh_from_db()
    assert received.comment.status == "taken_back"
    assert strict.post("/theo-doi/?xa=31732", ASK).status_code == 403


def test_ones_own_page_changes_and_ends_one_thing_or_all(visitor, wish, unit):
    make.follower(q="tien dien")
    html = visitor.get(page(wish, "manage")).content.decode()
    assert "b•••@example.vn" in html and "ba.sau" not in html
    visitor.post(page(wish, "manage"), {"subscription": wish.pk, "frequency": "weekly"})
    wish.refresh_from_db()
    assert wish.frequency == "weekly"
    bad = visitor.post(page(wish, "manage"), {"subscription": wish.pk, "frequency": "x"})
    assert bad.status_code == 422
    visitor.post(page(wish, "manage"), {"subscription": wish.pk, "end": "1"})
    assert Subscription.objects.get().q == "tien dien"
    visitor.post(page(wish, "end_all"))
    assert not Follower.objects.exists()
    assert visitor.get(page(wish, "manage")).status_code == 404


def test_nobody_changes_what_another_follows(visitor, wish, unit):
    other = make.follower("khac@example.vn", unit=unit)
    for values in ({"frequency": "weekly"}, {"end": "1"}):
        response = visitor.post(page(other, "manage"), {"subscription": wish.pk, **values})
        assert response.status_code == 404
    wish.refresh_from_db()
    assert wish.frequency == "now"


def test_pages_with_a_token_in_their_address_tell_no_other_site(visitor, wish):
    for name in ("manage", "confirm", "end"):
        response = visitor.get(page(wish, name))
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]


def test_tokens_are_not_tried_out_for_ever(visitor, unit):
    for number in range(240):
        visitor.head(f"/theo-doi/{number}/huy/")
    assert visitor.get("/theo-doi/x/huy/").status_code == 429


def test_the_links_to_follow_stand_where_the_reader_is(visitor, unit, official, approver):
    notice = make.published(make.draft(official, unit), official, approver)
    home = visitor.get("/xa/31732-phuong-nga-nam/").content.decode()
    assert 'href="/theo-doi/?xa=31732"' in home
    page_ = visitor.get(notice.get_absolute_url()).content.decode()
    assert f'href="/theo-doi/?thong-bao={notice.reference}"' in page_
    found = visitor.get("/tim/?q=ke+hoach&trang=x").content.decode()
    assert 'href="/theo-doi/?q=ke+hoach"' in found
    listed = visitor.get("/xa/31732-phuong-nga-nam/cong-khai/").content.decode()
    assert 'href="/theo-doi/?xa=31732"' in listed
    kind = visitor.get(notice.kind.get_absolute_url()).content.decode()
    assert f'href="/theo-doi/?loai={notice.kind.slug}"' in kind


def test_without_a_mail_server_the_page_says_so(visitor, unit, settings):
    settings.MAILERS = {}
    html = visitor.get("/theo-doi/?xa=31732").content.decode()
    assert "chưa gửi thư điện tử" in html and "<form method" not in html
    assert mail.outbox == []
