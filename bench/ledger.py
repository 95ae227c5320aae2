"""How fast the history is written, joined, checked and proven: `python -m bench.ledger`.

Its database is made once, in `var/`; at BENCH_SCALE=1 its log has a million entries.
Events go through a real action, `record_posting`, each with its own commit to the disk.
"""

import json
import os
import statistics
import subprocess
import sys
from typing import Any

from bench import database

ENTRIES = round(1_000_000 * database.SCALE)
EVENTS = 300
ROUNDS = 5
# A commit that waits 5 ms for its disk. Those that wait together are written together.
SLOW = "-c commit_delay=5000 -c commit_siblings=0"


def main() -> None:
    """Prepare, measure, keep the figures."""
    server = database.start(f"bench-ledger-{database.SCALE:g}")
    try:
        database.prepare(str(ENTRIES), ["-m", "bench.fill", "ledger", str(ENTRIES)])
        figures = events()
        for name in ("integration", "verification", "proofs"):
            figures |= database.child("bench.history", name)
        database.keep(figures)
    finally:
        server.stop()


def events() -> dict[str, Any]:
    """Events a second on one log and on eight, in alternating rounds; medians."""
    found: dict[str, list[float]] = {}
    busy = []
    for _round in range(ROUNDS):
        for name, logs, options in (
            ("one", 1, ""), ("eight", 8, ""), ("slow_one", 1, SLOW), ("slow_eight", 8, SLOW),
        ):  # fmt: skip
            by_clock, seconds = rate(logs, options)
            found.setdefault(name, []).append(by_clock)
            if name == "one":
                busy.append(seconds)
    one, eight, slow_one, slow_eight = (statistics.median(rates) for rates in found.values())
    ratios = [
        together / alone for together, alone in zip(found["eight"], found["one"], strict=True)
    ]
    return {
        "ledger_events_per_s": database.figure(one, "events/s", "record_posting on one log", 200),
        "ledger_events_per_core_s": database.figure(
            1 / statistics.median(busy), "events/s",
            "the same by seconds of a core, here and in the database, without the disk",
        ),
        "ledger_eight_logs_vs_one": database.figure(
            statistics.median(ratios), "ratio", f"eight logs at once: {eight:.0f} events/s", 0.9
        ),
        "ledger_slow_disk_eight_logs_vs_one": database.figure(
            slow_eight / slow_one, "ratio",
            f"commits of 5 ms: {slow_one:.0f} and {slow_eight:.0f} events/s", 3,
        ),
    }  # fmt: skip


def rate(logs: int, options: str) -> tuple[float, float]:
    """Events a second of so many writers, each on a log of its own, from the first to the last;
    and the seconds of a core that one event takes."""
    count = EVENTS if logs == 1 else EVENTS // 2
    command = [sys.executable, "-m", "bench.history", "write"]
    writers = [
        subprocess.Popen(
            [*command, str(2 + at), str(count)],
            cwd=database.BASE_DIR, env={**os.environ, "PGOPTIONS": options},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for at in range(logs)
    ]  # fmt: skip
    for writer in writers:
        if not writer.stdout or writer.stdout.readline() != "ready\n":
            sys.exit("a writer did not get ready")
    for writer in writers:
        if writer.stdin:
            writer.stdin.write("go\n")
            writer.stdin.flush()
    spans = [json.loads(writer.communicate()[0]) for writer in writers]
    begin, end = min(span[0] for span in spans), max(span[1] for span in spans)
    return count * logs / (end - begin), sum(span[2] for span in spans) / count / logs


if __name__ == "__main__":
    main()
