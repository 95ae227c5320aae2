"""nginx with the sample configuration of deploy/ before the site: a page from its cache, against a
static file of the same size that nginx serves itself, in the same run."""

import getpass
import statistics
import tempfile
from pathlib import Path
from typing import Any

from bench import server
from bench.database import figure
from tests.thirdparty import proxy

ROUNDS, SECONDS = 5, 3
STATIC = "/itself.html"


def rates(site: server.Site) -> dict[str, Any]:
    """Requests a second of a page in the cache, and of the file."""
    found: dict[str, list[float]] = {"page": [], "file": []}
    page = server.addresses(site)["disclosure"]
    with tempfile.TemporaryDirectory(prefix="congkhai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        body = site.fetch(page)[2]
        (folder / "itself.html").write_bytes(body)
        more = f"location = {STATIC} {{ root {folder}; }}\n"
        upstream = site.base.removeprefix("http://")
        with proxy.proxy(folder, upstream, getpass.getuser(), more) as port:
            base = f"https://127.0.0.1:{port}"
            host = f"Host: {proxy.HOST}"
            for _round in range(ROUNDS):
                found["page"].append(server.wrk(base + page, SECONDS, host))
                found["file"].append(server.wrk(base + STATIC, SECONDS, host))
        fates = _fates(folder, page)
    page_rate, file_rate = (statistics.median(found[name]) for name in ("page", "file"))
    ratios = [a / b for a, b in zip(found["page"], found["file"], strict=True)]
    words = f"{page_rate:.0f} against {file_rate:.0f} requests/s, {len(body) // 1024} KB, TLS"
    return {
        "proxy_cached_page_vs_static_file": figure(statistics.median(ratios), "ratio", words, 0.8),
        "proxy_hits": figure(
            fates.count("HIT") / len(fates),
            "ratio",
            "answers for the page that came from the cache",
        ),
    }


def _fates(folder: Path, page: str) -> list[str]:
    """What the cache did at each request for the page, as the log tells."""
    with (folder / "congkhai.log").open(encoding="utf-8") as lines:
        return [line.rsplit(" ", 1)[1].strip() for line in lines if f" {page} " in line]
