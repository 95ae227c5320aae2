"""Staff sign in through the provider that OIDC_ISSUER names, and nobody else does."""

import pytest
from django.core.cache import cache
from django.test import Client

from portal.accounts import second_factor
from portal.accounts.models import User
from tests import make
from tests.admin import provider as providers
from tests.admin.reading import words

pytestmark = pytest.mark.django_db

FORM = "/quan-tri/dang-nhap/"
BEGIN = "/quan-tri/dang-nhap/openid/"
FINISH = "/quan-tri/dang-nhap/openid/xong/"


@pytest.fixture
def provider(settings):
    server = providers.Provider()
    settings.OIDC_ISSUER = server.issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = providers.CLIENT, providers.SECRET
    cache.clear()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def known(official):
    official.email = "Can.Bo@xa.example"
    official.save(update_fields=["email"])
    return official


def through(provider, client, begin=BEGIN, **changes):
    """The whole way there and back."""
    answer = provider.authorise(client.get(begin).url)
    return client.get(FINISH, {**answer, **changes})


def is_in(client):
    return client.get("/quan-tri/").status_code == 200


def refused(client, answer, sentence):
    """Whether the person is led back to the form, which says why."""
    return answer.url == FORM and sentence in words(client.get(FORM)) and not is_in(client)


def test_whom_the_provider_vouches_for_lands_where_they_wanted(provider, known):
    client = Client()
    form = client.get(f"{FORM}?next=/quan-tri/soan/")
    assert "?next=/quan-tri/soan/" in form.content.decode().split('href="' + BEGIN)[1][:40]
    answer = through(provider, client, f"{BEGIN}?next=/quan-tri/soan/")
    assert answer.url == "/quan-tri/soan/"
    assert is_in(client)


def test_the_way_leads_to_no_other_site(provider, known):
    client = Client()
    assert through(provider, client, f"{BEGIN}?next=https://evil.example/").url == "/quan-tri/"


def test_the_provider_is_described_once_and_then_remembered(provider, known):
    for _time in range(2):
        assert through(provider, Client()).status_code == 302
    assert len(provider.asked) == 2


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(provider, known):
    provider.description = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    client = Client()
    assert through(provider, client).url == "/quan-tri/" and is_in(client)


def test_a_token_of_an_elliptic_key_is_taken_as_well(provider, known):
    provider.sign = lambda claims: providers.signed(claims, "ES256")
    client = Client()
    assert through(provider, client).url == "/quan-tri/" and is_in(client)


def test_keys_that_changed_are_asked_for_again(provider, known):
    assert through(provider, Client()).url == "/quan-tri/"
    provider.kid = "rsa-2"
    provider.sign = lambda claims: providers.signed(claims, kid="rsa-2")
    client = Client()
    assert through(provider, client).url == "/quan-tri/" and is_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nguoi.la@xa.example"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": None},
        {"email": ""},
    ],
)
def test_nobody_gets_an_account_by_this_way(provider, known, claims):
    provider.claims = claims
    before = User.objects.count()
    client = Client()
    assert refused(client, through(provider, client), "Không có tài khoản nào ở đây")
    assert User.objects.count() == before


def test_an_address_that_two_people_have_stands_for_neither(provider, known):
    other = make.user("nguoi-khac")
    other.email = known.email.lower()
    other.save(update_fields=["email"])
    client = Client()
    assert refused(client, through(provider, client), "Không có tài khoản nào ở đây")


def test_a_closed_account_stays_out_here_too(provider, known):
    known.is_active = False
    known.save(update_fields=["is_active"])
    client = Client()
    assert refused(client, through(provider, client), "Không có tài khoản nào ở đây")


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"aud": [providers.CLIENT, "other"]},
        {"azp": "other"},
        {"nonce": "of-another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": "soon"},
        {"iat": 1},
        {"iat": 9_999_999_999},
        {"sub": ""},
    ],
)
def test_a_token_for_somebody_else_or_another_time_is_refused(provider, known, changes):
    provider.claims = changes
    client = Client()
    assert refused(client, through(provider, client), "trả lời không đúng")


def unsigned(claims):
    return f"{providers.encoded({'alg': 'none'})}.{providers.encoded(claims)}."


def altered(claims):
    head, _body, signature = providers.signed(claims).split(".")
    return f"{head}.{providers.encoded({**claims, 'email': 'lanh.dao@xa.example'})}.{signature}"


def shared_secret(claims):
    """The old confusion: the public key taken for a shared secret."""
    head, body, signature = providers.signed(claims).split(".")
    return f"{providers.encoded({'alg': 'HS256', 'kid': 'rsa-1'})}.{body}.{signature}"


def of_a_stranger(claims):
    return providers.signed(claims, kid="nobody-published-this")


@pytest.mark.parametrize(
    "sign",
    [
        unsigned,
        altered,
        shared_secret,
        of_a_stranger,
        lambda _claims: "a.b.c",
        lambda _claims: "",
        lambda _claims: None,
        lambda claims: providers.signed(claims, crit=["x"]),
        lambda claims: "x" * 20_000 + providers.signed(claims),
    ],
)
def test_a_token_whose_signature_proves_nothing_is_refused(provider, known, sign):
    provider.sign = sign
    client = Client()
    assert refused(client, through(provider, client), "trả lời không đúng")


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_followed(provider, known, description):
    provider.description = description
    client = Client()
    assert refused(client, client.get(BEGIN), "trả lời không đúng")


def test_a_provider_that_is_away_leaves_the_password_form(settings, provider, known):
    provider.status = 503
    client = Client()
    assert refused(client, client.get(BEGIN), "trả lời không đúng")
    provider.status = 302
    assert refused(client, client.get(BEGIN), "trả lời không đúng")
    settings.OIDC_ISSUER = "http://127.0.0.1:9/realms/xa"
    assert refused(client, client.get(BEGIN), "trả lời không đúng")


def test_an_answer_that_nobody_here_asked_for_is_refused(provider, known):
    client, victim = Client(), Client()
    answer = provider.authorise(client.get(BEGIN).url)
    assert refused(victim, victim.get(FINISH, answer), "bắt đầu ở nơi khác")
    victim.get(BEGIN)
    assert refused(victim, victim.get(FINISH, answer), "bắt đầu ở nơi khác")
    assert client.get(FINISH, answer).url == "/quan-tri/"


def test_an_attempt_counts_once(provider, known):
    client = Client()
    answer = provider.authorise(client.get(BEGIN).url)
    client.get(FINISH, {**answer, "code": "wrong"})
    assert refused(client, client.get(FINISH, answer), "bắt đầu ở nơi khác")


def test_who_says_no_over_there_comes_back_to_the_form(provider, known):
    client = Client()
    answer = provider.authorise(client.get(BEGIN).url)
    back = client.get(FINISH, {"state": answer["state"], "error": "access_denied"})
    assert refused(client, back, "không cho ông/bà vào")


def test_an_answer_of_another_provider_is_refused(provider, known):
    client = Client()
    assert refused(client, through(provider, client, iss="https://evil.example"), "không đúng")


def test_the_second_factor_is_asked_for_after_this_way_too(settings, provider, known):
    settings.STAFF_MFA_REQUIRED = True
    client = Client()
    assert through(provider, client).url == "/quan-tri/buoc-hai/cai-dat/"
    assert not is_in(client)
    assert second_factor.is_needed(known)


def test_without_a_provider_there_is_no_such_way(settings, official):
    settings.OIDC_ISSUER = ""
    assert BEGIN not in Client().get(FORM).content.decode()
    for address in (BEGIN, FINISH):
        assert Client().get(address).status_code == 404


def test_a_network_that_tries_and_tries_has_to_wait(provider, known):
    client = Client()
    for _attempt in range(30):
        assert client.get(FINISH).status_code == 302
    answer = client.get(FINISH)
    assert answer.status_code == 429 and answer["Retry-After"]
