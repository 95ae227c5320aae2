"""The demo on one machine: an embedded database, illustrative notices, server and worker."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from portal.database import LocalPostgres

BASE_DIR = Path(__file__).resolve().parent.parent
ACCOUNTS = (
    ("can-bo", "official, phường Ngã Năm"),
    ("lanh-dao", "approver, phường Ngã Năm"),
    ("kiem-duyet", "moderator, phường Ngã Năm"),
    ("bao-ve", "data protection officer, phường Ngã Năm"),
    ("can-bo-khac", "official, another commune"),
    ("thanh-tra", "auditor, Cần Thơ"),
    ("quan-tri", "operator"),
)
PASSWORD = "cong-khai-2026"

_database: LocalPostgres | None = None
_mail_port: int | None = None


def data_dir() -> Path:
    """Where the demo keeps everything."""
    return Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()


def prepare_environment() -> None:
    """Set what production must set by hand, before the settings are read."""
    global _database, _mail_port
    folder = data_dir()
    folder.mkdir(parents=True, exist_ok=True)
    port = os.environ.setdefault("PORT", "8000")
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
    os.environ.setdefault("SAMPLE_DATABASE", "1")
    os.environ.setdefault("LEDGER_ORIGIN", "demo.congkhai.example")
    os.environ.setdefault("SECRET_KEY", _kept(folder / "secret-key", secrets.token_urlsafe(48)))
    # Nearly every number of 32 bytes is a key on P-256.
    os.environ.setdefault(
        "VAPID_PRIVATE_KEY", _kept(folder / "vapid-key", secrets.token_urlsafe(32))
    )
    if not os.environ.get("EMAIL_URL"):
        _mail_port = _free_port()
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{_mail_port}"
    os.environ["DEMO_MAIL_DIR"] = str(folder / "mail")
    if not os.environ.get("DATABASE_URL"):
        _database = LocalPostgres(folder)
        os.environ["DATABASE_URL"] = _database.start()


def _kept(path: Path, fresh: str) -> str:
    """What stands in the file, which for the first time is `fresh`; nobody else may read it."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(fresh)
    return path.read_text()


def stop_database() -> None:
    """Stop the database that this process started."""
    if _database is not None:
        _database.stop()


def port_is_free(port: int) -> bool:
    """Whether nobody listens there yet."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    """A port that nobody has; the demo's mail server takes it a moment later."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _mail_server() -> list[list[str]]:
    """The command that starts the demo's own mail server; none where EMAIL_URL named another."""
    if _mail_port is None:
        return []
    folder = os.environ["DEMO_MAIL_DIR"]
    return [[sys.executable, "-m", "portal.demo_mail", str(_mail_port), folder]]


def serve() -> int:
    """Run gunicorn, worker, sealer and mail server until told to stop; stop all of them."""
    port = os.environ["PORT"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    gunicorn = [
        sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}",
        "--workers", "2", "--reuse-port", "--no-control-socket", "--access-logfile", "/dev/null",
    ]  # fmt: skip
    manage = [sys.executable, str(BASE_DIR / "manage.py")]
    processes = [
        subprocess.Popen(command, env=environment, cwd=BASE_DIR)
        for command in (
            gunicorn, [*manage, "run_worker", "--every", "5"], [*manage, "seal_ledger"],
            *_mail_server(),
        )
    ]  # fmt: skip
    told_to_stop = False

    def stop(*_: object) -> None:
        nonlocal told_to_stop
        told_to_stop = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        if _answers(f"http://127.0.0.1:{port}/healthz", processes[0]):
            _write_facts([process.pid for process in processes])
            _greet(port)
        while not told_to_stop and all(process.poll() is None for process in processes):
            time.sleep(0.3)
    finally:
        _stop_all(processes)
        (data_dir() / "demo.json").unlink(missing_ok=True)
        stop_database()
    return 0 if told_to_stop else 1


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    for _attempt in range(150):
        if process.poll() is not None:
            return False
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(url, timeout=2) as answer,
        ):
            return bool(answer.status == 200)
        time.sleep(0.1)
    return False


def _write_facts(pids: list[int]) -> None:
    facts = {
        "url": os.environ["SITE_URL"],
        "database_url": os.environ["DATABASE_URL"],
        "mail_dir": str(data_dir() / "mail"),
        "pids": [os.getpid(), *pids],
    }
    (data_dir() / "demo.json").write_text(json.dumps(facts, indent=1))


def _greet(port: str) -> None:
    lines = [
        "",
        f"  Công khai xã: http://127.0.0.1:{port}/",
        f"  Workbench:    http://127.0.0.1:{port}/quan-tri/   password: {PASSWORD}",
        *(f"    {name:<12} {role}" for name, role in ACCOUNTS),
        f"  Its letters:  http://127.0.0.1:{port}/demo/thu/",
        "  Ctrl-C stops everything.",
        "",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _stop_all(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
