"""Witnesses (C2SP tlog-witness): who cosigns a root remembers it, so that it cannot be changed."""

import base64
import hashlib
import http.server
import io
import threading
import urllib.error
import urllib.response
from email.message import Message

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from disclosures.ledger import cosign, note, sealed, tiles, witnesses, witnessing
from disclosures.ledger.rounds import portal_log
from disclosures.management.commands.seal_ledger import ask_witnesses, seal_round
from disclosures.models import (
    LedgerCosignature,
    LedgerSeenLog,
    LedgerWitness,
)
from disclosures.models.ledger import LedgerHead, LedgerLog
from tests.ledger.logs import add_entries, make_log

pytestmark = pytest.mark.django_db
ADD = "/so-cai/nhan-chung/add-checkpoint"


@pytest.fixture(autouse=True)
def _keys(settings, tmp_path, request):
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    settings.WITNESS_KEY_FILE = tmp_path / "witness.key"
    request.getfixturevalue("service")


@pytest.fixture
def log(_keys):
    """The portal's sealed log, which this portal witnesses too."""
    make_log(3)
    seal_round()
    own = portal_log()
    witnessing.watch(sealed.genesis_key(own))
    return own


def grow(log):
    """Two more entries in the unit's log, hence one in the portal's, which records its root."""
    unit_log = LedgerLog.objects.exclude(unit_code=None).get()
    size = LedgerHead.objects.get(log=unit_log).size
    add_entries(unit_log.pk, size, size + 2)
    seal_round()
    return sealed.newest(log)


def body(point, old, proof=()):
    hashes = "".join(base64.b64encode(one).decode() + "\n" for one in proof)
    return f"old {old}\n{hashes}\n{point.note}".encode()


def send(visitor, content):
    return visitor.post(ADD, content, content_type="text/plain")


def text_of(point):
    return point.note.partition("\n\n")[0] + "\n"


def test_the_first_checkpoint_is_cosigned_and_remembered(visitor, log):
    point = sealed.newest(log)
    answer = send(visitor, body(point, 0))
    assert answer.status_code == 200
    vkey = visitor.get("/so-cai/nhan-chung/vkey").content.decode().strip()
    assert cosign.verify(text_of(point), answer.content.decode(), vkey) > 1_700_000_000
    seen = LedgerSeenLog.objects.get()
    assert (seen.size, bytes(seen.root)) == (point.size, bytes(point.root))
    digest = hashlib.sha256(log.origin.encode()).hexdigest()
    kept = visitor.get(f"/so-cai/nhan-chung/{digest}/checkpoint")
    assert kept.content.decode() == point.note


def test_growth_is_cosigned_with_its_proof_alone(visitor, log):
    first = sealed.newest(log)
    send(visitor, body(first, 0))
    second = grow(log)
    proof = tiles.consistency_proof(log.pk, first.size, second.size)
    assert send(visitor, body(second, first.size)).status_code == 422
    assert send(visitor, body(second, first.size, [b"\x01" * 32, *proof[1:]])).status_code == 422
    assert LedgerSeenLog.objects.get().size == first.size
    assert send(visitor, body(second, first.size, proof)).status_code == 200
    assert send(visitor, body(second, second.size)).status_code == 200


def test_another_old_size_is_answered_with_the_remembered_one(visitor, log):
    first = sealed.newest(log)
    send(visitor, body(first, 0))
    answer = send(visitor, body(grow(log), 0))
    assert answer.status_code == 409
    assert answer["Content-Type"] == "text/x.tlog.size"
    assert answer.content == f"{first.size}\n".encode()


def test_another_root_of_the_same_size_is_refused(visitor, log, settings):
    point = sealed.newest(log)
    send(visitor, body(point, 0))
    forged = f"{log.origin}\n{point.size}\n{base64.b64encode(b'x' * 32).decode()}\n"
    key = note.load_or_create_key(settings.LEDGER_KEY_FILE)
    point.note = note.sign(forged, log.origin, key)
    assert send(visitor, body(point, point.size)).status_code == 409


def test_an_unknown_log_and_a_wrong_key_are_refused(visitor, log, tmp_path):
    point = sealed.newest(log)
    stranger = note.load_or_create_key(tmp_path / "stranger")
    point.note = note.sign(text_of(point), log.origin, stranger)
    assert send(visitor, body(point, 0)).status_code == 403
    other = text_of(point).replace(log.origin, "khac.example/so-cai/cong")
    point.note = note.sign(other, "khac.example/so-cai/cong", stranger)
    assert send(visitor, body(point, 0)).status_code == 404


@pytest.mark.parametrize(
    "content",
    [b"", b"old", b"old x\n\na\n1\nAA==\n", b"\xff\xfe", b"old 0\n\n", b"old 01\n\na\n1\nAA==\n\n"],
)
def test_a_malformed_request_is_refused(visitor, log, content):
    assert send(visitor, content).status_code == 400


def test_a_greater_old_size_than_the_checkpoints_is_refused(visitor, log):
    point = sealed.newest(log)
    assert send(visitor, body(point, point.size + 1)).status_code == 400


def test_a_request_that_is_too_long_is_not_read(visitor, log):
    assert send(visitor, b"x" * 70_000).status_code == 413


def test_without_a_key_the_portal_is_no_witness(visitor, log, settings):
    settings.WITNESS_KEY_FILE = None
    assert send(visitor, body(sealed.newest(log), 0)).status_code == 404
    assert visitor.get("/so-cai/nhan-chung/vkey").status_code == 404
    with pytest.raises(CommandError):
        call_command("watch_log", sealed.genesis_key(log))


def test_the_database_lets_what_was_seen_only_grow(visitor, log):
    send(visitor, body(sealed.newest(log), 0))
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerSeenLog.objects.update(size=1)
    with pytest.raises(Exception, match="append-only|never"), transaction.atomic():
        LedgerSeenLog.objects.all().delete()


# --- the log's side -------------------------------------------------------------------------------


class Away:
    """A witness that answers what it is told to."""

    def __init__(self, status, body=b"", kind="text/plain"):
        away = self
        self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                away.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
                content = body(away.asked[-1]) if callable(body) else body
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def away():
    made = []

    def start(*args, **kwargs):
        made.append(Away(*args, **kwargs))
        return made[-1]

    yield start
    for one in made:
        one.stop()


@pytest.fixture
def key(tmp_path):
    return note.load_or_create_key(tmp_path / "nguoi-lam-chung")


@pytest.fixture
def vkey(key):
    return cosign.verifier_key("thanh-tra.example", note.public_bytes(key))


def signer(key, name="thanh-tra.example"):
    def answer(asked):
        signed = asked.decode().partition("\n\n")[2]
        text = signed.partition("\n\n")[0] + "\n"
        return cosign.cosign(text, name, key, 1_790_000_000).encode()

    return answer


def test_a_cosignature_is_kept_and_served_with_the_checkpoint(visitor, log, away, key, vkey):
    call_command("add_witness", away(200, signer(key)).url, vkey)
    assert ask_witnesses() == []
    point = sealed.newest(log)
    line = LedgerCosignature.objects.get(checkpoint_id=point.pk).line
    assert cosign.verify(text_of(point), line, vkey) == 1_790_000_000
    served = visitor.get("/so-cai/cong/checkpoint").content.decode()
    assert served == point.note + line
    assert f"witness thanh-tra.example {vkey}" in visitor.get("/so-cai/policy").content.decode()
    witness = LedgerWitness.objects.get()
    assert (witness.last_size, witness.last_status) == (point.size, "200")


def test_a_witness_is_asked_once_for_each_checkpoint_and_from_what_it_saw(log, away, key, vkey):
    one = away(200, signer(key))
    call_command("add_witness", one.url, vkey)
    ask_witnesses()
    ask_witnesses()
    assert len(one.asked) == 1
    before = sealed.newest(log).size
    grow(log)
    ask_witnesses()
    assert one.asked[1].startswith(f"old {before}\n".encode())


def test_a_witness_that_is_away_delays_nothing_and_is_told_of(log, away, vkey):
    gone = away(200)
    call_command("add_witness", gone.url, vkey)
    gone.stop()
    assert ask_witnesses() == []
    assert LedgerWitness.objects.get().last_status == "no answer"


@pytest.mark.parametrize("status", [301, 400, 403, 404, 500, 503])
def test_any_other_answer_is_no_cosignature(log, away, vkey, status):
    call_command("add_witness", away(status).url, vkey)
    assert ask_witnesses() == []
    assert LedgerWitness.objects.get().last_status == str(status)
    assert not LedgerCosignature.objects.exists()


def test_a_line_by_another_key_is_not_kept(log, away, vkey, tmp_path):
    stranger = note.load_or_create_key(tmp_path / "stranger")
    call_command("add_witness", away(200, signer(stranger)).url, vkey)
    ask_witnesses()
    assert not LedgerCosignature.objects.exists()
    assert "without a cosignature" in LedgerWitness.objects.get().last_status


def test_a_witness_that_saw_more_gives_an_alarm(log, away, vkey):
    seen = away(409, b"1000000\n", kind="text/x.tlog.size")
    call_command("add_witness", seen.url, vkey)
    (alarm,) = ask_witnesses()
    assert alarm.kind == "rollback"


def test_a_witness_that_saw_something_else_gives_an_alarm(log, away, vkey):
    call_command("add_witness", away(422).url, vkey)
    (alarm,) = ask_witnesses()
    assert alarm.kind == "rewrite"


def test_a_witness_that_saw_less_is_asked_again_from_there(log, away, vkey):
    less = away(409, b"1\n", kind="text/x.tlog.size")
    call_command("add_witness", less.url, vkey)
    assert ask_witnesses() == []
    assert [one.partition(b"\n")[0] for one in less.asked] == [b"old 0", b"old 1"]


def test_a_witness_may_be_let_rest(log, away, vkey):
    one = away(500)
    call_command("add_witness", one.url, vkey)
    call_command("add_witness", one.url, vkey, rest=True)
    assert ask_witnesses() == []
    assert one.asked == []


@pytest.mark.parametrize("wrong", ["x", "a+00000000+AAAA", "a b+00000000+BAAA"])
def test_a_key_that_is_none_is_refused(wrong):
    with pytest.raises(CommandError):
        call_command("add_witness", "https://x.example", wrong)
    with pytest.raises(CommandError):
        call_command("watch_log", wrong)


class Through:
    """Carries requests to this portal's own views, in the test's transaction."""

    def __init__(self, visitor):
        self.visitor = visitor

    def open(self, request, timeout):
        path = request.full_url.removeprefix("http://neighbour.example")
        answer = self.visitor.post(path, request.data, content_type="text/plain")
        headers = Message()
        headers["Content-Type"] = answer["Content-Type"]
        content = io.BytesIO(answer.content)
        if answer.status_code >= 400:
            raise urllib.error.HTTPError(path, answer.status_code, "", headers, content)
        return urllib.response.addinfourl(content, headers, path, answer.status_code)


def test_one_portal_witnesses_another(visitor, log, monkeypatch):
    monkeypatch.setattr(witnesses, "_opener", Through(visitor))
    url = "http://neighbour.example/so-cai/nhan-chung"
    call_command("add_witness", url, witnessing.verifier_key())
    assert ask_witnesses() == []
    grow(log)
    LedgerWitness.objects.update(last_size=0)  # it forgot: the witness says from where to go on
    assert ask_witnesses() == []
    point = sealed.newest(log)
    assert LedgerSeenLog.objects.get().size == point.size
    assert LedgerCosignature.objects.filter(checkpoint_id=point.pk).count() == 1
