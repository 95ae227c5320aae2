"""The page behind a receipt code: changing what was sent, and asking for another decision."""

import pytest
from django.test import Client

from disclosures.actions.ask_revision import ask_revision
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.reject_comment import reject_comment
from disclosures.forms import comment as comment_form
from disclosures.models import Appeal, Comment
from tests import make
from tests.admin.reading import beside, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(unit):
    return make.comment(unit, body="Bao giờ làm xong đường?", name="Bà Sáu")


@pytest.fixture
def strict():
    """A browser under `no-referrer`: no cookie, and an origin that says nothing."""
    return Client(enforce_csrf_checks=True, headers={"Origin": "null"})


def page(received, below=""):
    return f"/y-kien/{received.receipt_code.lower()}/{below}"


def filled(visitor, received, monkeypatch, **changes):
    """The form as a person would send it back, after more than three seconds."""
    monkeypatch.setattr(comment_form, "TOO_FAST", 0)
    shown = visitor.get(page(received, "sua/"))
    values = {name: typed(shown, name) for name in ("body", "name", "token")}
    return {**values, "visibility": "public", "village": "", "email": "", **changes}


def test_the_form_holds_what_was_sent(visitor, received):
    shown = visitor.get(page(received, "sua/"))
    assert typed(shown, "body") == "Bao giờ làm xong đường?"
    assert typed(shown, "name") == "Bà Sáu"
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "no-store" in shown["Cache-Control"]


def test_a_changed_comment_leads_to_a_code_of_its_own(visitor, strict, received, monkeypatch):
    sent = filled(visitor, received, monkeypatch, body="Bao giờ làm xong đường Vĩnh Kiên?")
    answer = strict.post(page(received, "sua/"), sent)
    assert answer.status_code == 302
    assert answer.url != page(received)
    again = strict.post(page(received, "sua/"), sent)  # a second click
    assert again.url in {answer.url, page(received)}
    assert Comment.objects.count() == 2
    new = words(visitor.get(answer.url))
    assert "Bao giờ làm xong đường Vĩnh Kiên?" in new
    assert "Người gửi đã rút" in words(visitor.get(page(received))) or (
        Comment.objects.get(pk=received.comment.pk).status == "taken_back"
    )


def test_a_change_with_a_telephone_number_is_refused_and_nothing_is_lost(
    visitor, strict, received, monkeypatch
):
    sent = filled(visitor, received, monkeypatch, body="Gọi 0912 345 678 cho tôi.")
    answer = strict.post(page(received, "sua/"), sent)
    assert answer.status_code == 422
    assert "0912 345 678" in beside(answer, "f-body")
    assert typed(answer, "body") == "Gọi 0912 345 678 cho tôi."
    assert Comment.objects.get().status == "pending"


def test_what_was_decided_on_is_not_changed_any_more(visitor, moderator, received, monkeypatch):
    sent = filled(visitor, received, monkeypatch)
    publish_comment(by=moderator, comment=received.comment)
    assert visitor.get(page(received, "sua/")).url == page(received)
    assert visitor.post(page(received, "sua/"), sent).url == page(received)
    assert Comment.objects.count() == 1


def test_a_wrong_code_opens_no_form(visitor):
    assert visitor.get("/y-kien/0000-0000-0000-0000/sua/").status_code == 404


def test_a_private_comment_on_a_row_stays_private(visitor, unit, monkeypatch):
    received = make.comment(unit, visibility="private", row_key="5")
    shown = words(visitor.get(page(received, "sua/")))
    assert 'value="private"' in shown
    assert 'value="public"' not in shown


def test_a_moderators_request_stands_on_the_page_with_the_way_to_follow_it(
    visitor, moderator, received
):
    ask_revision(by=moderator, comment=received.comment, reason="unclear")
    shown = words(visitor.get(page(received)))
    assert "Người kiểm duyệt nhờ ông/bà sửa lại" in shown
    assert "Nói rõ hơn điều ông/bà hỏi: việc gì, ở đâu, khi nào." in shown
    assert f'href="{page(received, "sua/")}"' in shown


def test_an_author_asks_with_one_button_for_another_moderators_decision(
    visitor, strict, moderator, received
):
    assert "Đề nghị người kiểm duyệt khác xem lại" not in words(visitor.get(page(received)))
    reject_comment(by=moderator, comment=received.comment, rule="2", note="Gửi lặp.")
    refused = words(visitor.get(page(received)))
    assert "Gửi lặp." in refused
    assert "Đề nghị người kiểm duyệt khác xem lại" in refused
    assert strict.post(page(received), {"verb": "appeal"}).status_code == 302
    assert Appeal.objects.get().comment == received.comment
    asked = words(visitor.get(page(received)))
    assert "Người kiểm duyệt khác đang xem lại." in asked
    assert strict.post(page(received), {"verb": "appeal"}).status_code == 409


def test_a_published_comment_has_nothing_to_ask_again(visitor, moderator, received):
    publish_comment(by=moderator, comment=received.comment)
    shown = words(visitor.get(page(received)))
    assert "Đề nghị người kiểm duyệt khác xem lại" not in shown
    assert visitor.post(page(received), {"verb": "appeal"}).status_code == 409
