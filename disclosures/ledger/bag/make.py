"""Makes a bag step by step. Each step may be done again after a crash and gives the same files.

Memory stays the same whatever the size: rows come in pages, files are written as they are read.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from disclosures.attachments.store import ContentStore
from disclosures.errors import WrongState
from disclosures.ledger.bag import describe, encode, verify, workbook
from disclosures.ledger.bag.order import Order
from disclosures.ledger.openings import AUDITOR, Committed, committed
from disclosures.models import (
    DataTable,
    Decision,
    FullRowReading,
    LedgerCommitment,
    LedgerEntry,
)
from disclosures.rules import clock

PAGE = 2000
BUFFER = 1 << 20

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
    shutil.rmtree(order.ledger, ignore_errors=True)
    (order.ledger / "proofs").mkdir(parents=True)
    tree = verify.Tree()
    with (order.ledger / "entries.jsonl").open("wb", BUFFER) as file:
        for body in _bodies(order):
            tree.add(body)
            file.write(body + b"\n")
    if describe.base64_text(tree.root(0, tree.size)) != order.root:
        raise WrongState(_("The entries in the database do not give the root that was signed."))
    for path, data in tree.tiles():
        _write(order.ledger / path, data)
    bag = order.bag()
    for first in range(0, order.size, 256):
        bodies = [bag.body(n) for n in range(first, min(first + 256, order.size))]
        bundle = b"".join(len(body).to_bytes(2, "big") + body for body in bodies)
        _write(order.ledger / verify.tile_path("entries", first // 256, len(bodies)), bundle)
        for n, body in enumerate(bodies, start=first):
            proof = verify.proof_text(tree, n, order.note)
            (order.ledger / f"proofs/{n}.entry").write_bytes(body)
            (order.ledger / f"proofs/{n}.tlog-proof").write_bytes(proof.encode())
        tell(first)


def _bodies(order: Order) -> Iterator[bytes]:
    for first in range(0, order.size, PAGE):
        found = LedgerEntry.objects.filter(
            log=order.log, idx__gte=first, idx__lt=min(first + PAGE, order.size)
        )
        for body in found.order_by("idx").values_list("body", flat=True):
            yield bytes(body)


def contents(order: Order, start: int, tell: Tell) -> None:
    """What every commitment opens to, as far as the edition gives it; goes on at entry `start`."""
    folder = order.data / "contents"
    folder.mkdir(parents=True, exist_ok=True)
    for one in committed(order.log.pk, start, order.size, order.edition, order.period):
        _remember_reading(order, one)
        with (folder / f"{one.idx}.{one.name}.jsonl").open("wb") as file:
            for piece in encode.lines(one.cols, one.rows, one.withheld):
                file.write(piece)
                tell(one.idx)


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
    (order.data / "tables").mkdir()
    bag = order.bag()
    erased = {entry["data"]["target"] for entry in bag if entry["type"] == "content.redacted"}
    for idx, commit in public_tables(order):
        path = order.data / verify.table_file(idx, commit["name"])
        plain = len(commit["cols"]) > 1 and idx not in erased
        if plain and not verify.withheld_columns(bag, idx, commit):
            copy_csv(table_at(order, idx, commit["name"]), commit["cols"], path)
        else:
            write_csv(path, verify.table(bag, idx, commit))
        tell(idx)


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


def select_sql(cols: list[str]) -> str:
    """A table's public rows as text, made inert as `verify.inert` does it; empty is NULL."""
    risky = ",".join(str(ord(letter)) for letter in verify.RISKY)
    inner = ", ".join(f"cells ->> {at} AS c{at}" for at in range(len(cols)))
    outer = ", ".join(
        f"CASE WHEN ascii(c{at}) IN ({risky}) AND c{at} !~ '^[+-]?[0-9]+([.][0-9]+)?$' "
        f"THEN '''' || c{at} ELSE nullif(c{at}, '') END"
        for at in range(len(cols))
    )
    return (
        f"SELECT {outer} FROM (SELECT {inner} FROM disclosures_publicrow "
        "WHERE table_id = %s ORDER BY position) r"
    )


def copy_csv(table: DataTable, cols: list[str], path: Path) -> None:
    """The table's CSV straight from the database: one message of COPY is one record."""
    with connection.cursor() as cursor, path.open("wb", BUFFER) as file:
        file.write(verify.MARK + verify.csv_line(cols))
        sql = cursor.mogrify(select_sql(cols), [table.pk])
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as copy:
            for record in copy:
                file.write(record[:-1])
                file.write(b"\r\n")


def write_csv(path: Path, rows: verify.Rows) -> int:
    """Rows as CSV; how many there were beside the header."""
    count = -1
    with path.open("wb", BUFFER) as file:
        file.write(verify.MARK)
        for row in rows:
            file.write(verify.csv_line(row))
            count += 1
    return count


def attachments(order: Order, start: int, tell: Tell) -> None:
    """The public files themselves, each once. Raises WrongState for one that is not stored."""
    if not order.with_files:
        return
    (order.data / "attachments").mkdir(exist_ok=True)
    store = ContentStore(settings.FILES_DIR)
    rows = verify.attachments(order.bag())
    next(rows)
    for reference, _version, name, _type, _bytes, sha256, idx, *_more in rows:
        target = order.data / "attachments" / (sha256 or "")
        if not sha256 or target.exists():
            continue
        draft = order.folder / "attachment.part"
        try:
            with store.open(sha256) as source, draft.open("wb") as file:
                shutil.copyfileobj(source, file, BUFFER)
        except FileNotFoundError as error:
            raise WrongState(
                _("The file “%(name)s” of the notice %(reference)s is not stored any more.")
                % {"name": name, "reference": reference}
            ) from error
        draft.replace(target)
        tell(idx)


def lists(order: Order, start: int, tell: Tell) -> None:
    """The lists, by the very functions that `verify.py` checks them with."""
    bag = order.bag()
    for name, make in verify.LISTS.items():
        write_csv(order.data / f"{name}.csv", make(bag))
        tell(0)


def history_xlsx(order: Order, start: int, tell: Tell) -> None:
    """The same for Excel, as far as it is small enough."""
    bag = order.bag()
    small = [(idx, commit) for idx, commit in public_tables(order)]
    numeric = {}
    for idx, commit in workbook.fitting(small):
        schema = table_at(order, idx, commit["name"])
        numeric[idx, commit["name"]] = schema
    workbook.write(order.data / "history.xlsx", bag, workbook.fitting(small), numeric)
    tell(0)


def description(order: Order, start: int, tell: Tell) -> None:
    """Keys, checkpoints, the program that checks, and what is what."""
    describe.write_ledger(order)
    describe.write_guides(order)
    describe.write_packages(order, list(public_tables(order)))


def manifests(order: Order, start: int, tell: Tell) -> None:
    """Reads everything once more and writes down what is there (RFC 8493)."""
    describe.write_manifests(order, lambda: tell(0))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


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
