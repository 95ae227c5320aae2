"""Signing in through the real form, and everything that keeps one out."""

import pytest
from django.test import Client

from tests import make
from tests.admin.reading import summary, words

pytestmark = pytest.mark.django_db

FORM = "/quan-tri/dang-nhap/"
GOOD = {"login": "can-bo", "password": "mat-khau-thu-nghiem"}
WRONG = "Tên đăng nhập hoặc mật khẩu"


def test_an_official_signs_in_and_lands_where_they_wanted(official):
    client = Client()
    wanted = "/quan-tri/soan/socioeconomic-plan/"
    turned = client.get(wanted)
    assert turned.status_code == 302
    form = client.get(turned.url)
    assert "Đăng nhập" in words(form)
    answer = client.post(turned.url, {**GOOD, "next": wanted})
    assert answer.url == wanted
    assert client.get(wanted).status_code == 200


def test_signing_in_leads_to_the_work_list_and_out_only_by_a_form(official):
    client = Client()
    assert client.post(FORM, GOOD).url == "/quan-tri/"
    assert "can-bo" in words(client.get("/quan-tri/"))
    client.get("/quan-tri/thoat/")
    assert client.get("/quan-tri/").status_code == 200
    client.post("/quan-tri/thoat/")
    assert client.get("/quan-tri/").status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {**GOOD, "password": "sai-mat-khau"},
        {**GOOD, "login": "khong-co-ai"},
        {**GOOD, "login": "can-bo' OR '1'='1"},
        {**GOOD, "login": "CAN-BÔ"},
    ],
)
def test_a_wrong_name_or_password_is_refused_in_one_and_the_same_sentence(official, sent):
    client = Client()
    answer = client.post(FORM, sent)
    assert WRONG in summary(answer)
    assert sent["password"] not in words(answer)
    assert client.get("/quan-tri/").status_code == 302


@pytest.mark.parametrize(
    "sent", [{}, {"login": "can-bo"}, {"login": "a\x00b", "password": "x"}, {"login": "x" * 10_000}]
)
def test_a_form_filled_badly_lets_nobody_in(official, sent):
    client = Client()
    answer = client.post(FORM, sent)
    assert answer.status_code in {200, 400, 422}
    assert summary(answer) or answer.status_code == 400
    assert client.get("/quan-tri/").status_code == 302


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(official):
    client = Client()
    for _attempt in range(5):
        assert WRONG in summary(client.post(FORM, {**GOOD, "password": "sai-mat-khau"}))
    answer = client.post(FORM, GOOD)
    assert "Gõ sai quá nhiều lần." in summary(answer)
    assert client.get("/quan-tri/").status_code == 302


def test_a_network_that_tries_name_after_name_has_to_wait(official):
    client = Client()
    for number in range(10):
        client.post(FORM, {"login": f"ten-{number}", "password": "sai-mat-khau"})
    assert "Gõ sai quá nhiều lần." in summary(client.post(FORM, GOOD))
    assert client.get("/quan-tri/").status_code == 302


def test_a_closed_account_stays_out(official):
    official.is_active = False
    official.save(update_fields=["is_active"])
    client = Client()
    client.post(FORM, GOOD)
    assert client.get("/quan-tri/").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_to_no_other_site(official, target):
    answer = Client().post(FORM, {**GOOD, "next": target})
    assert answer.url == "/quan-tri/"


def test_a_resident_who_signs_in_finds_nothing_behind(client):
    make.user("nguoi-dan")
    client.post(FORM, {**GOOD, "login": "nguoi-dan"})
    assert client.get("/quan-tri/").status_code == 404


def test_nobody_makes_an_account_for_themselves(client):
    for path in ("dang-ky/", "signup/", "quen-mat-khau/", "password/reset/"):
        assert client.get(f"/quan-tri/{path}").status_code == 404
    answer = client.post(FORM, {"username": "a", "password1": "b", "password2": "b"})
    assert client.get("/quan-tri/").status_code == 302
    assert summary(answer)


def test_the_form_is_sent_with_its_token_or_not_at_all(official):
    client = Client(enforce_csrf_checks=True)
    assert client.post(FORM, GOOD).status_code == 403
    assert client.get("/quan-tri/").status_code == 302


def test_one_changes_ones_password_knowing_the_old_one(writing, official):
    url = "/quan-tri/doi-mat-khau/"
    new = {"password1": "mat-khau-moi-dai-2026", "password2": "mat-khau-moi-dai-2026"}
    assert summary(writing.post(url, {"oldpassword": "sai", **new}))
    assert summary(
        writing.post(url, {"oldpassword": GOOD["password"], "password1": "123", "password2": "123"})
    )
    assert writing.post(url, {"oldpassword": GOOD["password"], **new}).status_code == 302
    assert Client().post(FORM, {**GOOD, "password": new["password1"]}).url == "/quan-tri/"
