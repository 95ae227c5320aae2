"""The sealer signs what grew, remembers it elsewhere, and refuses what is not what it signed."""

import base64
import json

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from disclosures.ledger import note, seal, tiles
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import LedgerCheckpoint, LedgerEntry, LedgerIntegrated, LedgerLog
from disclosures.models.ledger import LedgerSealing
from tests.ledger.logs import add_entries, make_log

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, request):
    """The key is named by a log's first entry, so it must lie there before anything happens."""
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")


@pytest.fixture
def log(db):
    return make_log(300)


def signed(log):
    return LedgerCheckpoint.objects.filter(log=log).order_by("size")


def entries_of(event):
    return [json.loads(bytes(e.body)) for e in LedgerEntry.objects.filter(etype=event)]


def test_a_log_is_signed_over_its_whole_tree(log, settings):
    seal_round()
    (point,) = signed(log)
    assert point.size == 300 and bytes(point.root) == tiles.root(log.pk, 300)
    key = note.public_bytes(note.load_or_create_key(settings.LEDGER_KEY_FILE))
    text = note.verify(point.note, note.verifier_key(log.origin, key))
    assert text == f"{log.origin}\n300\n{base64.b64encode(bytes(point.root)).decode()}\n"


def test_the_portals_log_records_each_root_once_and_is_signed_itself(log):
    assert seal_round()[0] == 2
    (sealed,) = entries_of("log.sealed")
    assert sealed["data"]["origin"] == log.origin and sealed["data"]["size"] == 300
    own = LedgerLog.objects.get(unit_code=None)
    assert signed(own).get().size == LedgerEntry.objects.filter(log=own).count()
    assert seal_round() == (0, [])
    assert len(entries_of("log.sealed")) == 1


def test_growth_is_signed_as_growth(log):
    seal_round()
    add_entries(log.pk, 300, 517)
    seal_round()
    assert [point.size for point in signed(log)] == [300, 517]
    assert LedgerIntegrated.objects.get(log=log).size == 517


def test_a_log_that_lost_its_end_is_not_signed_again(log):
    seal_round()
    memory = seal.Memory()
    memory.remember(log.origin, 400, bytes(32), "a note that the restored database lacks")
    _count, (alarm,) = seal_round()
    assert alarm.kind == seal.ROLLBACK and "400" in str(alarm)
    assert LedgerSealing.objects.get(log=log).alarm == seal.ROLLBACK
    add_entries(log.pk, 300, 350)
    assert [a.kind for a in seal_round()[1]] == [seal.ROLLBACK]
    assert [point.size for point in signed(log)] == [300]


def test_a_log_that_says_something_else_is_not_signed_again(log):
    seal_round()
    memory = seal.Memory()
    memory.remember(log.origin, 200, bytes(32), "another history was signed")
    add_entries(log.pk, 300, 301)
    _count, (alarm,) = seal_round()
    assert alarm.kind == seal.REWRITE
    assert signed(log).count() == 1


def test_a_gap_is_an_alarm_and_no_other_log_waits_for_it(log):
    other = make_log(3, code="31759")
    add_entries(log.pk, 302, 305)  # as after somebody took two entries out
    _count, alarms = seal_round()
    assert len(alarms) == 1 and not signed(log).exists()
    assert signed(other).get().size == 3


def test_a_crash_after_signing_is_made_good_with_the_same_note(log, monkeypatch):
    def power_cut(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(LedgerCheckpoint.objects, "get_or_create", power_cut)
        with pytest.raises(KeyboardInterrupt):
            seal_round()
    kept = seal.Memory().signed[log.origin]["note"]
    assert not signed(log).exists()
    seal_round()
    assert signed(log).get().note == kept


def test_a_crash_while_remembering_leaves_the_old_memory(log, monkeypatch):
    seal_round()
    before = seal.Memory().signed
    add_entries(log.pk, 300, 301)

    def power_cut(_descriptor):
        raise OSError("no power")

    monkeypatch.setattr(seal.os, "fsync", power_cut)
    with pytest.raises(OSError, match="no power"):
        seal_round()
    monkeypatch.undo()
    assert seal.Memory().signed == before
    assert signed(log).count() == 1
    assert seal_round()[1] == [] and signed(log).count() == 2


def test_the_command_says_what_it_did_and_fails_on_an_alarm(log, capsys):
    call_command("seal_ledger", once=True)
    assert "2 logs signed, 0 alarms" in capsys.readouterr().out
    seal.Memory().remember(log.origin, 999, bytes(32), "")
    with pytest.raises(CommandError, match="rollback"):
        call_command("seal_ledger", once=True)


def test_two_sealers_never_work_at_once(log):
    with psycopg.connect(**connection.get_connection_params()) as other:
        with seal.alone() as first:
            assert first
            assert _takes_the_lock(other) is False
        assert _takes_the_lock(other) is True
        with seal.alone() as second:
            assert not second


def _takes_the_lock(other) -> bool:
    (taken,) = other.execute("SELECT pg_try_advisory_lock(%s)", [seal._LOCK]).fetchone()
    return taken
