"""Makes a bag step by step. Each step may be done again after a crash and gives the same files.

Memory stays the same whatever the size: rows come in pages, files are written as they are read
and hashed as they are written.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from disclosures.attachments import store
from disclosures.errors import WrongState
from disclosures.ledger.bag import describe, encode, files, log, verify, workbook
from disclosures.ledger.bag.files import Files
from disclosures.ledger.bag.order import Order
from disclosures.ledger.openings import AUDITOR, Committed, committed
from disclosures.models import (
    DataTable,
    Decision,
    FullRowReading,
    LedgerCommitment,
)
from disclosures.rules import clock

# Records of a CSV that are written at once.
RECORDS = 500

# How far the step is: entries done of all. It may raise, and the making ends there.
type Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the making, in words, with its share of the whole time."""

    name: str
    weight: int
    run: Callable[[Order, int, Tell], None]


def entries(order: Order, start: int, tell: Tell) -> None:
    """The log as it is, with its tiles and a proof for every entry.

    Raises WrongState where the entries do not give the signed root.
    """
    log.write(order, tell)


def contents(order: Order, start: int, tell: Tell) -> None:
    """What every commitment opens to, as far as the edition gives it; goes on at entry `start`."""
    finished = (
        line
        for line in files.noted_lines(order.folder, "contents")
        if int(line[len("contents/") :].partition(b".")[0]) < start
    )
    with Files(order.folder, "contents", finished) as made:
        for one in committed(order.log.pk, start, order.size, order.edition, order.period):
            _remember_reading(order, one)
            pieces = encode.lines(one.cols, one.rows, one.withheld)
            made.stream(f"contents/{one.idx}.{one.name}.jsonl", _told(pieces, tell, one.idx, made))


def _told(pieces: Iterator[bytes], tell: Tell, idx: int, made: Files) -> Iterator[bytes]:
    """The pieces, telling how far it is after each: what is told is noted for good."""
    for piece in pieces:
        yield piece
        made.flush()
        tell(idx)


def _remember_reading(order: Order, one: Committed) -> None:
    """Whoever takes out full rows is remembered as having read them, once a table."""
    if order.edition == AUDITOR and one.name.startswith("full_") and one.table:
        FullRowReading.objects.get_or_create(
            by=order.reader,
            table=one.table,
            purpose=f"export-{order.size}",
            defaults={"read_at": clock.now()},
        )


def tables(order: Order, start: int, tell: Tell) -> None:
    """One readable CSV for each table; COPY makes it where every cell is given."""
    shutil.rmtree(order.data / "tables", ignore_errors=True)
    erased = {entry["data"]["target"] for entry in order.bag.of("content.redacted")}
    with Files(order.folder, "tables") as made:
        for idx, commit in public_tables(order):
            made.stream(verify.table_file(idx, commit["name"]), _csv(order, idx, commit, erased))
            tell(idx)


def _csv(order: Order, idx: int, commit: dict[str, Any], erased: set[int]) -> Iterator[bytes]:
    """A table's CSV, from the database wherever that gives what the openings give."""
    missing = verify.withheld_columns(order.bag, idx, commit)
    kept = [at for at, column in enumerate(commit["cols"]) if column not in missing]
    if idx in erased or not kept or len(commit["cols"]) == 1:
        return csv(verify.table(order.bag, idx, commit))
    names = [commit["cols"][at] for at in kept]
    if missing:
        sql, names = counted_sql(kept), [*names, "count"]
    else:
        sql = select_sql(kept)
    return copied(sql, table_at(order, idx, commit["name"]), names)


def public_tables(order: Order) -> Iterator[tuple[int, dict[str, Any]]]:
    """The commitments to tables as the public sees them, with the place of their entry."""
    found = LedgerCommitment.objects.filter(
        log=order.log, entry_idx__lt=order.size, name__startswith="public_"
    )
    for idx, name, cols, rows in found.order_by("entry_idx", "name").values_list(
        "entry_idx", "name", "cols", "n_rows"
    ):
        yield idx, {"name": name, "cols": cols, "rows": rows}


def table_at(order: Order, idx: int, name: str) -> DataTable:
    """The table that an entry commits to under this name."""
    decision = Decision.objects.get(entry_log=order.log.pk, entry_idx=idx)
    number = int(name.removeprefix("public_"))
    tables = DataTable.objects.select_related("schema").filter(version=decision.version)
    return tables.get(number=number)


def select_sql(places: list[int]) -> str:
    """A table's public rows as text, made inert as `verify.inert` does it; empty is NULL."""
    inner = ", ".join(f"cells ->> {at} AS c{at}" for at in places)
    outer = ", ".join(_inert(f"c{at}") for at in places)
    return (
        f"SELECT {outer} FROM (SELECT {inner} FROM disclosures_publicrow "
        "WHERE table_id = %s ORDER BY position) r"
    )


def counted_sql(places: list[int]) -> str:
    """How often each combination of cells occurs, sorted as Python sorts text."""
    inner = ", ".join(f"coalesce(cells ->> {at}, '') AS c{at}" for at in places)
    outer = ", ".join(_inert(f"c{at}") for at in places)
    order = ", ".join(f'c{at} COLLATE "C"' for at in places)
    return (
        f"SELECT {outer}, count FROM (SELECT {inner}, count(*) FROM disclosures_publicrow "
        f"WHERE table_id = %s GROUP BY {', '.join(str(1 + at) for at in range(len(places)))}) r "
        f"ORDER BY {order}"
    )


def _inert(column: str) -> str:
    risky = ",".join(str(ord(letter)) for letter in verify.RISKY)
    return (
        f"CASE WHEN ascii({column}) IN ({risky}) AND {column} !~ '^[+-]?[0-9]+([.][0-9]+)?$' "
        f"THEN '''' || {column} ELSE nullif({column}, '') END"
    )


def copied(sql: str, table: DataTable, names: list[str]) -> Iterator[bytes]:
    """A CSV straight from the database: one message of COPY is one record."""
    yield verify.MARK + verify.csv_line(names)
    with connection.cursor() as cursor:
        text = cursor.mogrify(sql, [table.pk])
        with cursor.copy(f"COPY ({text}) TO STDOUT (FORMAT csv)") as copy:
            for records in batched(copy, RECORDS):
                yield b"\r\n".join([bytes(record[:-1]) for record in records]) + b"\r\n"


def csv(rows: verify.Rows) -> Iterator[bytes]:
    """Rows as CSV."""
    yield verify.MARK
    for some in batched(rows, RECORDS):
        yield b"".join(map(verify.csv_line, some))


def attachments(order: Order, start: int, tell: Tell) -> None:
    """The public files themselves, each once. Raises WrongState for one that is not stored."""
    shutil.rmtree(order.data / "attachments", ignore_errors=True)
    with Files(order.folder, "attachments") as made:
        if not order.with_files:
            return
        (order.data / "attachments").mkdir()
        rows = verify.attachments(order.bag)
        next(rows)
        for reference, _version, name, _type, _bytes, sha256, idx, *_more in rows:
            if not sha256 or (order.data / "attachments" / sha256).exists():
                continue
            try:
                made.stream(f"attachments/{sha256}", _stored(sha256))
            except FileNotFoundError as error:
                raise WrongState(
                    _("The file “%(name)s” of the notice %(reference)s is not stored any more.")
                    % {"name": name, "reference": reference}
                ) from error
            tell(idx)


def _stored(sha256: str) -> Iterator[bytes]:
    with store.files().open(sha256) as source:
        while block := source.read(files.BUFFER):
            yield block


def lists(order: Order, start: int, tell: Tell) -> None:
    """The lists, by the very functions that `verify.py` checks them with."""
    with Files(order.folder, "lists") as made:
        for name, make in verify.LISTS.items():
            made.stream(f"{name}.csv", csv(make(order.bag)))
            tell(0)


def history_xlsx(order: Order, start: int, tell: Tell) -> None:
    """The same for Excel, as far as it is small enough."""
    with Files(order.folder, "workbook") as made:
        small = {}
        for idx, commit in workbook.fitting(public_tables(order)):
            table = table_at(order, idx, commit["name"])
            path = order.data / verify.table_file(idx, commit["name"])
            small[workbook.sheet_name(idx, commit["name"])] = (path, table)
        workbook.write(order.data, small)
        made.read("history.xlsx")
    tell(0)


def description(order: Order, start: int, tell: Tell) -> None:
    """Keys, checkpoints, the program that checks, and what is what."""
    with Files(order.folder, "description") as made:
        describe.write_ledger(order, made)
        describe.write_guides(order, made)
        describe.write_packages(order, made, public_tables(order))


def manifests(order: Order, start: int, tell: Tell) -> None:
    """Writes down what is there and what it hashes to (RFC 8493)."""
    describe.write_manifests(order, lambda: tell(0))


STEPS = (
    Step("entries", 10, entries),
    Step("contents", 55, contents),
    Step("tables", 6, tables),
    Step("attachments", 6, attachments),
    Step("lists", 6, lists),
    Step("workbook", 5, history_xlsx),
    Step("description", 2, description),
    Step("manifests", 10, manifests),
)
