"""The site under gunicorn for measurements over HTTP, and how long readers wait for its pages."""

import os
import random
import re
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench import database
from bench.asked import queries
from bench.database import figure

RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
TIMES = 60


@dataclass(frozen=True, slots=True)
class Site:
    """Where it answers."""

    base: str

    def fetch(
        self, address: str, headers: dict[str, str] | None = None
    ) -> tuple[str, dict[str, str], bytes]:
        """Where redirects lead, the headers and the body."""
        request = urllib.request.Request(self.base + address, headers=headers or {})
        for attempt in range(100):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    path = answer.url.removeprefix(self.base)
                    return path, dict(answer.headers), answer.read()
            except urllib.error.URLError:
                if attempt == 99:
                    raise
                time.sleep(0.1)  # the server is starting
        raise AssertionError

    def milliseconds(self, address: str) -> float:
        """How long one answer takes to the last byte, with a connection of its own."""
        begin = time.perf_counter()
        self.fetch(address)
        return (time.perf_counter() - begin) * 1000

    def rate(self, address: str, seconds: int, *headers: str) -> float:
        """Requests a second of eight readers at once."""
        return wrk(self.base + address, seconds, *headers)


def wrk(address: str, seconds: int, *headers: str) -> float:
    """Requests a second, all answered well."""
    asked = [word for header in headers for word in ("-H", header)]
    answer = subprocess.run(
        ["wrk", "-t1", "-c8", f"-d{seconds}s", *asked, address],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = RATE.search(answer.stdout)
    if not found or "Non-2xx" in answer.stdout:
        sys.exit(f"{address}\n{answer.stdout}")
    return float(found.group(1))


@contextmanager
def running() -> Iterator[Site]:
    """Two sync workers on the loopback until the end of the block."""
    bind = database.SITE.removeprefix("http://")
    gunicorn = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", bind,
            "--workers", "2", "--reuse-port", "--no-control-socket", "--log-level", "error",
        ],
        cwd=database.BASE_DIR, env=os.environ,
    )  # fmt: skip
    try:
        yield Site(database.SITE)
    finally:
        gunicorn.terminate()
        gunicorn.wait(timeout=30)


def addresses(site: Site) -> dict[str, str]:
    """What is asked: a notice as most are, of text; one with a table of 50 rows; lists."""
    code = database.query(
        "SELECT u.address_code FROM disclosures_disclosure d "
        "JOIN disclosures_administrativeunit u ON u.id = d.unit_id ORDER BY d.publish_at LIMIT 1"
    )[0][0]
    home = site.fetch(f"/xa/{code}-x/")[0]
    notices = {}
    for name, is_table in (("disclosure", False), ("table", True)):
        year, number = database.query(
            "SELECT d.year, d.number FROM disclosures_disclosure d "
            "JOIN disclosures_administrativeunit u ON u.id = d.unit_id "
            f"WHERE u.address_code = '{code}' AND (d.kind_code = 'project-progress') = {is_table} "
            "ORDER BY d.publish_at LIMIT 1"
        )[0]
        notices[name] = site.fetch(f"{home}cong-khai/{year}-{number:04d}/x/")[0]
    search = "/tim/?q=nang+cap+duong"
    return notices | {"list": f"{home}cong-khai/", "commune": home, "search": search}


def waits(site: Site) -> dict[str, Any]:
    """Milliseconds until the last byte, one reader at a time, each address asked once before."""
    rng = random.Random(7)
    homes = _communes(site, rng)
    asked = [urllib.parse.quote(text) for text in queries(rng)[:TIMES]]
    kinds = {
        "search": ([f"/tim/?q={text}" for text in asked], 25, 100),
        "search_commune": (
            [f"{rng.choice(homes)}cong-khai/?q={text}" for text in asked], None, 40,
        ),
        "list": ([f"{home}cong-khai/" for home in homes], None, 60),
        "commune": (homes, None, None),
        "disclosure": (_notices(site, rng), None, 60),
        "finder": ([f"/tim-xa/?q={text}" for text in _names(rng)], None, 20),
    }  # fmt: skip
    figures = {}
    for name, (pages, half, most) in kinds.items():
        for address in pages:
            site.fetch(address)
        spent = [site.milliseconds(address) for address in pages]
        words = f"{len(pages)} pages over HTTP, warm"
        figures[f"wait_{name}_p50_ms"] = figure(statistics.median(spent), "ms", words, half)
        p95 = statistics.quantiles(spent, n=20)[-1]
        figures[f"wait_{name}_p95_ms"] = figure(
            p95, "ms", f"the slowest: {max(spent):.0f} ms", most
        )
    return figures


def _communes(site: Site, rng: random.Random) -> list[str]:
    codes = database.query(
        "SELECT address_code FROM disclosures_administrativeunit WHERE joined_at IS NOT NULL "
        "AND level = 'commune' ORDER BY address_code"
    )
    chosen = rng.sample(codes, min(TIMES, len(codes)))
    return [site.fetch(f"/xa/{code}-x/")[0] for (code,) in chosen]


def _notices(site: Site, rng: random.Random) -> list[str]:
    """Notices of all ages and communes, one in five with a table as in the sample."""
    ((least, most),) = database.query(
        "SELECT min(id), max(id) FROM disclosures_version WHERE status = 'published'"
    )
    found = []
    for _time in range(3 * TIMES):
        row = database.query(
            "SELECT u.address_code, d.year, d.number FROM disclosures_version v "
            "JOIN disclosures_disclosure d ON d.id = v.disclosure_id "
            "JOIN disclosures_administrativeunit u ON u.id = d.unit_id "
            f"WHERE v.id >= {rng.randint(least, most)} AND d.status = 'published' "
            "ORDER BY v.id LIMIT 1"
        )
        for code, year, number in row:
            found.append(f"/xa/{code}-x/cong-khai/{year}-{number:04d}/x/")
    return [site.fetch(address)[0] for address in found]


def _names(rng: random.Random) -> list[str]:
    """What people type to find their commune: the beginning of its name."""
    names = database.query(
        "SELECT name FROM disclosures_administrativeunit WHERE level = 'commune' "
        "AND address_code IS NOT NULL ORDER BY address_code"
    )
    chosen = rng.sample(names, 3 * TIMES)
    return [urllib.parse.quote(name[: rng.randint(2, len(name))]) for (name,) in chosen]
