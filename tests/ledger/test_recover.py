"""An old backup was restored: the sealer refuses, nothing is written, and any copy mends it."""

import functools
import http.server
import shutil
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from disclosures.errors import WrongState
from disclosures.ledger import copies, seal, tiles
from disclosures.ledger.recover import CannotRecover, recover
from disclosures.ledger.verify.log import verify_log
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerLog, LedgerSealing
from tests import make
from tests.ledger import bags

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, request):
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")


@pytest.fixture
def lost(unit, official, approver, tmp_path):
    """The bag that an auditor took out before a backup from before the second notice came back.

    The savepoint is the backup; the sealer's memory and the bag lie outside.
    """
    make.published(make.budget_draft(official, unit), official, approver)
    seal_round()
    backup = transaction.savepoint_create()
    make.published(make.draft(official, unit), official, approver)
    make.comment(unit)
    seal_round()
    bag = bags.make(unit, tmp_path)
    transaction.savepoint_rollback(backup)
    return bag


def log_of(code="31732"):
    return LedgerLog.objects.get(unit_code=code)


def bodies():
    found = LedgerEntry.objects.filter(log=log_of()).order_by("idx")
    return [bytes(body) for body in found.values_list("body", flat=True)]


def lines(bag):
    return (bag / "data/ledger/entries.jsonl").read_bytes().splitlines()


def test_after_an_old_backup_nothing_is_signed_and_nothing_is_written(lost, unit, official):
    assert len(bodies()) < len(lines(lost))
    _signed, alarms = seal_round()
    assert {alarm.kind for alarm in alarms} == {seal.ROLLBACK}
    with pytest.raises(WrongState, match="sửa chữa"):
        make.comment(unit)
    before = LedgerHead.objects.get(log__unit_code=None).size
    seal_round()
    assert LedgerHead.objects.get(log__unit_code=None).size == before


def _zipped(bag, tmp_path):
    return shutil.make_archive(str(tmp_path / "kept"), "zip", bag.parent, bag.name)


def _tiles(bag, tmp_path):
    """What a mirror keeps: the checkpoint and the tiles alone."""
    folder = tmp_path / "mirror"
    shutil.copytree(bag / "data/ledger/tile", folder / "tile")
    shutil.copy(bag / "data/ledger/checkpoint", folder)
    return folder


def _bag(bag, _tmp_path):
    return bag


@pytest.mark.parametrize("form", [_bag, _zipped, _tiles])
def test_any_copy_brings_the_entries_back_to_the_byte(lost, tmp_path, unit, form):
    had = bodies()
    assert seal_round()[1]
    done = recover(copies.reader(str(form(lost, tmp_path))))
    assert (done.had, done.size) == (len(had), len(lines(lost)))
    assert bodies() == lines(lost)
    _signed, alarms = seal_round()
    assert [alarm.origin for alarm in alarms] == [LedgerLog.objects.get(unit_code=None).origin]
    assert LedgerSealing.objects.get(log=log_of()).alarm == ""
    newest = LedgerCheckpoint.objects.filter(log=log_of()).latest("size")
    assert newest.note == (lost / "data/ledger/checkpoint").read_text()
    make.comment(unit)


def test_verifying_then_names_the_rows_that_stay_lost(lost):
    recover(copies.reader(str(lost)))
    seal_round()
    problems = verify_log(log_of()).problems
    gone = len(lines(lost)) - 5
    assert problems and all("is gone" in p or "nothing here knows" in p for p in problems), problems
    assert len({p.split(":")[2] for p in problems}) <= gone


def test_a_mirror_on_the_web_is_a_copy_too(lost, tmp_path):
    folder = _tiles(lost, tmp_path)
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    call_command("recover_ledger", address)
    assert bodies() == lines(lost)
    (folder / "tile").rename(folder / "gone")
    with pytest.raises(copies.BadCopy, match="cannot be fetched"):
        recover(copies.reader(address))
    server.shutdown()
    server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Answers and says nothing."""

    def log_message(self, *_words):
        pass


def bundle_of(bag):
    (path,) = (bag / "data/ledger/tile/entries").rglob("*.p/*")
    return path


def _another_word(bag):
    path = bundle_of(bag)
    path.write_bytes(path.read_bytes().replace(b'"role":"approver"', b'"role":"official"', 1))


def _another_key(bag):
    path = bag / "data/ledger/checkpoint"
    text, _blank, line = path.read_text().partition("\n\n")
    path.write_text(f"{text}\n\n{line[:-8]}AAAAAA==\n")


def _cut(bag):
    path = bundle_of(bag)
    path.write_bytes(path.read_bytes()[:-3])


def _one_less(bag):
    path = bundle_of(bag)
    path.write_bytes(tiles.bundle(tiles.unbundle(path.read_bytes())[:-1]))


def _unreadable(bag):
    (bag / "data/ledger/checkpoint").write_bytes(b"\xff\xfe")


@pytest.mark.parametrize(
    ("harm", "refusal", "words"),
    [
        (_another_word, CannotRecover, "do not give the root"),
        (_another_key, CannotRecover, "not signed by the log's key"),
        (_cut, copies.BadCopy, "ends within"),
        (_one_less, copies.BadCopy, "instead of"),
        (lambda bag: bundle_of(bag).unlink(), copies.BadCopy, "cannot be read"),
        (_unreadable, copies.BadCopy, "not text"),
    ],
)
def test_a_copy_that_was_changed_or_cut_puts_nothing_back(lost, harm, refusal, words):
    before = bodies()
    harm(lost)
    with pytest.raises(refusal, match=words):
        recover(copies.reader(str(lost)))
    assert bodies() == before


def test_what_the_portal_wrote_after_the_backup_came_back_is_not_overwritten(lost, unit):
    make.comment(unit)
    before = bodies()
    with pytest.raises(CannotRecover, match=f"Entry {len(before) - 1} in the database is another"):
        recover(copies.reader(str(lost)))
    assert bodies() == before


def test_an_older_copy_changes_nothing_and_says_what_is_missing(lost, unit, tmp_path, capsys):
    older = bags.make(unit, tmp_path / "older")
    with pytest.raises(CommandError, match="missing still"):
        call_command("recover_ledger", str(older))
    assert "0 entries put back" in capsys.readouterr().out
    call_command("recover_ledger", str(older), str(lost))
    assert f"{len(lines(lost))} now" in capsys.readouterr().out


def test_a_log_that_is_wholly_lost_comes_back_under_a_key_from_outside(
    unit, official, approver, tmp_path, settings
):
    backup = transaction.savepoint_create()
    make.published(make.budget_draft(official, unit), official, approver)
    seal_round()
    bag = bags.make(unit, tmp_path)
    transaction.savepoint_rollback(backup)
    assert any(alarm.origin.endswith("31732") for alarm in seal_round()[1])
    with pytest.raises(CommandError, match="--vkey"):
        call_command("recover_ledger", str(bag))
    other = tmp_path / "other"
    other.write_text((tmp_path / "key").read_text().replace("31732", "31759"))
    with pytest.raises(CommandError, match="knows no key"):
        call_command("recover_ledger", str(bag), vkey=other)
    settings.LEDGER_ORIGIN, ours = "elsewhere.example", settings.LEDGER_ORIGIN
    with pytest.raises(CommandError, match="not a log of this portal"):
        call_command("recover_ledger", str(bag), vkey=tmp_path / "key")
    settings.LEDGER_ORIGIN = ours
    call_command("recover_ledger", str(bag), vkey=tmp_path / "key")
    assert bodies() == lines(bag)
    changed = (tmp_path / "key").read_text().replace("+A", "+B")
    other.write_text(changed)
    with pytest.raises(CommandError, match="not the one"):
        call_command("recover_ledger", str(bag), vkey=other)


def test_a_place_that_holds_no_log_is_named(lost, tmp_path):
    with pytest.raises(copies.BadCopy, match="holds no log"):
        copies.reader(str(tmp_path / "nowhere"))
    with pytest.raises(copies.BadCopy, match="not an archive"):
        copies.reader(str(lost / "data/ledger/checkpoint"))
    empty = shutil.make_archive(str(tmp_path / "empty"), "zip", lost / "data/contents")
    with pytest.raises(copies.BadCopy, match="holds no log"):
        copies.reader(empty)
    cut = copies.reader(_zipped(lost, tmp_path))
    with pytest.raises(copies.BadCopy, match="out of the archive"):
        cut("tile/9/000")
