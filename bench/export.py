"""Taking out histories: `python -m bench.export`. Its database is made once, in `var/bench-export`.

Seconds are those of one core: what the process and its database session together spent, so that
other programs at work count little. BENCH_EXPORT_ROWS and BENCH_NOTICES say how much there is.
"""

import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import database

ROWS = int(os.environ.get("BENCH_EXPORT_ROWS", "1000000"))
NOTICES = int(os.environ.get("BENCH_NOTICES", "5000"))
FEW = min(200_000, ROWS)
ROUNDS = 3


def main() -> None:
    """Prepare, measure each in a process of its own, keep the figures."""
    server = database.start("bench-export")
    try:
        fill = ["-m", "bench.fill", str(FEW), str(ROWS), str(NOTICES)]
        database.prepare(f"{FEW}-{ROWS}-{NOTICES}", fill)
        names = ("copy", "tables", "auditor", "million", "notices")
        figures = {}
        for name in names:
            figures |= database.child("bench.export", name)
        database.keep(figures, export_rows=ROWS, export_notices=NOTICES)
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


def bag_of(place: int, edition: str = "public") -> dict[str, float]:
    """Make the whole archive of a commune; seconds by step, rows, bytes."""
    from disclosures.ledger.bag import job, order
    from disclosures.models import AdministrativeUnit, PublicRow
    from disclosures.queries.service_account import service_account
    from disclosures.rules import clock

    units = AdministrativeUnit.objects.filter(level="commune", address_code__isnull=False)
    unit = units.order_by("address_code")[place]
    log = order.log_of(unit)
    point = order.newest_checkpoint(log)
    folder = Path(tempfile.mkdtemp(prefix="congkhai-bag-", dir=os.environ["DATA_DIR"]))
    made = order.Order(
        folder=folder / "bag", unit=unit, log=log, size=point.size, root=order.root_text(point),
        note=order.signed_note(point), edition=edition, day=clock.today(),
        reader=service_account(),
    )  # fmt: skip
    made.data.mkdir(parents=True)
    found: dict[str, float] = {}
    begin = time.perf_counter()
    for step in job.STEPS:
        found[step.name] = round(spent(lambda step=step: step.run(made, 0, lambda _done: None)), 2)
    found["clock_s"] = round(time.perf_counter() - begin, 1)
    found["size"] = made.size
    disclosures = {"table__version__disclosure__unit": unit}
    found["rows"] = PublicRow.objects.filter(**disclosures).count()
    found["bag_mb"] = sum(f.stat().st_size for f in made.folder.rglob("*") if f.is_file()) >> 20
    found["zip_mb"] = made.folder.with_suffix(".zip").stat().st_size >> 20
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    if os.environ.get("BENCH_KEEP"):
        sys.stderr.write(f"{folder}\n")
    else:
        shutil.rmtree(folder)
    return found


if __name__ == "__main__":
    if sys.argv[1:]:
        import django

        django.setup()
        sys.stdout.write(json.dumps(bag_of(int(sys.argv[1]), sys.argv[2])))
    else:
        main()
