"""What a reader sees when something is refused or broken."""

import base64
import datetime as dt
import hashlib
import re

import pytest
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from disclosures import errors
from disclosures.access import public
from disclosures.queries.disclosure_page import Tombstone
from portal.middleware import RefusalMiddleware
from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401
from portal.urls import urlpatterns as site_patterns

TOMBSTONE = Tombstone(
    kind_title="Danh sách hộ nghèo",
    kind_lang="vi",
    unit_name="Phường Ngã Năm",
    reference="31732-2026-0001",
    reason="It showed private data.",
    note="Tệp đính kèm có số căn cước.",
    role="approver",
    withdrawn_at=dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC),
    published_at=None,
    list_url="/xa/31732-phuong-nga-nam/cong-khai/",
)


@public
def broken_view(request):
    raise RuntimeError("a fault of ours")


urlpatterns = [path("hong/", broken_view), *site_patterns]

pytestmark = pytest.mark.django_db


def refused(refusal):
    request = RequestFactory().get("/x/")
    with translation.override("en"):
        return RefusalMiddleware(lambda _request: None).process_exception(request, refusal)


@pytest.mark.urls(__name__)
def test_a_fault_of_ours_answers_with_a_page_that_needs_nothing():
    response = Client(raise_request_exception=False).get("/hong/")
    html = response.content.decode()
    assert response.status_code == 500
    assert len(response.content) < 4096
    assert "chưa được ghi lại" in html
    assert "a fault of ours" not in html
    assert "/static/" not in html


@pytest.mark.urls(__name__)
def test_the_style_of_that_page_is_allowed_by_its_hash_alone():
    response = Client(raise_request_exception=False).get("/hong/")
    style = re.search(r"<style>(.*?)</style>", response.content.decode(), re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = response["Content-Security-Policy"]
    assert f"'sha256-{digest}'" in policy
    assert "unsafe-inline" not in policy


def test_no_other_page_allows_inline_style(visitor):
    policy = visitor.get("/gioi-thieu/")["Content-Security-Policy"]
    assert "sha256" not in policy
    assert "unsafe-inline" not in policy


def test_a_missing_page_offers_ways_out(visitor):
    response = visitor.get("/en/khong-co/")
    html = response.content.decode()
    assert response.status_code == 404
    assert 'action="/en/tim-xa/"' in html
    assert 'href="/en/kiem-chung/"' in html
    assert 'content="noindex"' in html


@pytest.mark.parametrize(
    ("refusal", "status", "heading"),
    [
        (errors.WrongState("Already decided."), 409, "Somebody was faster"),
        (errors.Stale("Changed meanwhile."), 409, "Somebody was faster"),
        (errors.Invalid("Two fields.", problems={"title": "Write a title."}), 422, "Not sent yet"),
        (errors.TooMany("Too many.", retry_after=90), 429, "Too often in a short time"),
    ],
)
def test_a_refusal_says_what_to_do_next(refusal, status, heading):
    response = refused(refusal)
    html = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in html
    assert str(refusal.message) in html
    if status == 422:
        assert "<li>Write a title.</li>" in html
    if status == 429:
        assert response["Retry-After"] == "90"


def test_what_one_may_see_but_not_do_is_refused_with_its_reason():
    response = refused(errors.NotAllowed("You wrote it yourself.", may_see=True))
    assert response.status_code == 403
    assert "You wrote it yourself." in response.content.decode()


def test_a_withdrawn_notice_leaves_its_reason_and_role():
    response = refused(errors.Gone(tombstone=TOMBSTONE))
    html = response.content.decode()
    assert response.status_code == 410
    for left in ("Danh sách hộ nghèo", "24/11/2026", "It showed private data.", "approver"):
        assert left in html
    assert "first published on" not in html
    assert 'content="noindex"' in html


def test_what_was_refused_is_escaped():
    html = refused(errors.Invalid("<script>x</script>")).content.decode()
    assert "<script>x" not in html
