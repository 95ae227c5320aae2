"""Builds its data once and prints ratios: `make bench`. Loopback only, bounded in count and time.

Pages are asked on the same gunicorn in the same run as an empty view, in interleaved rounds, and
the medians are compared; needs `wrk`. Sizes: BENCH_COMMUNES, BENCH_DISCLOSURES, BENCH_ROWS and
BENCH_COMMENTS.
"""

import json
import os
import platform
import re
import resource
import secrets
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))

from portal.database import LocalPostgres  # noqa: E402 (the folder above is not on the path yet)

FOLDER = BASE_DIR / "var" / "bench"
PORT = int(os.environ.get("BENCH_PORT", "8799"))
SITE = f"http://127.0.0.1:{PORT}"
SCALE = {"communes": 100, "disclosures": 100_000, "rows": 200_000, "comments": 20_000}
SCALE |= {
    name: int(os.environ[f"BENCH_{name.upper()}"])
    for name in SCALE
    if f"BENCH_{name.upper()}" in os.environ
}
ROUNDS, SECONDS = 3, 4
NOISE = re.compile(r"Requests/sec:\s+([\d.]+)")


def main() -> int:
    """Prepare, measure, write `bench/results.json`."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is needed (Debian: apt install wrk).")
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = LocalPostgres(FOLDER)
    _environment(server.start())
    try:
        _prepare()
        figures = _pages() | _in_process()
    finally:
        server.stop()
    results = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "scale": SCALE,
        "figures": figures,
    }
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    (BASE_DIR / "bench" / "results.json").write_text(text, encoding="utf-8")
    for name, figure in figures.items():
        sys.stdout.write(f"{name:32} {figure['value']:>10} {figure['unit']}  {figure['against']}\n")
    return 0


def _environment(url: str) -> None:
    os.environ |= {
        "DATABASE_URL": url,
        "DATA_DIR": str(FOLDER),
        "SITE_URL": SITE,
        "SAMPLE_DATABASE": "1",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }


def _prepare() -> None:
    done = FOLDER / f"done-{'-'.join(map(str, SCALE.values()))}"
    if done.exists():
        return
    size = [word for name, count in SCALE.items() for word in (f"--{name}", str(count))]
    for command in (
        ["migrate", "-v0"], ["createcachetable"], ["load_units"], ["load_catalogue"],
        ["make_sample", *size], ["compile_messages", "-v0"],
        ["collectstatic", "--noinput", "-v0"],
    ):  # fmt: skip
        subprocess.run([sys.executable, "manage.py", *command], cwd=BASE_DIR, check=True)
    _query("VACUUM ANALYZE")
    done.touch()


def _query(sql: str) -> list[tuple]:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def _pages() -> dict:
    """Requests a second of each page against the empty view, and what a first visit loads."""
    gunicorn = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{PORT}",
            "--workers", "2", "--reuse-port", "--no-control-socket", "--log-level", "error",
        ],
        cwd=BASE_DIR, env=os.environ,
    )  # fmt: skip
    try:
        return _measure_pages()
    finally:
        gunicorn.terminate()
        gunicorn.wait(timeout=30)


def _measure_pages() -> dict:
    addresses = _addresses()
    for address in ["/hello/", *addresses.values()]:
        _fetch(address)
    tag = _fetch(addresses["disclosure"])[1]["ETag"]
    rates: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        rates.setdefault("hello", []).append(_rate("/hello/"))
        for name, address in addresses.items():
            rates.setdefault(name, []).append(_rate(address))
        rates.setdefault("unchanged", []).append(_rate(addresses["disclosure"], tag))
    hello = statistics.median(rates["hello"])

    def ratio(name: str) -> dict:
        value = round(statistics.median(rates[name]) / hello, 3)
        return {"value": value, "unit": "ratio", "against": "an empty view, same run"}

    return {
        "page_disclosure_rps_vs_hello": ratio("disclosure"),
        "page_disclosure_table_rps_vs_hello": ratio("table"),
        "page_list_rps_vs_hello": ratio("list"),
        "page_commune_rps_vs_hello": ratio("commune"),
        "page_search_rps_vs_hello": ratio("search"),
        "conditional_get_rps_vs_hello": ratio("unchanged"),
        "hello_rps": {"value": round(hello), "unit": "requests/s", "against": "2 sync workers"},
        "first_load_kb": _first_load(addresses["table"]),
    }


def _addresses() -> dict[str, str]:
    """What is asked: a notice as most are, of text; one with a table of 50 rows; lists."""
    code = _query(
        "SELECT u.address_code FROM disclosures_disclosure d "
        "JOIN disclosures_administrativeunit u ON u.id = d.unit_id ORDER BY d.publish_at LIMIT 1"
    )[0][0]
    home = _fetch(f"/xa/{code}-x/")[0]
    notices = {}
    for name, is_table in (("disclosure", False), ("table", True)):
        year, number = _query(
            "SELECT d.year, d.number FROM disclosures_disclosure d "
            "JOIN disclosures_administrativeunit u ON u.id = d.unit_id "
            f"WHERE u.address_code = '{code}' AND (d.kind_code = 'project-progress') = {is_table} "
            "ORDER BY d.publish_at LIMIT 1"
        )[0]
        notices[name] = _fetch(f"{home}cong-khai/{year}-{number:04d}/x/")[0]
    return notices | {
        "list": f"{home}cong-khai/",
        "commune": home,
        "search": "/tim/?q=nang+cap+duong",
    }


def _fetch(address: str, headers: dict | None = None) -> tuple[str, dict, bytes]:
    """Where redirects lead, the headers and the body."""
    request = urllib.request.Request(SITE + address, headers=headers or {})
    for attempt in range(100):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.url.removeprefix(SITE), dict(answer.headers), answer.read()
        except urllib.error.URLError:
            if attempt == 99:
                raise
            time.sleep(0.1)  # the server is starting
    raise AssertionError


def _rate(address: str, tag: str = "") -> float:
    headers = ["-H", f"If-None-Match: {tag}"] if tag else []
    answer = subprocess.run(
        ["wrk", "-t1", "-c8", f"-d{SECONDS}s", *headers, SITE + address],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = NOISE.search(answer.stdout)
    assert found, answer.stdout
    return float(found.group(1))


def _first_load(address: str) -> dict:
    """Bytes over the wire for the page and what it links to, as a browser without a cache asks."""
    linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', _fetch(address)[2].decode()))
    asked = {"Accept-Encoding": "br, gzip"}
    total = sum(len(_fetch(each, asked)[2]) for each in [address, *linked])
    against = f"the page and {len(linked)} static files, compressed"
    return {"value": round(total / 1024, 1), "unit": "KB", "against": against}


def _in_process() -> dict:
    """What needs no server, each in a process of its own, so that memory is counted apart."""
    figures = {}
    for name in ("search", "queries", "export", "import", "ledger"):
        answer = subprocess.run(
            [sys.executable, "-m", "bench.measure", name],
            cwd=BASE_DIR, env=os.environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if answer.returncode:
            sys.exit(answer.stderr[-2000:])
        figures |= json.loads(answer.stdout)
    return figures


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
