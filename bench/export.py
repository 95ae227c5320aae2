"""Taking out histories: `python -m bench.export`. Its database is made once, in `var/`.

Seconds are those of one core: what the process and its database session together spent, so that
other programs at work count little. Only the CSV part, held against `psql`, goes by the clock.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import database
from bench.database import figure

ROWS = round(1_000_000 * database.SCALE)
FEW = ROWS // 5
NOTICES = round(5_000 * database.SCALE)
ROUNDS = 3


def main() -> None:
    """Prepare, measure each in a process of its own, keep the figures."""
    server = database.start(f"bench-export-{database.SCALE:g}")
    try:
        mark = f"{FEW}-{ROWS}-{NOTICES}"
        fill = ["-m", "bench.fill", "export", str(FEW), str(ROWS), str(NOTICES)]
        database.prepare(mark, fill)
        for name in ("bag", "notices", "auditor", "csv"):
            database.keep(database.child("bench.export", name))
    finally:
        server.stop()


class Spent:
    """Seconds of a core, by the clock, and of the session's server process while it lasts."""

    def __init__(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        self._pid = connection.connection.info.backend_pid
        self._begin = self._now()

    def _now(self) -> tuple[float, float]:
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        served = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return time.process_time(), served

    def seconds(self) -> tuple[float, float]:
        """Of this process, and of the session."""
        here, there = self._now()
        return here - self._begin[0], there - self._begin[1]


def spent(call: Callable[[], Any]) -> float:
    """Seconds of one core that `call` took here and in the database."""
    begin = Spent()
    call()
    return sum(begin.seconds())


@contextmanager
def ordered(place: int, edition: str = "public") -> Iterator[Any]:
    """What the bag of the commune at this place shall hold, in a folder that goes afterwards."""
    from bench.fill import communes
    from disclosures.ledger.bag import order
    from disclosures.queries.service_account import service_account
    from disclosures.rules import clock

    unit = communes(place + 1)[place]
    log = order.log_of(unit)
    point = order.newest_checkpoint(log)
    folder = Path(tempfile.mkdtemp(prefix="congkhai-bag-", dir=os.environ["DATA_DIR"]))
    made = order.Order(
        folder=folder / "bag", unit=unit, log=log, size=point.size, root=order.root_text(point),
        note=order.signed_note(point), edition=edition, day=clock.today(),
        reader=service_account(),
    )  # fmt: skip
    made.data.mkdir(parents=True)
    try:
        yield made
    finally:
        shutil.rmtree(folder)


def bag_of(place: int, edition: str = "public") -> dict[str, Any]:
    """Make the whole archive of a commune: seconds of a core by step, rows, entries, megabytes."""
    from disclosures.ledger.bag import job
    from disclosures.models import PublicRow

    found: dict[str, Any] = {"steps": {}}
    with ordered(place, edition) as made:
        for step in job.STEPS:
            seconds = spent(lambda step=step: step.run(made, 0, lambda _done: None))
            found["steps"][step.name] = round(seconds, 2)
        rows = PublicRow.objects.filter(table__version__disclosure__unit=made.unit)
        found |= {"rows": rows.count(), "entries": made.size}
        found["mb"] = sum(f.stat().st_size for f in made.folder.rglob("*") if f.is_file()) >> 20
    found["seconds"] = sum(found["steps"].values())
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def bag() -> dict[str, Any]:
    """The largest commune, in the public edition."""
    made = bag_of(1)
    slowest = sorted(made["steps"].items(), key=lambda step: -step[1])[:3]
    words = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in slowest)
    against = f"{made['rows']} rows, {made['mb']} MB; {words}"
    return {
        "export_bag_rows_per_s": figure(
            made["rows"] / made["seconds"], "rows/s", against, 15_000
        ),
        "export_peak_mb": figure(made["peak"], "MB", "the whole process", 200),
        "export_xlsx_seconds": figure(
            made["steps"]["workbook"], "s", "a workbook of 50,000 rows, made with the bag"
        ),
    }  # fmt: skip


def auditor() -> dict[str, Any]:
    """The smaller commune, with all full rows."""
    made = bag_of(0, "auditor")
    against = f"auditor edition: {made['rows']} public rows and as many full ones"
    return {
        "export_auditor_rows_per_s": figure(2 * made["rows"] / made["seconds"], "rows/s", against)
    }


def notices() -> dict[str, Any]:
    """A commune of many notices with small tables, where proofs and files weigh most."""
    made = bag_of(2)
    against = f"{made['entries']} entries in {made['seconds']:.0f} s, a proof for each"
    return {"export_entries_per_s": figure(made["entries"] / made["seconds"], "entries/s", against)}


def csv() -> dict[str, Any]:
    """The CSV part by the clock, hashed on its way, against `psql` copying the same SELECT."""
    from django.db import connection

    from disclosures.ledger.bag import make, verify

    ours, theirs = [], []
    with ordered(1) as made:
        for step in (make.entries, make.contents):
            step(made, 0, lambda _done: None)
        places = list(make.public_tables(made))
        script = made.folder / "copy.sql"
        with script.open("w", encoding="utf-8") as file, connection.cursor() as cursor:
            for idx, commit in places:
                table = make.table_at(made, idx, commit["name"])
                missing = verify.withheld_columns(made.bag, idx, commit)
                kept = [at for at, name in enumerate(commit["cols"]) if name not in missing]
                select = cursor.mogrify(make.select_sql(kept), [table.pk])
                file.write(f"\\copy ({select}) TO '{made.folder}/{idx}.csv' (FORMAT csv, HEADER)\n")
        for _round in range(ROUNDS):
            ours.append(_clock(lambda: make.tables(made, 0, lambda _done: None)))
            command = ["psql", "-X", "-q", "-d", os.environ["DATABASE_URL"], "-f", str(script)]
            theirs.append(_clock(lambda command=command: subprocess.run(command, check=True)))
        rows = sum(commit["rows"] for _idx, commit in places)
    ratio = statistics.median(theirs) / statistics.median(ours)
    against = f"psql \\copy of the same SELECT; {rows / statistics.median(ours):.0f} rows/s"
    return {"export_csv_vs_psql": figure(ratio, "ratio", against, 0.7)}


def _clock(call: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


if __name__ == "__main__":
    if sys.argv[1:]:
        import django

        django.setup()
        measures = {"bag": bag, "notices": notices, "auditor": auditor, "csv": csv}
        sys.stdout.write(json.dumps(measures[sys.argv[1]]()))
    else:
        main()
