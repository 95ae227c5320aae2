"""A database of its own for measurements: made once, filled once, kept under `var/`."""

import json
import os
import platform
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))

from portal.database import LocalPostgres  # noqa: E402 (the folder above is not on the path yet)

# Of the whole country's sample: a tenth unless said otherwise.
SCALE = float(os.environ.get("BENCH_SCALE", "0.1"))
SITE = f"http://127.0.0.1:{os.environ.get('BENCH_PORT', '8799')}"
RESULTS = BASE_DIR / "bench" / "results.json"

# What a server of 4 GB would be set to; commits still wait for the disk.
SERVER = {"shared_buffers": "1GB", "max_wal_size": "8GB", "random_page_cost": "1.1"}


def start(name: str) -> LocalPostgres:
    """The server of the folder `var/<name>`, running, with the portal's settings in place."""
    folder = BASE_DIR / "var" / name
    folder.mkdir(parents=True, exist_ok=True)
    server = LocalPostgres(folder)
    url = server.start()
    os.environ |= {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "SITE_URL": SITE,
        "SAMPLE_DATABASE": "1",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    if query("SHOW shared_buffers") != [(SERVER["shared_buffers"],)]:
        for option, value in SERVER.items():
            query(f"ALTER SYSTEM SET {option} = '{value}'")
        server.stop()
        server.start()
    return server


def prepare(mark: str, *commands: list[str]) -> None:
    """Make tables, units and catalogue, then run what fills them; once for each `mark`."""
    done = _done(mark)
    if done.exists():
        return
    begin = time.monotonic()
    for command in (
        ["manage.py", "migrate", "-v0"], ["manage.py", "createcachetable"],
        ["manage.py", "load_units"], ["manage.py", "load_catalogue"],
        ["manage.py", "compile_messages", "-v0"], *commands,
    ):  # fmt: skip
        subprocess.run([sys.executable, *command], cwd=BASE_DIR, check=True)
    query("VACUUM ANALYZE")
    done.write_text(str(round(time.monotonic() - begin)), "utf-8")


def seconds_of(mark: str) -> int:
    """How long `prepare` took when it did something."""
    return int(_done(mark).read_text("utf-8"))


def _done(mark: str) -> Path:
    return Path(os.environ["DATA_DIR"]) / f"done-{mark}"


def query(sql: str) -> list[tuple[Any, ...]]:
    """What a statement gives, on a connection of its own."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def child(*arguments: str) -> dict[str, Any]:
    """The figures that a process of its own prints as JSON, so that its memory is counted apart."""
    answer = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=BASE_DIR, env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if answer.returncode:
        sys.exit(answer.stderr[-2000:])
    return dict(json.loads(answer.stdout))


def figure(value: float, unit: str, against: str, wanted: float | None = None) -> dict[str, Any]:
    """One figure as `bench/results.json` holds it; `wanted` is its bar: at least, or for times and
    sizes at most."""
    kept = round(value, 3) if value < 10 else round(value)
    found: dict[str, Any] = {"value": kept, "unit": unit, "against": against}
    if wanted is not None:
        is_cost = unit in ("ms", "MB", "KB", "min")
        found |= {"wanted": wanted, "met": value <= wanted if is_cost else value >= wanted}
    return found


def keep(figures: dict[str, Any]) -> None:
    """Print the figures and put them into `bench/results.json` beside those that stand there."""
    kept = json.loads(RESULTS.read_text("utf-8"))
    kept["machine"] = {"cores": os.cpu_count(), "python": platform.python_version()}
    kept["scales"].setdefault(f"{SCALE:g}", {}).update(figures)
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, found in figures.items():
        bar = ""
        if "wanted" in found:
            bar = f" (wanted {found['wanted']}: {'met' if found['met'] else 'NOT MET'})"
        sys.stdout.write(
            f"{name:36} {found['value']:>10} {found['unit']}{bar}  {found['against']}\n"
        )
