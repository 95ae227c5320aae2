"""Messages to browsers: encrypted, signed, each once, to known services alone."""

import json
import time
from itertools import batched

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from py_vapid import Vapid02

from disclosures.actions.subscribe import subscribe
from disclosures.errors import Invalid
from disclosures.forms.values import Browser, Selection
from disclosures.management.commands.deliver_notifications import deliver_notifications
from disclosures.management.commands.push_notifications import push_notifications
from disclosures.models import Delivery, Follower, Letter, Subscription
from disclosures.notifications import outbox, outward, push
from disclosures.rules import browsers, clock
from tests import make

pytestmark = pytest.mark.django_db

KEY = "p4qGaXSJ-dnBnKYN8ZUsBkn6W6gCsIQTm0sKCmOoF_8"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc:def"
FORM = "/theo-doi/trinh-duyet/"


class Device:
    """A browser: an address at its service, and the keys that open what is sent there."""

    def __init__(self, endpoint=ENDPOINT):
        self.endpoint = endpoint
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"sixteen bytes ab"
        self.box = []

    @property
    def keys(self):
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": browsers.encoded(point), "auth": browsers.encoded(self.secret)}

    @property
    def browser(self):
        return Browser(self.endpoint, **self.keys)

    def opened(self, body):
        text = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        return json.loads(text)


class Service:
    """What the portal hands over, and what the test lets the service answer."""

    def __init__(self):
        self.taken, self.answers = [], []

    def post(self, url, body, headers):
        self.taken.append((url, body, headers))
        answer = self.answers.pop(0) if self.answers else 201
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def key(settings):
    settings.VAPID_PRIVATE_KEY = KEY


@pytest.fixture
def service(monkeypatch):
    taking = Service()
    monkeypatch.setattr(outward, "post", taking.post)
    return taking


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def following(device, unit):
    return followed(device, unit=unit)


def followed(device, frequency="now", language="vi", **selection):
    return subscribe(
        by=None,
        browser=device.browser,
        selection=Selection(**selection),
        frequency=frequency,
        language=language,
    )


def sent():
    deliver_notifications()
    return push_notifications()


def test_a_message_says_what_the_page_says_and_only_the_browser_can_read_it(
    service, device, following, publish
):
    notice = publish(title="Thu, chi ngân sách quý III")
    assert sent()["sent"] == 1
    ((url, body, _headers),) = service.taken
    assert url == ENDPOINT
    assert "ngân sách".encode() not in body
    shown = device.opened(body)
    assert "Thu, chi ngân sách quý III" in shown["title"]
    assert notice.unit.full_name in shown["body"]
    assert shown["url"] == notice.get_absolute_url()
    assert shown["lang"] == "vi"
    assert len(body) <= 4096


def test_the_portal_signs_who_it_is_for_this_service_alone(service, settings, following, publish):
    publish()
    sent()
    headers = service.taken[0][2]
    token, key = (part.partition("=")[2] for part in headers["Authorization"][6:].split(","))
    assert key == push.public_key()
    # Held by the key that browsers are given, by somebody else's means.
    signed, _dot, signature = token.rpartition(".")
    r, s = (int.from_bytes(half) for half in batched(browsers.decoded(signature), 32))
    point = browsers.decoded(key)
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point).verify(
        encode_dss_signature(r, s), signed.encode(), ec.ECDSA(hashes.SHA256())
    )
    claims = json.loads(browsers.decoded(signed.split(".")[1]))
    assert claims["aud"] == "https://fcm.googleapis.com"
    assert claims["sub"] == settings.SITE_URL
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600
    assert headers["TTL"] == str(3 * 24 * 3600)


def test_several_notices_come_as_one_message(service, device, following, publish):
    for number in range(5):
        publish(title=f"Thông báo thứ {number}" + " dài" * 40)
    assert sent()["sent"] == 1
    shown = device.opened(service.taken[0][1])
    assert shown["title"].startswith("5 ")
    assert shown["body"].startswith("Thông báo thứ 0")
    assert shown["url"] == "/"
    assert len(service.taken[0][1]) <= 4096


def test_it_is_written_in_the_language_in_which_it_was_asked_for(service, device, unit, publish):
    followed(device, language="km", unit=unit)
    publish()
    sent()
    shown = device.opened(service.taken[0][1])
    assert shown["lang"] == "km"
    assert shown["url"].startswith("/km/")


def test_what_was_withdrawn_in_between_is_not_told(service, device, following, publish, approver):
    notice = publish()
    deliver_notifications()
    make.withdrawn(notice, approver)
    assert push_notifications() == {"dropped": 1}
    assert service.taken == []


def test_killed_between_handing_over_and_noting_it_the_repeat_takes_the_place_of_the_first(
    service, device, following, publish, monkeypatch
):
    publish()
    deliver_notifications()
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            push_notifications()
    assert push_notifications()["sent"] == 1
    assert push_notifications() == {}
    first, second = service.taken
    assert first[2]["Topic"] == second[2]["Topic"]
    assert len(first[2]["Topic"]) <= 32
    assert device.opened(first[1])["tag"] == device.opened(second[1])["tag"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_with_all_it_followed(
    service, following, publish, status
):
    publish()
    service.answers = [status]
    assert sent()["failed"] == 1
    assert not Follower.objects.exists()
    assert not Subscription.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("trouble", [429, 500, 503, outward.Unreachable("TimeoutError")])
def test_a_service_that_is_busy_or_away_is_asked_again_later(service, following, publish, trouble):
    publish()
    service.answers = [trouble]
    assert sent()["waiting"] == 1
    assert push_notifications() == {}
    Letter.objects.update(next_try_at=following.created_at)
    assert push_notifications()["sent"] == 1


def test_a_service_that_refuses_three_times_running_is_not_called_any_more(
    service, following, publish
):
    service.answers = [400, 403, 201, 413, 400, 401]
    for expected in ("failed", "failed", "sent", "failed", "failed", "failed"):
        assert Follower.objects.exists()
        publish()
        assert sent()[expected] == 1
    assert not Follower.objects.exists()


def test_a_message_that_cannot_be_made_holds_up_no_other(service, unit, publish):
    broken, sound = Device(ENDPOINT + "1"), Device(ENDPOINT + "2")
    followed(broken, unit=unit)
    followed(sound, unit=unit)
    Follower.objects.filter(endpoint=broken.endpoint).update(
        p256dh=browsers.encoded(b"\x04" + b"\xff" * 64)
    )
    publish()
    assert sent() == {"waiting": 1, "sent": 1}
    assert [url for url, _body, _headers in service.taken] == [sound.endpoint]


def test_a_digest_waits_for_its_morning(service, device, unit, publish):
    followed(device, frequency="daily", unit=unit)
    publish()
    assert sent() == {}
    Delivery.objects.update(due_at=clock.now())
    assert sent()["sent"] == 1


def test_letters_and_messages_do_not_wait_for_each_other(
    service, following, follow, publish, deliver, unit
):
    follow(unit=unit)
    publish()
    assert len(deliver()) == 1
    assert service.taken == []
    assert push_notifications()["sent"] == 1
    assert Letter.objects.filter(outcome="waiting").count() == 0


def test_without_a_key_nothing_is_sent_and_the_command_says_so(settings, service, following):
    settings.VAPID_PRIVATE_KEY = ""
    assert push_notifications() == {}
    with pytest.raises(CommandError, match="VAPID_PRIVATE_KEY"):
        call_command("push_notifications")
    assert push.public_key() == ""


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "https://ten:mat@fcm.googleapis.com/x",
        "https://fcm.googleapis.com.example/x",
        "https://notify.windows.com.evil.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://metadata.google.internal/x",
        "ftp://fcm.googleapis.com/x",
        "https://fcm.googleapis.com/" + "x" * 1000,
        "javascript:alert(1)",
        "https://fcm.googleapis.com:99999/",
        "",
    ],
)
def test_addresses_of_nobody_known_are_refused(unit, endpoint):
    with pytest.raises(Invalid):
        followed(Device(endpoint), unit=unit)
    assert not Follower.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QabcD",
        "https://hk2.notify.windows.com/w/?token=BQY%3d",
    ],
)
def test_the_services_of_the_common_browsers_are_known(unit, endpoint):
    assert followed(Device(endpoint), unit=unit).confirmed_at is not None


def test_a_service_that_is_known_no_more_is_not_called(settings, service, following, publish):
    settings.PUSH_SERVICES = ["push.example"]
    publish()
    assert sent()["failed"] == 1
    assert service.taken == []
    assert not Follower.objects.exists()


@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": "", "auth": ""},
        {"p256dh": "xyz"},
        {"p256dh": browsers.encoded(b"\x02" + b"x" * 64)},
        {"p256dh": browsers.encoded(b"\x04" + b"\xff" * 64)},
        {"auth": browsers.encoded(b"short")},
        {"auth": "không phải khoá"},
    ],
)
def test_keys_that_encrypt_nothing_are_refused(device, unit, keys):
    with pytest.raises(Invalid):
        subscribe(
            by=None,
            browser=Browser(ENDPOINT, **{**device.keys, **keys}),
            selection=Selection(unit=unit),
            frequency="now",
            language="vi",
        )


def test_signed_roots_go_to_mailboxes_alone(device):
    with pytest.raises(Invalid):
        followed(device, frequency="daily", is_of_roots=True)


def test_following_again_with_new_keys_keeps_what_was_followed(device, unit, other_unit):
    followed(device, unit=unit)
    renewed = Device()
    followed(renewed, unit=other_unit)
    followed(renewed, frequency="weekly", unit=unit)
    follower = Follower.objects.get()
    assert follower.p256dh == renewed.keys["p256dh"]
    assert sorted(follower.subscriptions.values_list("frequency", flat=True)) == ["now", "weekly"]


def test_the_database_refuses_a_follower_who_is_both_or_neither(following):
    for wrong in ({"email": "a@b.vn"}, {"endpoint": ""}, {"auth": ""}):
        with pytest.raises(IntegrityError, match="address_or_a_browser"), transaction.atomic():
            Follower.objects.update(**wrong)


# The form's script


def ask(client, device, query="", **more):
    data = {"endpoint": device.endpoint, **device.keys, "frequency": "now", **more}
    return client.post(FORM + query, data)


def test_the_page_offers_it_where_there_is_a_key(settings, unit):
    page = Client().get(f"/theo-doi/?xa={unit.address_code}").content.decode()
    assert f'data-key="{push.public_key()}"' in page
    assert "js/push" in page
    settings.VAPID_PRIVATE_KEY = ""
    page = Client().get(f"/theo-doi/?xa={unit.address_code}").content.decode()
    assert "data-push" not in page
    assert "js/push" not in page


def test_it_is_offered_where_no_mail_is_sent_too(settings, unit):
    settings.MAILERS = {}
    page = Client().get(f"/theo-doi/?xa={unit.address_code}").content.decode()
    assert 'name="email"' not in page
    assert "data-push" in page
    assert 'name="frequency"' in page


def test_the_browser_follows_and_is_led_to_its_page(device, unit):
    answer = ask(Client(), device, f"?xa={unit.address_code}")
    assert answer.status_code == 201
    page = Client().get(answer.json()["page"])
    words = page.content.decode()
    assert unit.full_name in words
    assert ENDPOINT not in words
    assert page["Referrer-Policy"] == "no-referrer"
    Client().post(answer.json()["page"] + "huy/")
    assert not Follower.objects.exists()


def test_what_is_wrong_is_said_in_words(device, unit):
    nothing = ask(Client(), device)
    assert nothing.status_code == 422
    assert "Chọn ít nhất" in nothing.json()["problems"][0]
    strange = ask(Client(), Device("https://la.example/x"), f"?xa={unit.address_code}")
    assert strange.status_code == 422
    assert "trình duyệt này" in strange.json()["problems"][0]
    assert ask(Client(), device, f"?xa={unit.address_code}", website="x").status_code == 422
    assert not Follower.objects.exists()


def test_a_network_that_asks_too_often_waits(device, unit):
    client = Client()
    answers = [ask(client, device, f"?xa={unit.address_code}").status_code for _ in range(11)]
    assert answers == [201] * 10 + [429]


def test_another_site_cannot_ask_in_somebodys_name(device, unit):
    client = Client(enforce_csrf_checks=True)
    assert ask(client, device, f"?xa={unit.address_code}").status_code == 403


def test_a_made_key_is_one(capsys):
    call_command("make_vapid_key")
    made = capsys.readouterr().out.strip()
    assert len(made) == 43
    assert Vapid02.from_raw(made.encode()).public_key
