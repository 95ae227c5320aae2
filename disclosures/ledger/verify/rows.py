"""Opens every commitment from the rows behind it, and holds rows against the entries they claim."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from disclosures.ledger import openings
from disclosures.ledger.bag import encode
from disclosures.ledger.cells import SaltedRow
from disclosures.ledger.verify import claims, erasures
from disclosures.ledger.verify.report import Report
from disclosures.models import DataTable, LedgerCommitment, LedgerLog
from disclosures.rules.hashing import Cell, Erased, RootBuilder, b64url
from disclosures.tables import schema as schemas
from disclosures.tables.totals import Totals

# Between the moment that an action took and the one its entry was given may lie a wait for a lock.
PATIENCE = dt.timedelta(minutes=10)
STEP = 500

type Span = tuple[int, int]
type Roots = dict[tuple[int, str], tuple[str, int, list[str]]]


def verify(
    log: LedgerLog,
    span: Span,
    entries: dict[int, dict[str, Any]],
    erased: erasures.Covered,
    report: Report,
) -> None:
    """The commitments and the rows of the entries from span[0] to span[1], both included."""
    roots = _commitments(log, span, entries, report)
    if roots:
        for first in range(span[0], span[1] + 1, STEP):
            _open(log, (first, min(first + STEP, span[1] + 1)), (roots, erased), report)
    _claims(log, span, entries, report)


def _commitments(
    log: LedgerLog, span: Span, entries: dict[int, dict[str, Any]], report: Report
) -> Roots:
    """The commitments that the entries carry; those kept apart must be the same."""
    told: Roots = {
        (idx, one["name"]): (one["root"], one["rows"], one["cols"])
        for idx, entry in entries.items()
        for one in entry.get("commit", ())
    }
    kept: Roots = {
        (idx, name): (root, rows, cols)
        for idx, name, root, rows, cols in LedgerCommitment.objects.filter(
            log=log, entry_idx__range=span
        ).values_list("entry_idx", "name", "root", "n_rows", "cols")
    }
    for place in sorted(told.keys() | kept.keys()):
        if told.get(place) != kept.get(place) and place[0] in entries:
            report.tell(f"entry {place[0]}: commitment {place[1]} is kept otherwise than said")
    return told


def _open(
    log: LedgerLog, span: Span, known: tuple[Roots, erasures.Covered], report: Report
) -> None:
    """Many at once; where something is missing, again one by one, so that each is named."""
    told: list[str] = []
    counted = [0, 0]
    try:
        for one in openings.committed(log.pk, *span, openings.AUDITOR):
            told += _opened(one, known, counted)
    except (openings.CannotOpen, ValueError, LookupError, TypeError) as missing:
        if span[1] - span[0] > 1:
            for idx in sorted({idx for idx, _name in known[0] if span[0] <= idx < span[1]}):
                _open(log, (idx, idx + 1), known, report)
            return
        told.append(f"entry {span[0]}: {missing or type(missing).__name__}")
    for problem in told:
        report.tell(problem)
    report.commitments += counted[0]
    report.rows += counted[1]


def _opened(
    one: openings.Committed, known: tuple[Roots, erasures.Covered], counted: list[int]
) -> Iterator[str]:
    """What is wrong with a commitment's rows."""
    roots, erased = known
    watch = erasures.Watch(one.cols, erased.get((one.idx, one.name), ()))
    totals = None
    if one.table and one.name.startswith("full_"):
        totals = Totals(schemas.read(one.table.schema.body), one.cols)
    made = RootBuilder()
    for leaf in encode.leaves(one.cols, _counting(one.rows, totals, watch)):
        made.add(leaf)
    counted[0] += 1
    counted[1] += made.size
    where = f"entry {one.idx}: "
    root, rows, _cols = roots.get((one.idx, one.name), ("", 0, []))
    if (b64url(made.root()), made.size) != (root, rows):
        yield f"{where}what stands behind {one.name} is not what was committed"
        return
    if one.table and _columns(one.table, one.name) != list(one.cols):
        yield f"{where}the columns of {one.name} are named otherwise than committed"
    if one.table and totals and not totals.is_partial and one.table.totals != totals.result():
        yield f"{where}the sums and counts shown are not those of the rows of {one.name}"
    yield from (f"{where}{one.name}, {problem}" for problem in watch.problems)


def _counting(
    rows: Iterable[SaltedRow], totals: Totals | None, watch: erasures.Watch
) -> Iterator[tuple[Sequence[Cell], bytes]]:
    for cells, salts in rows:
        watch.see(cells)
        if totals and any(type(cell) is Erased for cell in cells):
            totals.is_partial = True
        elif totals:
            with suppress(ArithmeticError, LookupError):  # then the root is another, too
                totals.add(cells)
        yield cells, bytes(salts)


def _columns(table: DataTable, name: str) -> list[str]:
    return list(table.columns if name.startswith("full_") else table.public_columns)


def _claims(log: LedgerLog, span: Span, entries: dict[int, dict[str, Any]], report: Report) -> None:
    claimed: set[int] = set()
    for claim in claims.of(log.pk, span):
        if claim.idx in claimed:
            report.tell(f"entry {claim.idx}: more than one row claims it")
        claimed.add(claim.idx)
        if claim.idx in entries:
            for problem in _differences(claim, entries[claim.idx]):
                report.tell(f"entry {claim.idx}: the {claim.row} that claims it {problem}")
    for idx, entry in entries.items():
        if entry["type"] in claims.EVENTS and idx not in claimed:
            report.tell(f"entry {idx}: the row that it tells of is gone")


def _differences(claim: claims.Claim, entry: dict[str, Any]) -> Iterator[str]:
    if (entry["type"], entry["subject"]["id"]) != (claim.event, claim.subject):
        yield f"says {claim.event} of {claim.subject}"
        return
    if claim.actor and entry["actor"]["id"] != claim.actor:
        yield "names another actor"
    if claim.role and entry["actor"]["role"] != claim.role:
        yield "names another role"
    committed = {one["name"] for one in entry.get("commit", ())}
    if not committed.issuperset(claim.words):
        yield "has words that were never committed to"
    if abs(dt.datetime.fromisoformat(entry["t"]) - claim.at) > PATIENCE:
        yield "has another date"
    for name, value in claim.data.items():
        if entry["data"].get(name) != value:
            yield f"has another {name}"
    for name, value in claim.newer.items():
        if name in entry["data"] and entry["data"][name] != value:
            yield f"has another {name}"
    if claim.shown_from is not None:
        late = dt.timedelta(seconds=int(entry["data"].get("late_seconds", 0)))
        if abs(dt.datetime.fromisoformat(entry["t"]) - late - claim.shown_from) > PATIENCE:
            yield "appeared at another hour"
