"""Witnesses (C2SP tlog-witness): who cosigns a root remembers it, so that it cannot be changed."""

import base64
import contextlib
import datetime as dt
import hashlib
import http.server
import socket
import threading
import time
import wsgiref.simple_server

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction
from django.test.client import ClientHandler

from disclosures.ledger import cosign, note, quorum, sealed, tiles, witnesses, witnessing
from disclosures.ledger import post as post_module
from disclosures.ledger.post import post
from disclosures.ledger.rounds import portal_log
from disclosures.management.commands.seal_ledger import ask_witnesses, seal_round
from disclosures.models import (
    LedgerCosignature,
    LedgerSeenLog,
    LedgerWitness,
)
from disclosures.models.ledger import LedgerHead, LedgerLog
from disclosures.rules import clock
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
                with contextlib.suppress(ConnectionError):
                    self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
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
def portal_over_http(log, settings):
    """This portal on a socket, in a thread that shares the test's transaction."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    ours = connections["default"]
    ours.inc_thread_sharing()

    class Quiet(wsgiref.simple_server.WSGIRequestHandler):
        def log_message(self, *_):
            pass

    def application(environ, start_response):
        # The client's handler, as it leaves the transaction's connection open.
        answer = ClientHandler(enforce_csrf_checks=True)(environ)
        start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
        return [answer.getvalue()]

    def serve():
        connections["default"] = ours
        server.serve_forever(poll_interval=0.01)

    server = wsgiref.simple_server.make_server("127.0.0.1", 0, application, handler_class=Quiet)
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    ours.dec_thread_sharing()


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


def test_one_portal_witnesses_another_over_http(visitor, log, portal_over_http):
    """The log's side asks over a socket, the witness's side answers as the site does."""
    vkey = visitor.get("/so-cai/nhan-chung/vkey").content.decode().strip()
    call_command("add_witness", f"{portal_over_http}/so-cai/nhan-chung", vkey)
    assert ask_witnesses() == []
    grow(log)
    LedgerWitness.objects.update(last_size=0)  # it forgot: the witness says from where to go on
    assert ask_witnesses() == []
    point = sealed.newest(log)
    assert LedgerSeenLog.objects.get().size == point.size
    assert LedgerCosignature.objects.filter(checkpoint_id=point.pk).count() == 1
    assert quorum.quorum().is_reached


def test_a_portal_whose_log_lost_its_end_is_told_so_by_the_portal_that_witnessed_it(
    visitor, log, portal_over_http
):
    """A restored backup, the sealer's memory with it: the witness alone remembers more."""
    vkey = visitor.get("/so-cai/nhan-chung/vkey").content.decode().strip()
    call_command("add_witness", f"{portal_over_http}/so-cai/nhan-chung", vkey)
    older = sealed.newest(log)
    grow(log)
    assert ask_witnesses() == []
    (alarm,) = witnesses.ask_all(older)
    assert alarm.kind == "rollback"
    assert quorum.quorum().contradicted


def test_a_portal_witnesses_a_log_that_is_no_ones_here(visitor, log, tmp_path, portal_over_http):
    """A stranger's log, made and signed by nothing of ours but the key's format."""
    origin, stranger = "khac.example/so-cai/cong", note.load_or_create_key(tmp_path / "khac.key")
    call_command("watch_log", note.verifier_key(origin, note.public_bytes(stranger)))
    leaves = [hashlib.sha256(b"\0" + bytes([n])).digest() for n in range(3)]
    pair = hashlib.sha256(b"\1" + leaves[0] + leaves[1]).digest()
    whole = hashlib.sha256(b"\1" + pair + leaves[2]).digest()

    def ask(old, size, root, *proof):
        text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
        hashes = "".join(base64.b64encode(one).decode() + "\n" for one in proof)
        signed = note.sign(text, origin, stranger)
        answer = post(f"{portal_over_http}{ADD}", f"old {old}\n{hashes}\n{signed}".encode())
        return answer.status

    assert ask(0, 2, pair) == 200
    assert ask(2, 3, whole) == 422
    assert ask(2, 3, hashlib.sha256(b"another").digest(), leaves[2]) == 422
    assert ask(2, 3, whole, leaves[2]) == 200
    assert ask(0, 2, pair) == 409
    assert ask(3, 3, whole) == 200


# --- hostile ones ---------------------------------------------------------------------------------


@pytest.fixture
def hurried(monkeypatch):
    """Ten seconds are a tenth."""
    monkeypatch.setattr(post_module, "READ_SECONDS", 0.5)
    monkeypatch.setattr(post_module, "WHOLE_SECONDS", 0.5)


@pytest.fixture
def dribbling():
    """Sends what it is given, one piece each tenth of a second, without end."""
    made = []

    def start(first, piece):
        listener = socket.create_server(("127.0.0.1", 0))
        made.append(listener)

        def serve():
            with contextlib.suppress(OSError):
                taken, _address = listener.accept()
                with taken:
                    taken.recv(65536)
                    taken.sendall(first)
                    while True:
                        time.sleep(0.1)
                        taken.sendall(piece)

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in made:
        listener.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
    ],
)
def test_a_witness_that_dribbles_is_cut_off(log, dribbling, vkey, hurried, first, piece):
    call_command("add_witness", dribbling(first, piece), vkey)
    begun = time.monotonic()
    assert ask_witnesses() == []
    assert time.monotonic() - begun < 3
    assert LedgerWitness.objects.get().last_status == "no answer"


def test_slow_witnesses_are_waited_for_together(log, away, tmp_path):
    def slow(_asked):
        time.sleep(0.4)
        return b""

    for n in range(4):
        other = note.load_or_create_key(tmp_path / f"w{n}")
        key = cosign.verifier_key(f"w{n}.example", note.public_bytes(other))
        call_command("add_witness", away(200, slow).url, key)
    begun = time.monotonic()
    ask_witnesses()
    assert time.monotonic() - begun < 1.2


def test_a_huge_answer_is_read_no_further_than_its_beginning(log, away, key, vkey):
    line = signer(key)
    call_command("add_witness", away(200, lambda asked: b"x" * 5_000_000 + line(asked)).url, vkey)
    assert ask_witnesses() == []
    assert "without a cosignature" in LedgerWitness.objects.get().last_status


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"\n" * 9000, "— thanh-tra.example AAAA\n".encode(), "— \n".encode(),
     "— thanh-tra.example !\n".encode(), "— thanh-tra.example é=\n".encode()],
)  # fmt: skip
def test_garbage_is_no_cosignature(log, away, vkey, content):
    call_command("add_witness", away(200, content).url, vkey)
    assert ask_witnesses() == []
    assert not LedgerCosignature.objects.exists()


@pytest.mark.parametrize("size", [b"", b"-1", b"1e9", "²".encode(), b"9" * 4000])
def test_a_remembered_size_that_is_none_gives_no_alarm(log, away, vkey, size):
    call_command("add_witness", away(409, size, kind="text/x.tlog.size").url, vkey)
    assert ask_witnesses() == []
    assert LedgerWitness.objects.get().last_status == "409"


def test_a_line_for_an_older_checkpoint_is_not_kept_for_the_newer(log, away, key, vkey):
    older = cosign.cosign(text_of(sealed.newest(log)), "thanh-tra.example", key, 1_790_000_000)
    grow(log)
    call_command("add_witness", away(200, older.encode()).url, vkey)
    assert ask_witnesses() == []
    assert not LedgerCosignature.objects.exists()


@pytest.mark.parametrize("url", ["http://127.0.0.1:x", "http://", "https://[::", "http://\udce9"])
def test_an_address_that_is_none_is_no_answer(url):
    assert post(url, b"").status == 0


# --- enough of them -------------------------------------------------------------------------------


def test_after_a_day_the_same_root_is_cosigned_anew(log, away, key, vkey):
    """A checkpoint tells no time: only a fresh line shows that the log is not frozen."""
    one = away(200, signer(key))
    call_command("add_witness", one.url, vkey)
    ask_witnesses()
    with clock.moved_to(clock.now() + dt.timedelta(hours=21)):
        ask_witnesses()
    assert len(one.asked) == 2
    point = sealed.newest(log)
    assert LedgerCosignature.objects.filter(checkpoint_id=point.pk).count() == 2
    assert len(point.cosigned()) == 1


@pytest.fixture
def three(log, away, tmp_path, settings):
    """Two of three are enough; the second is away, the third sends other people's lines."""
    settings.LEDGER_QUORUM = 2
    keys = [note.load_or_create_key(tmp_path / f"w{n}") for n in range(3)]
    names = [f"w{n}.example" for n in range(3)]
    answers = [away(200, signer(key, name)) for key, name in zip(keys, names, strict=True)]
    answers[1].stop()
    answers[2].stop()
    false = away(200, signer(keys[0], names[0]))
    for n, url in enumerate([answers[0].url, answers[1].url, false.url]):
        vkey = cosign.verifier_key(names[n], note.public_bytes(keys[n]))
        call_command("add_witness", url, vkey)
    return keys, names


def test_too_few_cosignatures_are_told_with_since_when(log, three):
    signed_at = sealed.newest(log).created_at
    assert ask_witnesses() == []
    now = quorum.quorum()
    assert (now.needed, now.cosigned, now.vouched, now.is_reached) == (2, 1, 0, False)
    assert now.lacking_since == signed_at
    grow(log)
    ask_witnesses()
    assert quorum.quorum().lacking_since == signed_at


def test_enough_cosignatures_end_the_lack_and_the_next_root_begins_another(log, three, away):
    ask_witnesses()
    keys, names = three
    LedgerWitness.objects.filter(name=names[1]).update(url=away(200, signer(keys[1], names[1])).url)
    ask_witnesses()
    size = sealed.newest(log).size
    assert quorum.quorum().is_reached and quorum.quorum().vouched == size
    LedgerWitness.objects.update(url="http://127.0.0.1:9")
    later = grow(log)
    ask_witnesses()
    now = quorum.quorum()
    assert (now.vouched, now.lacking_since) == (size, later.created_at)


def test_a_line_that_does_not_hold_counts_for_nothing_though_it_is_stored(log, vkey, tmp_path):
    point = sealed.newest(log)
    stranger = note.load_or_create_key(tmp_path / "stranger")
    line = cosign.cosign(text_of(point), "thanh-tra.example", stranger, 1_790_000_000)
    call_command("add_witness", "http://127.0.0.1:9", vkey)
    LedgerWitness.objects.update(last_size=point.size, last_status="200")
    LedgerCosignature.objects.create(
        checkpoint_id=point.pk, vkey=vkey, line=line, cosigned_at=clock.now()
    )
    assert quorum.quorum().cosigned == 0


def test_while_witnesses_are_asked_the_root_before_is_given_away(visitor, log, away, key, vkey):
    call_command("add_witness", away(200, signer(key)).url, vkey)
    ask_witnesses()
    before = sealed.newest(log)
    newest = grow(log)
    served = visitor.get("/so-cai/cong/checkpoint").content.decode()
    assert served.splitlines()[1] == str(before.size) and served.count("—") == 2
    assert visitor.get(f"/so-cai/cong/entry/{before.size}").status_code == 404
    with clock.moved_to(clock.now() + dt.timedelta(minutes=1)):
        served = visitor.get("/so-cai/cong/checkpoint").content.decode()
    assert served == newest.note, "nothing waits longer than that for a witness"
    ask_witnesses()
    assert visitor.get("/so-cai/cong/checkpoint").content.decode().count("—") == 2
