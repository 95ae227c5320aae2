"""What readers wait for: `python -m bench.readers`. Its database is made once, by `make_sample`.

Pages built afresh are asked on the same gunicorn in the same run as an empty view, in interleaved
rounds, and the medians are compared; then each kind of page is timed by itself, over HTTP, warm;
then nginx stands before it. Needs `wrk` and `nginx`.
"""

import re
import shutil
import statistics
import sys
import time
from typing import Any

from bench import database, proxy, server
from bench.database import figure

FULL = {"communes": 3_321, "disclosures": 1_000_000, "rows": 10_000_000, "comments": 1_000_000}
ROUNDS, SECONDS = 3, 4


def main() -> None:
    """Prepare, measure, keep the figures."""
    for program in ("wrk", "nginx"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is needed (Debian: apt install {program}).")
    cluster = database.start(f"bench-{database.SCALE:g}")
    try:
        figures = filled() | sizes()
        with server.running() as site:
            figures |= pages(site) | server.waits(site) | proxy.rates(site)
        for name in ("search", "beside", "queries", "import"):
            figures |= database.child("bench.measure", name)
        database.keep(figures)
    finally:
        cluster.stop()


def filled() -> dict[str, Any]:
    """Make the sample where there is none; how long that took."""
    size = {name: round(count * database.SCALE) for name, count in FULL.items()}
    words = [word for name, count in size.items() for word in (f"--{name}", str(count))]
    mark = "-".join(map(str, size.values()))
    database.prepare(
        mark,
        ["manage.py", "make_sample", *words, "--processes", "2"],
        ["manage.py", "collectstatic", "--noinput", "-v0"],
    )
    return {
        "sample_minutes": figure(
            database.seconds_of(mark) / 60, "min",
            ", ".join(f"{count} {name}" for name, count in size.items()), 60,
        )
    }  # fmt: skip


def sizes() -> dict[str, Any]:
    """How large the database became."""
    ((whole,),) = database.query("SELECT pg_database_size(current_database()) / 1048576")
    ((entries,),) = database.query("SELECT sum(size) FROM ledger_head")
    return {"database_mb": figure(whole, "MB ", f"with {entries} ledger entries")}


def pages(site: server.Site) -> dict[str, Any]:
    """Requests a second of each page against the empty view, and what a first visit loads."""
    addresses = server.addresses(site)
    for address in ["/hello/", *addresses.values()]:
        site.fetch(address)
    tag = site.fetch(addresses["disclosure"])[1]["ETag"]
    rates: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        rates.setdefault("hello", []).append(site.rate("/hello/", SECONDS))
        for name, address in addresses.items():
            rates.setdefault(name, []).append(site.rate(address, SECONDS))
        unchanged = site.rate(addresses["disclosure"], SECONDS, f"If-None-Match: {tag}")
        rates.setdefault("unchanged", []).append(unchanged)
    hello = statistics.median(rates["hello"])

    def ratio(name: str, wanted: float | None = None) -> dict[str, Any]:
        against = "an empty view, same run"
        return figure(statistics.median(rates[name]) / hello, "ratio", against, wanted)

    return {
        "page_disclosure_rps_vs_hello": ratio("disclosure", 0.06),
        "page_disclosure_table_rps_vs_hello": ratio("table"),
        "page_list_rps_vs_hello": ratio("list", 0.035),
        "page_commune_rps_vs_hello": ratio("commune"),
        "page_search_rps_vs_hello": ratio("search"),
        "conditional_get_rps_vs_hello": ratio("unchanged", 0.4),
        "hello_rps": figure(hello, "requests/s", "2 sync workers"),
        "first_load_kb": _first_load(site, addresses["table"]),
    }


def _first_load(site: server.Site, address: str) -> dict[str, Any]:
    """Bytes over the wire for the page and what it links to, as a browser without a cache asks."""
    linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', site.fetch(address)[2].decode()))
    asked = {"Accept-Encoding": "br, gzip"}
    total = sum(len(site.fetch(each, asked)[2]) for each in [address, *linked])
    return figure(total / 1024, "KB", f"the page and {len(linked)} static files, compressed", 60)


if __name__ == "__main__":
    begin = time.monotonic()
    main()
    sys.stdout.write(f"{time.monotonic() - begin:.0f} seconds\n")
