"""The second factor of staff: set up, asked for, lost, and demanded of everybody."""

import base64
import io
import re
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from portal.accounts import one_time, second_factor
from portal.accounts.models import RecoveryCode, User
from tests.admin.reading import summary, words

pytestmark = pytest.mark.django_db

FORM = "/quan-tri/dang-nhap/"
CODE = "/quan-tri/dang-nhap/ma/"
PAGE = "/quan-tri/buoc-hai/"
SET_UP = "/quan-tri/buoc-hai/cai-dat/"
GOOD = {"login": "can-bo", "password": "mat-khau-thu-nghiem"}


@pytest.fixture
def at(monkeypatch):
    """Moves the clock that passwords follow."""
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start + at.later)
    at.later = 0

    def move(seconds):
        at.later = seconds

    return move


def password(user, later=0):
    key = second_factor.unsealed(User.objects.get(pk=user.pk).second_factor_key)
    return one_time.code(key, one_time.step_at(time.time() + later))


def spelled_key(response):
    (found,) = re.findall(r"<code>([A-Z2-7 ]+)</code>", response.content.decode())
    return found.replace(" ", "")


def shown(response):
    """The password that an app shows which scanned the key of this page."""
    text = spelled_key(response)
    key = base64.b32decode(text + "=" * (-len(text) % 8))
    return one_time.code(key, one_time.step_at(time.time()))


def set_up(client):
    """Set it up as a person does; their recovery codes."""
    answer = client.post(SET_UP, {"code": shown(client.get(SET_UP))})
    assert answer.status_code == 200
    return re.findall(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>", answer.content.decode())


def is_in(client):
    return client.get("/quan-tri/").status_code == 200


def test_one_sets_it_up_with_a_code_and_takes_ten_recovery_codes_home(writing, official):
    page = writing.get(SET_UP)
    assert (
        'src="data:image/svg+xml' in page.content.decode() and "no-store" in page["Cache-Control"]
    )
    assert "đang tắt" in words(writing.get(PAGE))
    codes = set_up(writing)
    assert len(set(codes)) == 10
    assert is_in(writing)
    assert "đang bật" in words(writing.get(PAGE))
    assert writing.get(SET_UP).url == PAGE
    kept = User.objects.get(pk=official.pk).second_factor_key + str(
        list(RecoveryCode.objects.values_list("digest", flat=True))
    )
    assert not any(code.replace("-", "") in kept for code in codes)


def test_a_wrong_code_sets_nothing_up_and_keeps_the_key_that_was_scanned(writing, official):
    key = spelled_key(writing.get(SET_UP))
    answer = writing.post(SET_UP, {"code": "abcdef"})
    assert answer.status_code == 422 and "không phải mã" in summary(answer)
    assert spelled_key(answer) == key
    assert User.objects.get(pk=official.pk).second_factor_at is None


def test_after_the_password_the_code_is_asked_for_and_nobody_is_in_before(writing, official, at):
    set_up(writing)
    client = Client()
    wanted = "/quan-tri/soan/"
    assert client.post(FORM, {**GOOD, "next": wanted}).url == CODE
    assert not is_in(client)
    assert client.get(SET_UP).url == CODE
    assert client.post(CODE, {"code": ""}).status_code == 422
    assert client.post(CODE, {"code": "12 34"}).status_code == 422
    assert not is_in(client)
    at(60)
    typed = password(official)
    assert client.post(CODE, {"code": f" {typed[:3]} {typed[3:]} "}).url == wanted
    assert is_in(client)


def test_a_code_counts_once(writing, official, at):
    set_up(writing)
    at(60)
    first, second = Client(), Client()
    typed = password(official)
    for client in (first, second):
        client.post(FORM, GOOD)
    assert first.post(CODE, {"code": typed}).status_code == 302
    assert second.post(CODE, {"code": typed}).status_code == 422
    assert not is_in(second)


def test_a_recovery_code_lets_one_in_once(writing, at):
    codes = set_up(writing)
    for attempt, expected in ((codes[3].upper(), 302), (codes[3], 422), (codes[4], 302)):
        client = Client()
        client.post(FORM, GOOD)
        assert client.post(CODE, {"code": attempt}).status_code == expected
        assert is_in(client) == (expected == 302)


def test_after_five_guesses_even_the_right_code_has_to_wait(writing, official, at):
    set_up(writing)
    at(60)
    client = Client()
    client.post(FORM, GOOD)
    for _attempt in range(5):
        assert client.post(CODE, {"code": "000000x"}).status_code == 422
    answer = client.post(CODE, {"code": password(official)})
    assert answer.status_code == 429 and answer["Retry-After"] == "300"
    assert not is_in(client)


def test_the_pages_of_the_second_step_lead_a_stranger_to_the_sign_in_page():
    for address in (CODE, SET_UP, PAGE):
        assert Client().get(address).url.startswith(FORM)


def test_setting_it_up_ends_the_sessions_from_before(writing, official, sign_in):
    elsewhere = sign_in(official)
    assert is_in(elsewhere)
    set_up(writing)
    assert is_in(writing) and not is_in(elsewhere)


def test_a_session_that_never_showed_the_factor_counts_for_nobody(writing, official, sign_in):
    set_up(writing)
    forged = sign_in(User.objects.get(pk=official.pk))
    assert not is_in(forged)


def test_where_it_is_demanded_nobody_gets_in_without(settings, writing, official):
    settings.STAFF_MFA_REQUIRED = True
    assert not is_in(writing)
    client = Client()
    assert client.post(FORM, GOOD).url == SET_UP
    assert not is_in(client)
    answer = client.post(SET_UP, {"code": shown(client.get(SET_UP))})
    assert 'href="/quan-tri/"' in answer.content.decode()
    assert is_in(client)


def test_taking_it_away_wants_a_code_and_where_it_is_demanded_leads_back_to_setting_up(
    settings, writing, official, at
):
    set_up(writing)
    at(60)
    assert writing.post(PAGE, {"verb": "forget", "code": "x"}).status_code == 422
    settings.STAFF_MFA_REQUIRED = True
    assert writing.post(PAGE, {"verb": "forget", "code": password(official)}).url == PAGE
    person = User.objects.get(pk=official.pk)
    assert person.second_factor_at is None and not person.recovery_codes.exists()


def test_new_recovery_codes_end_the_old_ones(writing, official, at):
    old = set_up(writing)
    at(60)
    answer = writing.post(PAGE, {"verb": "codes", "code": password(official)})
    new = re.findall(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>", answer.content.decode())
    assert len(new) == 10 and not set(new) & set(old)
    person = User.objects.get(pk=official.pk)
    assert not second_factor.accepts(person, old[0]) and second_factor.accepts(person, new[0])


def test_who_lost_everything_is_helped_by_a_command(writing, official):
    set_up(writing)
    out = io.StringIO()
    call_command("forget_second_factor", official.username, stdout=out)
    assert out.getvalue().startswith("1 second factor")
    assert not is_in(writing)
    assert Client().post(FORM, GOOD).url == "/quan-tri/"
    for name, sentence in ((official.username, "no second factor"), ("nobody", "Nobody")):
        with pytest.raises(CommandError, match=sentence):
            call_command("forget_second_factor", name)


def test_a_key_sealed_under_another_secret_lets_nobody_in_by_itself(settings, writing, official):
    codes = set_up(writing)
    settings.SECRET_KEY = "another-secret-" + "1" * 40
    person = User.objects.get(pk=official.pk)
    assert not second_factor.accepts(person, "000000")
    assert not second_factor.accepts(person, codes[0])


def test_a_factor_has_both_its_key_and_its_time_or_neither(official):
    official.second_factor_key = "x"
    with pytest.raises(IntegrityError, match="user_second_factor_has"), transaction.atomic():
        official.save()
