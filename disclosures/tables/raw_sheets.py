"""Unpacks a workbook's sheets with calamine, on request in a process of its own.

Damaged XLS files make the library panic or ask for more memory than there is, and damaged ODS
files can keep it busy for ever; either would take the web process along. This file imports nothing
of ours, so that the process of its own starts quickly.
"""

import contextlib
import io
import itertools
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

SECONDS = 20
MEMORY = 2 << 30
# Of all sheets together, up to the last filled row and column of each: a cell far off lays out all
# the empty ones before it. A hundred thousand rows of forty columns.
MAX_CELLS = 4_100_000


@dataclass(slots=True)
class RawSheet:
    """One work sheet: its rows from `first_row` (from 0) on, blank columns to the left not among
    their cells but counted in `first_column`; merged ranges as (row, column, row, column)."""

    name: str
    is_hidden: bool
    first_row: int
    first_column: int
    merges: list[tuple[int, int, int, int]]
    rows: Iterable[list[Any]]


class Unreadable(ValueError):
    """The library cannot read it; `reason` is rows, columns, cells or damaged."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def unpack(content: bytes, max_rows: int, max_columns: int) -> list[RawSheet]:
    """The work sheets of a workbook. Raises Unreadable."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets, cells = [], 0
        for metadata in book.sheets_metadata:
            if "work" not in str(metadata.typ).lower():
                continue
            sheet = book.get_sheet_by_name(metadata.name)
            cells += sheet.total_height * sheet.total_width
            sheets.append(_sheet(sheet, metadata, max_rows, max_columns))
            if cells > MAX_CELLS:
                raise Unreadable("cells")
        return sheets
    except Unreadable:
        raise
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise Unreadable("damaged") from error


def _sheet(sheet: Any, metadata: Any, max_rows: int, max_columns: int) -> RawSheet:
    if sheet.total_height > max_rows:
        raise Unreadable("rows")
    if sheet.total_width > max_columns:
        raise Unreadable("columns")
    first_row, first_column = sheet.start or (0, 0)
    shown = str(metadata.visible).lower()
    is_hidden = "visible" not in shown or "hidden" in shown
    merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    rows = itertools.islice(sheet.iter_rows(), first_row, None)
    return RawSheet(metadata.name, is_hidden, first_row, first_column, merges, rows)


def unpack_apart(content: bytes, max_rows: int, max_columns: int) -> list[RawSheet]:
    """The same, in a process that may fall over or stand still. Raises Unreadable."""
    command = [sys.executable, "-I", __file__, str(max_rows), str(max_columns)]
    try:
        child = subprocess.run(
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Unreadable("damaged") from error
    answer = pickle.loads(child.stdout)
    if isinstance(answer, str):
        raise Unreadable(answer)
    return [RawSheet(*members) for members in answer]


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer: list[tuple[Any, ...]] | str
    try:
        sheets = unpack(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
        answer = [
            (s.name, s.is_hidden, s.first_row, s.first_column, s.merges, list(s.rows))
            for s in sheets
        ]
    except Unreadable as refused:
        answer = refused.reason
    with contextlib.closing(sys.stdout.buffer) as out:
        pickle.dump(answer, out)


if __name__ == "__main__":
    _main()
