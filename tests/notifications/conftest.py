"""Following: one who follows, one who publishes, and what lies in the mailbox."""

import re
import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core import mail

from disclosures.management.commands.deliver_notifications import deliver_notifications
from portal.demo_mail import Mailbox
from portal.environment import mail_server
from tests import make


@pytest.fixture
def deliver():
    """Let the worker's mail lane run once; the letters that went out."""

    def run():
        before = len(mail.outbox)
        deliver_notifications()
        return mail.outbox[before:]

    return run


@pytest.fixture
def publish(unit, official, approver):
    def published(**changes):
        return make.published(make.draft(official, unit, **changes), official, approver)

    return published


@pytest.fixture
def follow(deliver):
    """A confirmed follower whose letter of confirmation is out of the way."""

    def followed(email="ba.sau@example.vn", **selection):
        subscription = make.follower(email, **selection)
        deliver()
        return subscription

    return followed


@pytest.fixture
def mailbox(tmp_path, settings, monkeypatch):
    """A mail server on loopback; the letters it was given, oldest first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Mailbox(tmp_path), hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("TEST_MAIL", f"smtp://127.0.0.1:{port}")
    settings.MAILERS = {"default": mail_server("TEST_MAIL")}
    settings.DEMO_MAIL_DIR = tmp_path
    yield lambda: [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(tmp_path.glob("*.eml"))
    ]
    controller.stop()


def links(message):
    """The paths of all addresses in the plain text."""
    return re.findall(r"https?://[^/\s]+(/\S*)", message.body)
