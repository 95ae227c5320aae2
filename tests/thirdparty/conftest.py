"""Judges that know nothing of this portal: where they lie, and a server for those that use HTTP."""

import os
import shutil
import subprocess
import threading
from functools import cache
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIServer
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler

from tests.ledger.story import tell

REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
HERE = Path(__file__).parent


def absent(what, package):
    """Skip with a sentence, or fail where CI requires every judge."""
    sentence = f"{what} is not on this machine ({package}); CI requires it."
    if REQUIRED:
        pytest.fail(sentence)
    pytest.skip(sentence)


def judge(name):
    """The path of a program of requirements/judges.txt; JUDGES names the folder they lie in."""
    path = Path(os.environ.get("JUDGES", "/nowhere")) / name
    if not path.exists():
        absent(name, "requirements/judges.txt, its folder in JUDGES")
    return str(path)


@cache
def _built(folder):
    program = str(Path(folder) / "checklog")
    environment = {
        **os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOPROXY": "off",
        "GOFLAGS": "", "GOCACHE": str(Path(folder) / "cache"),
    }  # fmt: skip
    build = ["go", "build", "-o", program, "."]
    subprocess.run(build, cwd=HERE / "checklog", env=environment, check=True)
    return program


@pytest.fixture(scope="session")
def checklog(tmp_path_factory):
    """Runs the Go program: its exit code and what it says."""
    if not shutil.which("go"):
        absent("go", "apt: golang-go golang-golang-x-mod-dev")
    program = _built(str(tmp_path_factory.mktemp("go")))

    def run(log, keys, *kept):
        command = [program, str(log), str(keys), *map(str, kept)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture
def told(unit, official, approver, second_approver, moderator):
    """A commune in which everything happened that a log can tell of; sealed."""
    return tell(unit, official, approver, moderator)


@pytest.fixture
def served(db, settings, monkeypatch):
    """The portal over HTTP: one thread that sees the test's own transaction."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    server = WSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(WSGIHandler())

    def answer():
        connections["default"] = shared
        server.serve_forever()

    shared = connections["default"]
    shared.inc_thread_sharing()
    # Else the end of a request closes a connection that stands in a transaction.
    monkeypatch.setattr(shared, "close_if_unusable_or_obsolete", lambda: None)
    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()
    shared.dec_thread_sharing()
