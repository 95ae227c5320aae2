"""Other programs are called: signed, again when they fail, never inside our own network."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from disclosures.actions.add_webhook import add_webhook
from disclosures.errors import Invalid
from disclosures.management.commands.call_webhooks import call_webhooks
from disclosures.management.commands.deliver_notifications import deliver_notifications
from disclosures.models import Announcement, Webhook, WebhookCall
from disclosures.notifications import outward
from disclosures.notifications.webhooks import signing_key
from disclosures.rules import clock
from tests import make

pytestmark = pytest.mark.django_db


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it was sent and answers what the test wants."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.received.append((dict(self.headers), self.rfile.read(length)))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def receiver(monkeypatch):
    """A program on loopback, which alone the test may call."""
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.received, server.answers = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(outward, "public_address", lambda host, port: "127.0.0.1")
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(receiver, operator):
    return Webhook.objects.create(
        url=f"http://app.example:{receiver.server_address[1]}/hook?x=1",
        created_by=operator,
        created_at=clock.now() - dt.timedelta(days=1),
    )


def call():
    deliver_notifications()
    return call_webhooks()


def verified(hook, headers, body):
    """As the receiver's operator would, with the key from the page."""
    key = base64.b64decode(signing_key(hook).removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mine = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == f"v1,{mine}"


def test_each_change_is_told_once_signed_and_without_words(hook, receiver, publish, approver):
    notice = publish()
    call()
    make.withdrawn(notice, approver)
    assert call()["sent"] == 1
    assert call()["sent"] == 0
    bodies = [json.loads(body) for _headers, body in receiver.received]
    assert [body["type"] for body in bodies] == ["disclosure.published", "disclosure.withdrawn"]
    assert bodies[0]["data"]["reference"] == notice.reference
    for headers, body in receiver.received:
        assert verified(hook, headers, body)
        assert not verified(hook, headers, body + b" ")
        assert "Kế hoạch" not in body.decode()


def test_a_webhook_of_another_commune_hears_nothing(hook, receiver, other_unit, publish):
    Webhook.objects.update(unit=other_unit)
    publish()
    call()
    Webhook.objects.update(unit=other_unit.parent)
    publish(title="Hai")
    call()
    assert len(receiver.received) == 1


def test_what_fails_is_repeated_with_the_same_id_and_longer_and_longer_waits(
    hook, receiver, publish
):
    receiver.answers = [500, 302]
    publish()
    assert call()["waiting"] == 1 and call()["waiting"] == 0
    with clock.moved_to(clock.now() + dt.timedelta(minutes=2)):
        assert call()["waiting"] == 1
    with clock.moved_to(clock.now() + dt.timedelta(minutes=5)):
        assert call()["sent"] == 0
    with clock.moved_to(clock.now() + dt.timedelta(minutes=8)):
        assert call()["sent"] == 1
    ids = {headers["webhook-id"] for headers, _body in receiver.received}
    assert len(receiver.received) == 3 and len(ids) == 1


@pytest.mark.parametrize("answers", [[410], [500] * 9])
def test_a_dead_address_is_disabled_and_what_waits_is_dropped(hook, receiver, publish, answers):
    receiver.answers = list(answers)
    publish()
    deliver_notifications()
    for days in range(0, 5 * len(answers), 5):
        with clock.moved_to(clock.now() + dt.timedelta(days=days)):
            call_webhooks()
    hook.refresh_from_db()
    assert hook.disabled_at is not None and len(receiver.received) == len(answers)
    publish(title="Hai")
    assert not call()
    assert WebhookCall.objects.get().outcome == "failed"


def test_nobody_there_is_a_failure_and_nothing_worse(hook, receiver, publish, caplog):
    Webhook.objects.update(url="http://app.example:9/")
    publish()
    assert call()["waiting"] == 1
    hook.refresh_from_db()
    assert hook.last_status == 0


def test_what_was_hidden_again_is_not_told(hook, receiver, publish, approver):
    make.withdrawn(publish(), approver)
    Announcement.objects.filter(what="published").delete()
    deliver_notifications()
    Webhook.objects.update(disabled_at=clock.now())
    assert call()["dropped"] == 1 and receiver.received == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1",
        "2002:0a00:0001::", "64:ff9b::10.0.0.1", "::",
    ],
)  # fmt: skip
def test_an_address_inside_is_never_called(monkeypatch, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    public = (socket.AF_INET, 1, 6, "", ("203.0.113.7", 443))
    found = [(family, 1, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(outward.Unreachable):
        outward.public_address("inside.example", 443)
    found.append(public)
    with pytest.raises(outward.Unreachable):
        outward.public_address("both.example", 443)


def test_a_public_address_is_called(monkeypatch):
    found = [(socket.AF_INET, 1, 6, "", ("1.1.1.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert outward.public_address("outside.example", 443) == "1.1.1.1"


@pytest.mark.parametrize(
    "url",
    ["http://app.example/", "https://a:b@app.example/", "ftp://x", "https://", "x" * 600, "//x"],
)
def test_an_address_that_cannot_be_called_is_refused_with_what_to_mend(operator, url):
    with pytest.raises(Invalid) as refusal:
        add_webhook(by=operator, url=url)
    assert "url" in refusal.value.problems


def test_the_operator_adds_watches_and_ends(visitor, operator):
    visitor.force_login(operator)
    desk = visitor
    for _twice in range(2):
        last = desk.post("/quan-tri/webhook/", {"url": "https://app.example/h", "unit": "92"})
    assert last.status_code == 422 and "đã được gọi" in last.content.decode()
    hook = Webhook.objects.get()
    page = desk.get("/quan-tri/webhook/").content.decode()
    assert hook.url in page and signing_key(hook) in page
    assert desk.post("/quan-tri/webhook/", {"url": hook.url, "unit": "x"}).status_code == 422
    assert desk.post(f"/quan-tri/webhook/{hook.pk}/bo/").status_code == 302
    assert not Webhook.objects.exists()


def test_nobody_else_sees_the_page(visitor, official):
    visitor.force_login(official)
    assert visitor.get("/quan-tri/webhook/").status_code == 404
