"""Single measurements of the history, each in a process of its own: `bench/ledger.py` asks."""

import hashlib
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 (models need the set-up above)
from django.test import Client  # noqa: E402

from bench.database import figure  # noqa: E402
from bench.export import Spent  # noqa: E402
from bench.fill import communes  # noqa: E402
from disclosures.actions.record_posting import record_posting  # noqa: E402
from disclosures.ledger import merkle, seal, tiles  # noqa: E402
from disclosures.ledger.verify import log as verifier  # noqa: E402
from disclosures.ledger.verify import tree  # noqa: E402
from disclosures.ledger.verify.report import Report  # noqa: E402
from disclosures.models import Disclosure, LedgerIntegrated, LedgerLog  # noqa: E402
from disclosures.rules import clock  # noqa: E402
from disclosures.vocabulary import Channel  # noqa: E402

PROOFS = 500


def write(place: int, count: int) -> None:
    """Say when ready, wait for a line, record so many postings; tell when it began and ended, and
    the seconds of a core that it took here and in the database."""
    unit = communes(place + 1)[place]
    disclosure = Disclosure.objects.get(unit=unit)

    def post(at: int) -> None:
        record_posting(
            by=disclosure.created_by,
            disclosure=disclosure,
            channel=Channel.NOTICEBOARD,
            place=f"Nhà văn hóa ấp số {at}",
            begins_on=clock.today(),
        )

    for at in range(20):
        post(at)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    taken = Spent()
    begin = time.monotonic()
    for at in range(count):
        post(at)
    sys.stdout.write(json.dumps([begin, time.monotonic(), sum(taken.seconds())]))


def log_number(place: int) -> LedgerLog:
    """The log of the commune at this place."""
    return LedgerLog.objects.get(unit_code=communes(place + 1)[place].address_code)


def integration() -> dict[str, Any]:
    """Entries a second that are hashed and put into tiles; undone afterwards."""
    log = log_number(1)
    with transaction.atomic():
        begin = time.perf_counter()
        size = seal.integrate(log)
        seconds = time.perf_counter() - begin
        transaction.set_rollback(True)
    return {
        "ledger_integration_per_s": figure(
            size / seconds, "entries/s", f"{size} entries into tiles", 50_000
        ),
        "ledger_integration_peak_mb": figure(_peak(), "MB", "the whole process", 200),
    }


def verification() -> dict[str, Any]:
    """Entries a second: leaves, tiles and roots made again from the bytes; then also whether each
    entry is canonical, in order and in its subject's chain; then with all rows of the tables."""
    log = log_number(0)
    report = Report(log.origin)
    begin = time.perf_counter()
    count = _tree_alone(log, report)
    roots = count / (time.perf_counter() - begin)
    begin = time.perf_counter()
    grown = tree.Tree(log, report)
    for _span, _entries in verifier.walk(log, grown, report):
        pass
    entries = count / (time.perf_counter() - begin)
    peak = _peak()
    begin = time.perf_counter()
    whole = verifier.verify_log(log)
    with_rows = count / (time.perf_counter() - begin)
    if report.problems or whole.problems or whole.entries != count:
        sys.exit(str([*report.problems, *whole.problems][:3]))
    against = f"{whole.entries} entries: {whole.rows} rows, {whole.commitments} roots"
    return {
        "ledger_verification_per_s": figure(
            roots, "entries/s", "leaves, tiles and roots from the bytes", 100_000
        ),
        "ledger_verification_canonical_per_s": figure(
            entries, "entries/s", "also canonical form, order, chains"
        ),
        "ledger_verification_with_rows_per_s": figure(with_rows, "entries/s", against),
        "ledger_verification_peak_mb": figure(max(peak, _peak()), "MB", "the whole process", 200),
    }


def _tree_alone(log: LedgerLog, report: Report) -> int:
    """Make the tree again and hold every tile and signed root against it; how many entries."""
    grown = tree.Tree(log, report)
    count = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT body FROM ledger_entry WHERE log_id = %s AND idx >= %s AND idx < %s "
                "ORDER BY idx",
                [log.pk, count, count + verifier.BATCH],
            )
            leaves = [hashlib.sha256(b"\x00" + body).digest() for (body,) in cursor]
        if not leaves:
            break
        grown.add(count, leaves)
        count += len(leaves)
    tree.verify_checkpoints(log, grown.covered, (), report)
    return count


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def proofs() -> dict[str, Any]:
    """Milliseconds of a proof in the long log, whose tiles are undone afterwards; and of the page
    that gives one, in the sealed log."""
    with transaction.atomic():
        size = seal.integrate(log_number(1))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE ledger_tile")
        inclusion = _inclusion(log_number(1), size)
        transaction.set_rollback(True)
    words = f"of {size} entries, 95 of 100; half within {statistics.median(inclusion):.1f} ms"
    return {
        "ledger_proof_p95_ms": figure(_p95(inclusion), "ms", words, 5),
        "ledger_proof_page_p95_ms": figure(_p95(_pages()), "ms", "its address, without a server"),
    }


def _inclusion(log: LedgerLog, size: int) -> list[float]:
    root = tiles.root(log.pk, size)
    rng = random.Random(7)
    spans = []
    for idx in (rng.randrange(size) for _ in range(PROOFS)):
        proof, spent = _timed(lambda idx=idx: tiles.inclusion_proof(log.pk, idx, size))
        spans.append(spent)
        body = bytes(log.entries.get(idx=idx).body)
        leaf = hashlib.sha256(b"\x00" + body).digest()
        merkle.check_inclusion(leaf, idx, size, proof, root)
    return spans


def _pages() -> list[float]:
    log = log_number(0)
    size = LedgerIntegrated.objects.get(log=log).size
    rng = random.Random(7)
    client = Client(SERVER_NAME="127.0.0.1")
    spans = []
    for idx in (rng.randrange(size) for _ in range(PROOFS)):
        address = f"/so-cai/{log.unit_code}/proof/{idx}.tlog-proof"
        answer, spent = _timed(lambda address=address: client.get(address))
        spans.append(spent)
        if answer.status_code != 200:
            sys.exit(f"{address}: {answer.status_code}")
    return spans


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and milliseconds."""
    begin = time.perf_counter()
    given = call()
    return given, (time.perf_counter() - begin) * 1000


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(*map(int, sys.argv[2:]))
    else:
        measure = {"integration": integration, "verification": verification, "proofs": proofs}
        sys.stdout.write(json.dumps(measure[sys.argv[1]]()))
