"""Go's own transparency-log packages accept our logs and refuse every kind of change to them."""

import base64
import hashlib

import pytest
from django.db import connection
from django.test import Client

from disclosures.ledger import note, seal, tiles
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import LedgerCheckpoint
from tests.ledger import bags
from tests.ledger.logs import add_entries, make_log

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SIZES = (1, 2, 255, 256, 257, 70_000)


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, request):
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")


@pytest.fixture
def keys(tmp_path, settings):
    """The key of the log of 31732, among others, as /so-cai/vkey lists them."""
    public = note.public_bytes(note.load_or_create_key(settings.LEDGER_KEY_FILE))
    names = ("cong", "31759", "31732")
    lines = [note.verifier_key(f"x.example/so-cai/{name}", public) for name in names]
    path = tmp_path / "vkey"
    path.write_text("\n".join(lines) + "\n")
    return path


def mirrored(log, folder):
    """The log as files, taken over HTTP like any mirror would."""
    client, size = Client(), LedgerCheckpoint.objects.filter(log=log).latest("size").size
    for path in ["checkpoint", *(tile.path for tile in tiles.tiles_of(size))]:
        answer = client.get(f"/so-cai/{log.unit_code}/{path}")
        assert answer.status_code == 200, path
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(answer.content)
    return folder


def test_it_accepts_logs_of_all_sizes_over_files_and_over_http(served, checklog, keys, tmp_path):
    log, kept, start = make_log(0), [], 0
    for size in SIZES:
        add_entries(log.pk, start, size)
        seal_round()
        start = size
        point = LedgerCheckpoint.objects.get(log=log, size=size)
        folder = mirrored(log, tmp_path / str(size))
        root = base64.b64encode(bytes(point.root)).decode()
        told = f"OK x.example/so-cai/31732 size={size} root={root}\n"
        assert checklog(folder, keys, *kept) == (0, told)
        assert checklog(f"{served}/so-cai/31732", keys, *kept) == (0, told)
        kept.append(folder / "checkpoint")


def flip(path, at=7):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def swap(path):
    """Two entries of one length change places."""
    data = path.read_bytes()
    path.write_bytes(data.replace(b"entry 3", b"entry X").replace(b"entry 4", b"entry 3"))


def edit(path):
    path.write_text(path.read_text().replace("\n300\n", "\n299\n"))


CHEATS = {
    "a flipped bit of an entry": (lambda folder: flip(folder / "tile/entries/000"), "another root"),
    "a flipped bit of a tile": (lambda folder: flip(folder / "tile/0/000"), "does not fit"),
    "a flipped bit of the last tile": (lambda f: flip(f / "tile/0/001.p/44"), "does not fit"),
    "a flipped bit of an upper tile": (
        lambda folder: flip(folder / "tile/1/000.p/1"),
        "does not fit",
    ),
    "an edited checkpoint": (lambda folder: edit(folder / "checkpoint"), "invalid signature"),
    "a wrong entry": (lambda folder: swap(folder / "tile/entries/000"), "another root"),
    "a missing bundle": (lambda f: (f / "tile/entries/001.p/44").unlink(), "no such file"),
    "a missing tile": (lambda folder: (folder / "tile/0/000").unlink(), "no such file"),
}


def test_it_refuses_what_was_changed(checklog, keys, tmp_path):
    log = make_log(300)
    seal_round()
    for at, (name, (cheat, word)) in enumerate(CHEATS.items()):
        folder = mirrored(log, tmp_path / str(at))
        assert checklog(folder, keys)[0] == 0
        cheat(folder)
        code, words = checklog(folder, keys)
        assert code == 1 and word in words, (name, words)


def test_it_refuses_a_fork_a_rollback_and_a_key_that_is_not_ours(checklog, keys, tmp_path, served):
    log = make_log(300)
    seal_round()
    key = note.load_or_create_key(seal.settings.LEDGER_KEY_FILE)
    other = hashlib.sha256(b"another past").digest()
    for size, root, word in (
        (200, other, "another past"),
        (300, other, "another past"),
        (301, other, "this log has 300"),
    ):
        text = seal.checkpoint_text(log.origin, size, root)
        (tmp_path / "kept").write_text(note.sign(text, log.origin, key))
        code, words = checklog(f"{served}/so-cai/31732", keys, tmp_path / "kept")
        assert code == 1 and word in words, words
    keys.write_text(note.verifier_key("x.example/so-cai/31732", hashlib.sha256(b"x").digest()))
    assert checklog(f"{served}/so-cai/31732", keys)[0] == 1


def test_it_refuses_over_http_what_the_database_was_made_to_say(checklog, keys, served):
    log = make_log(300)
    seal_round()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
        cursor.execute(
            "UPDATE ledger_entry SET body = 'entry y' WHERE log_id = %s AND idx = 9", [log.pk]
        )
    code, words = checklog(f"{served}/so-cai/31732", keys)
    assert code == 1 and "another root" in words


def test_it_accepts_the_log_in_a_real_bag_with_its_proofs(told, checklog, tmp_path):
    bag = bags.make(told, tmp_path)
    code, words = checklog(bag / "data/ledger", tmp_path / "key")
    assert code == 0, words
    proof = bag / "data/ledger/proofs/0.tlog-proof"
    proof.write_text(proof.read_text().replace("index 0", "index 1"))
    code, words = checklog(bag / "data/ledger", tmp_path / "key")
    assert code == 1 and "the proof of entry 0 is none" in words
