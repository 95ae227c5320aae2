"""The worker is killed at random while it delivers: no letter is lost, none comes twice unknown.

In CI a small form; with LONG_TESTS=1 ten thousand letters and fifty kills.
"""

import os
import random
import signal
import socket
import time
import warnings
from collections import Counter, defaultdict
from email import message_from_bytes

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.test import override_settings

from disclosures.management.commands.deliver_notifications import deliver_notifications, spread_one
from disclosures.models import AdministrativeUnit, Follower, Letter, Subscription
from disclosures.models.subscription import new_seed
from disclosures.notifications import outbox
from disclosures.rules import clock
from disclosures.rules.tokens import token, token_hash
from disclosures.vocabulary import Role
from portal.environment import mail_server
from tests import make
from tests.ledger.mortal import database_of_its_own

LONG = bool(os.environ.get("LONG_TESTS"))
LETTERS, KILLS = (10_000, 50) if LONG else (80, 6)
PATIENCE = 1800 if LONG else 60
pytestmark = pytest.mark.slow


class Counting:
    """A mail server that keeps who was written to and under which Message-ID."""

    def __init__(self):
        self.received = []

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content)
        self.received.append((envelope.rcpt_tos[0], message["Message-ID"]))
        return "250 kept"


@pytest.fixture
def post_office(monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    counting = Counting()
    controller = Controller(counting, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("TEST_MAIL", f"smtp://127.0.0.1:{port}")
    with override_settings(MAILERS={"default": mail_server("TEST_MAIL")}):
        yield counting
    controller.stop()


@pytest.fixture
def town(django_db_setup, django_db_blocker, tmp_path):
    """Many followers of one commune and a notice that was just published, all committed."""
    apart = {
        "LEDGER_STATE_DIR": tmp_path / "state",
        "LEDGER_KEY_FILE": tmp_path / "state" / "log.key",
    }
    with override_settings(**apart), database_of_its_own(django_db_blocker):
        unit = make.join(AdministrativeUnit.objects.get(address_code="31732"))
        make.service(make.operator())
        official = make.person("can-bo", Role.OFFICIAL, unit)
        approver = make.person("lanh-dao", Role.APPROVER, unit)
        followed(unit, LETTERS)
        make.published(make.draft(official, unit), official, approver)
        yield


def followed(unit, count):
    """Followers as the actions make them, by the thousand."""
    now = clock.now()

    def tokens(purpose):
        seed = new_seed()
        return {"seed": seed, "token_hash": token_hash(token(purpose, seed)), "created_at": now}

    people = Follower.objects.bulk_create(
        Follower(email=f"nguoi{number}@example.vn", **tokens("follower")) for number in range(count)
    )
    Subscription.objects.bulk_create(
        Subscription(
            follower=person,
            unit=unit,
            frequency="now",
            confirmed_at=now,
            **tokens("subscription"),
        )
        for person in people
    )


def worker():
    """A child of this process that delivers until nothing waits."""
    connection.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the mail server's thread stays behind
        child = os.fork()
    if child:
        return child
    try:
        signal.alarm(PATIENCE)
        deliver_notifications(float("inf"))
    except BaseException:
        os._exit(2)
    os._exit(0)


def has_ended(child):
    return os.waitpid(child, os.WNOHANG)[0] == child


def test_a_worker_killed_again_and_again_loses_no_letter(town, post_office):
    chance = random.Random()
    # Some die while deliveries and letters are being written, most between two letters.
    points = sorted(chance.randrange(LETTERS) for _ in range(KILLS * 9 // 10))
    points = [0] * (KILLS - len(points)) + points
    for point in points:
        child = worker()
        end = time.monotonic() + PATIENCE
        while len(post_office.received) < point and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.05))
        assert not has_ended(child), "it was done before it was killed"
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    _pid, status = os.waitpid(worker(), 0)
    assert os.waitstatus_to_exitcode(status) == 0

    by_address = defaultdict(Counter)
    for address, message_id in post_office.received:
        by_address[address][message_id] += 1
    assert len(by_address) == LETTERS, "a letter was lost"
    assert all(len(ids) == 1 for ids in by_address.values()), "a repeat has another Message-ID"
    repeats = sum(sum(ids.values()) - 1 for ids in by_address.values())
    assert repeats <= KILLS
    assert Letter.objects.filter(outcome="sent").count() == Letter.objects.count() == LETTERS
    print(f"{LETTERS} letters, {KILLS} kills, {repeats} repeats")  # noqa: T201


@pytest.mark.django_db
def test_while_one_process_gathers_another_leaves_it_alone(unit, publish):
    make.follower(unit=unit)
    publish()
    assert spread_one()
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SET lock_timeout = '5s'")
        other.execute("SELECT pg_advisory_xact_lock(%s)", [outbox.GATHERING])
        assert outbox.gather(clock.now()) == 0
    assert outbox.gather(clock.now()) == 1
