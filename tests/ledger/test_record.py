"""Appending: one order without gaps, one entry with its change, nothing that may not be told."""

import importlib
import json
import os
import threading

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from disclosures.ledger import note, registry
from disclosures.ledger.record import record
from disclosures.models import Decision
from disclosures.models.ledger import LedgerEntry, LedgerLog
from disclosures.rules.hashing import canonical, commit_table, leaf_hash, new_salts
from disclosures.vocabulary import EVENTS
from tests import make

pytestmark = pytest.mark.django_db


def append(present, subject="d:abcdefgh", event="disclosure.submitted", log="31732", **more):
    return record(
        event=event,
        log=log,
        subject=subject,
        actor_id="u:abcdefgh",
        actor_role="official",
        data=more.pop("data", {"unit": "31732"}),
        now=present,
        **more,
    )


def bodies(log="31732"):
    entries = LedgerEntry.objects.filter(log__unit_code=log).order_by("idx")
    return [json.loads(bytes(body)) for body in entries.values_list("body", flat=True)]


def test_the_first_entry_of_a_log_is_its_genesis_with_the_key(present, settings):
    append(present)
    genesis, first = bodies()
    assert genesis["type"] == "ledger.genesis"
    assert genesis["data"]["schema"] == "event/1"
    assert genesis["data"]["illustrative"] is True
    key = note.load_or_create_key(settings.LEDGER_KEY_FILE)
    assert genesis["data"]["vkey"] == note.verifier_key(genesis["log"], note.public_bytes(key))
    assert genesis["log"].endswith("/so-cai/31732")
    assert (genesis["n"], first["n"]) == (0, 1)


def test_an_entry_is_canonical_and_its_leaf_hash_is_that_of_its_bytes(present):
    append(present, commitments=[commit_table("meta", ("a",), [["x"]], new_salts(1))])
    for entry in LedgerEntry.objects.all():
        body = bytes(entry.body)
        assert canonical(json.loads(body)) == body
        assert bytes(entry.leaf_hash) == leaf_hash(body)
    assert bodies()[1]["commit"][0]["alg"] == "sdm1"


def test_entries_of_a_subject_are_chained(present):
    for _ in range(3):
        append(present)
    append(present, subject="d:hgfedcba")
    subjects = [entry["subject"] for entry in bodies()[1:]]
    assert [subject["seq"] for subject in subjects] == [1, 2, 3, 1]
    assert [subject["prev"] for subject in subjects] == [None, 1, 2, None]


def test_every_unit_has_a_log_of_its_own_and_the_portal_has_one(present):
    append(present)
    append(present, log="31759", data={"unit": "31759"})
    append(
        present,
        log=None,
        subject="u:abcdefgh",
        event="account.granted",
        data={"account": "u:abcdefgh", "role": "official", "unit": "31732"},
    )
    assert [entry["n"] for entry in bodies("31759")] == [0, 1]
    portal = LedgerLog.objects.get(unit_code=None)
    assert portal.origin.endswith("/so-cai/cong")


def test_without_a_transaction_nothing_is_appended(present):
    refused = []

    def outside():
        # A thread has a connection of its own, outside the test's transaction.
        with pytest.raises(transaction.TransactionManagementError) as raised:
            append(present)
        refused.append(raised.value)
        connection.close()

    thread = threading.Thread(target=outside)
    thread.start()
    thread.join()
    assert len(refused) == 1


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("disclosure.invented", {}),
        ("disclosure.submitted", {"unit": "31732", "kind": "poor-household-review"}),
        ("disclosure.submitted", {"unit": "31732", "title": "Danh sách hộ nghèo"}),
        ("disclosure.submitted", {"unit": "Thạch Thị Sa Rây"}),
        ("disclosure.published", {"unit": "31732", "posted_on": "hôm nay"}),
        ("disclosure.published", {"unit": "31732", "version": "một"}),
        ("comment.received", {"unit": "31732", "on": "d:abcdefgh"}),
        ("comment.published", {"unit": "31732", "text": "Cho hỏi"}),
        ("export.created", {"unit": "31732"}),
    ],
)
def test_what_a_type_may_not_reveal_is_refused(present, event, data):
    with pytest.raises(registry.NotAllowedInEntry):
        append(present, event=event, data=data)
    assert not LedgerEntry.objects.filter(etype=event).exists()


def test_an_entry_that_is_too_long_is_refused(present):
    columns = tuple(f"column_{at}" for at in range(1500))
    long = [commit_table(f"t{at}", columns, [[None] * 1500], new_salts(1500)) for at in range(4)]
    with pytest.raises(registry.NotAllowedInEntry), transaction.atomic():
        append(present, commitments=long)


def test_every_event_of_a_verb_is_on_the_allow_list():
    assert set(EVENTS.values()) <= set(registry.EVENTS)
    members = {name for names in registry.EVENTS.values() for name in names}
    assert members <= set(registry.SHAPES)


def test_before_publication_an_entry_says_only_that_there_is_something(official, approver, unit):
    """Whatever is put forward, its entry looks the same: unit, and one 1×1 commitment."""
    plain = make.approved(make.draft(official, unit), official, approver)
    budget = make.approved(make.budget_draft(official, unit), official, approver)
    households = make.approved(make.household_draft(official, unit), official, approver)
    shapes = set()
    for version in (plain, budget, households):
        for body in bodies():
            if body["subject"]["id"] != version.disclosure.subject:
                continue
            assert body["data"] == {"unit": "31732"}
            (commitment,) = body["commit"]
            shapes.add((commitment["name"], tuple(commitment["cols"]), commitment["rows"]))
            assert body["subject"]["id"].startswith("d:")
    assert shapes == {("version", ("roots",), 1)}


def test_publication_reveals_the_commitments_and_no_content(official, approver, service, unit):
    version = make.household_draft(official, unit)
    make.published(version, official, approver)
    (entry,) = [body for body in bodies() if body["type"] == "disclosure.published"]
    names = [commitment["name"] for commitment in entry["commit"]]
    assert names[:3] == ["meta", "public_1", "full_1"]
    text = json.dumps(bodies(), ensure_ascii=False)
    for private in ("Thạch", "Sa R", "Lý Thị", "094085", version.title, "Khóm", "can-bo"):
        assert private not in text
    decision = Decision.objects.get(version=version, verb="publish_disclosure")
    assert decision.entry_idx == entry["n"]


def test_a_change_that_fails_takes_its_entry_with_it(official, unit, present):
    before = LedgerEntry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append(present)
        raise ZeroDivisionError
    assert LedgerEntry.objects.count() == before
    append(present)
    assert [body["n"] for body in bodies()] == list(range(len(bodies())))


def test_a_gap_or_a_wrong_order_is_refused_by_the_database(present):
    append(present)
    log = LedgerLog.objects.get(unit_code="31732")
    last = LedgerEntry.objects.filter(log=log).count() - 1
    for idx in (last, last + 2):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT ledger_append(%s, %s, '{}'::bytea, 'x', 'd:zzzzzzzz', 1, now())",
                [log.id, idx],
            )


@pytest.mark.slow
def test_eight_writers_at_once_leave_no_gap_and_no_double():
    """Each of eight connections appends and gives up at random; a database of its own is used,
    because what was committed to a ledger cannot be taken back."""
    address, name = _database_with_a_ledger()
    try:
        with psycopg.connect(address, autocommit=True) as connection_:
            log_id, _new = connection_.execute(
                "SELECT id, is_new FROM ledger_open('x.example/so-cai/31732', '31732')"
            ).fetchone()
        failures: list[BaseException] = []
        writers = [
            threading.Thread(target=_write, args=(address, log_id, seed, failures))
            for seed in range(8)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(timeout=60)
        assert failures == []
        with psycopg.connect(address) as connection_:
            found = [
                idx
                for (idx,) in connection_.execute(
                    "SELECT idx FROM ledger_entry WHERE log_id = %s ORDER BY idx", [log_id]
                )
            ]
            (size,) = connection_.execute(
                "SELECT size FROM ledger_head WHERE log_id = %s", [log_id]
            ).fetchone()
            sequences = connection_.execute(
                "SELECT subject, array_agg(subject_seq ORDER BY idx) FROM ledger_entry "
                "GROUP BY subject"
            ).fetchall()
        assert found == list(range(8 * KEPT))
        assert size == 8 * KEPT
        assert all(seen == list(range(1, len(seen) + 1)) for _subject, seen in sequences)
    finally:
        _drop(address, name)


KEPT = 40


def _write(address, log_id, seed, failures):
    try:
        with psycopg.connect(address) as connection_:
            for at in range(KEPT * 2):
                subject = f"d:subject{(seed + at) % 3}"
                idx, moment, seq, _prev = connection_.execute(
                    "SELECT idx, at, seq, prev FROM ledger_reserve(%s, %s)", [log_id, subject]
                ).fetchone()
                connection_.execute(
                    "SELECT ledger_append(%s, %s, %s, 'x.y', %s, %s, %s)",
                    [log_id, idx, f'{{"n":{idx}}}'.encode(), subject, seq, moment],
                )
                # Every other writer changes its mind, as a failing action would.
                if at % 2:
                    connection_.commit()
                else:
                    connection_.rollback()
    except BaseException as error:
        failures.append(error)


def _database_with_a_ledger():
    """The ledger's tables, functions and triggers as the migration makes them, apart."""
    migration = importlib.import_module("disclosures.migrations.0002_ledger_is_append_only")
    name = f"ledger_writers_{os.getpid()}"
    base = os.environ["DATABASE_URL"]
    server, _, query = base.partition("?")
    address = f"{server.rpartition('/')[0]}/{name}?{query}"
    with psycopg.connect(_maintenance(base), autocommit=True) as connection_:
        connection_.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    with psycopg.connect(address) as connection_:
        connection_.execute(migration.TABLES + migration.FUNCTIONS)
        connection_.execute("".join(map(migration.guard, migration.GUARDED)))
    return address, name


def _maintenance(address):
    server, _, query = address.partition("?")
    return f"{server.rpartition('/')[0]}/postgres?{query}"


def _drop(address, name):
    with psycopg.connect(_maintenance(address), autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
