"""Following: one who follows, one who publishes, and what lies in the mailbox."""

import re

import pytest
from django.core import mail

from disclosures.management.commands.deliver_notifications import deliver_notifications
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


def links(message):
    """The paths of all addresses in the plain text."""
    return re.findall(r"https?://[^/\s]+(/\S*)", message.body)
