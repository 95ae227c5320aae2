"""A clamd of our own with one signature, and scanners that misbehave; nothing is downloaded."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

VIRUS = "Eicar-Local.UNOFFICIAL"


# The process behind each address.
RUNNING = {}


def stop(address):
    """End the clamd at this address at once, whatever it is doing."""
    RUNNING[address].kill()
    RUNNING[address].wait()


def eicar():
    """The test file of the scanners' makers, put together so that no file of ours holds it."""
    parts = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!", "$H+H*")
    return "".join(parts).encode()


@contextlib.contextmanager
def running():
    """The address of a clamd that knows nothing but the test file."""
    if not shutil.which("clamd"):
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("clamd is not installed.")
        pytest.skip("clamd is not installed (Debian: clamav-daemon).")
    # The path of a Unix socket has to be short; pytest's folders are not.
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        (home / "local.ndb").write_text(f"Eicar-Local:0:*:{eicar().hex()}\n")
        (home / "clamd.conf").write_text(
            f"DatabaseDirectory {home}\nLocalSocket {home}/s\nForeground yes\nAlertExceedsMax yes\n"
        )
        process = subprocess.Popen(
            ["clamd", "-c", home / "clamd.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        RUNNING[str(home / "s")] = process
        try:
            _wait_for(home / "s", process)
            yield str(home / "s")
        finally:
            stop(str(home / "s"))


def _wait_for(path, process):
    for _each in range(400):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(path))
            return
        assert process.poll() is None, "clamd ended by itself"
        time.sleep(0.05)
    raise AssertionError("clamd did not come up in 20 s")


@contextlib.contextmanager
def answering(behave):
    """The address of something that calls `behave(connection)` for whoever connects."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    is_over = threading.Event()

    def serve():
        while not is_over.is_set():
            try:
                connection, _address = server.accept()
            except TimeoutError:
                continue
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                behave(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()
    finally:
        is_over.set()
        thread.join()
        server.close()


def nobody():
    """An address at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()
