"""What pages show that stands in no entry because it follows from what does: it is made again.

A comment's public number is its place among the comments received. What a row is found, counted
and matched by follows from its public cells.
"""

import bisect
import itertools
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from disclosures.ledger.verify.erasures import MARKER
from disclosures.ledger.verify.report import Report
from disclosures.models import Comment, DataTable, LedgerLog, PublicRow, TableSchema
from disclosures.search.fold import fold
from disclosures.tables import schema as schemas
from disclosures.tables.derived import Deriver

PAGE = 2_000


def verify(log: LedgerLog, report: Report) -> None:
    """The comments and the tables of published versions of a unit's log."""
    entries = log.entries.filter(etype="comment.received").values_list("idx")
    received = array("q", (idx for (idx,) in _paged(entries, "idx")))
    comments = Comment.objects.filter(entry_log=log.pk).values_list("entry_idx", "number")
    for idx, number in _paged(comments, "entry_idx"):
        if number != bisect.bisect(received, idx):
            report.tell(f"entry {idx}: the comment is shown under another number, {number}")
    known: dict[int, schemas.Schema] = {}
    tables = DataTable.objects.filter(
        version__disclosure__unit__address_code=log.unit_code, version__status="published"
    ).values_list("pk", "schema_id", "public_columns", "number", "version__disclosure__subject")
    for pk, schema, columns, number, subject in _paged(tables, "pk"):
        if schema not in known:
            known[schema] = schemas.read(TableSchema.objects.get(pk=schema).body)
        problem = _of_table(pk, known[schema], columns)
        if problem:
            report.tell(f"{subject}: table {number}, {problem}")


def _of_table(pk: int, declared: schemas.Schema, columns: Sequence[str]) -> str:
    """The first thing that is wrong: a table of wrong rows would drown everything else."""
    try:
        derive = Deriver(declared, columns)
    except KeyError as unknown:
        return f"there is no column {unknown}"
    rows = PublicRow.objects.filter(table_id=pk).values_list(
        "position", "cells", "key", "village", "folded"
    )
    for page in _pages(rows, "position"):
        for position, cells, *_kept in page:
            if len(cells) != len(columns):
                return f"row {position}: it has {len(cells)} cells, not {len(columns)}"
        found = derive.of_all([cells for _position, cells, *_kept in page])
        for (position, cells, key, village, folded), derived in zip(page, found, strict=True):
            marker = _marker(cells)
            expected = ("", "", fold(marker)) if marker else derived
            if (key, village) != expected[:2]:
                return f"row {position}: its key or village is not that of its cells"
            # Folding may grow coarser with a release; what was folded before then folds to the
            # same.
            if expected[2] != folded and expected[2] != fold(folded):
                return f"row {position}: it is found by other words than it shows"
    return ""


def _marker(cells: Sequence[Any]) -> str:
    """The words that stand in the place of an erased row; empty for any other."""
    left = [cell for cell in cells if cell is not None]
    return str(left[0]) if len(left) == 1 and str(left[0]).startswith(MARKER) else ""


def _paged(rows: Any, key: str) -> Iterator[Any]:
    """All rows by `key`, their first value."""
    return itertools.chain.from_iterable(_pages(rows, key))


def _pages(rows: Any, key: str) -> Iterator[list[Any]]:
    """The same in pages: no cursor stays open, memory stays small."""
    page = list(rows.order_by(key)[:PAGE])
    while page:
        yield page
        page = list(rows.filter(**{f"{key}__gt": page[-1][0]}).order_by(key)[:PAGE])
