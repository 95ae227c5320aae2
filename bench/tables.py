"""Taking in 100,000 rows of 12 columns, each figure against the bare tool in the same run.

`DATABASE_URL=… python -m bench.tables` prints JSON; the database needs the portal's tables and
keeps none of the rows. BENCH_TABLE_ROWS says how many.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

import xlsxwriter  # noqa: E402 (models need the set-up above)
from django.db import connection, transaction  # noqa: E402
from psycopg.types.json import Jsonb  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from disclosures.actions._rows import write_rows  # noqa: E402
from disclosures.catalogue import load  # noqa: E402
from disclosures.models import DataTable, FullRow, PublicRow  # noqa: E402
from disclosures.rules.hashing import commit_rows, new_salts  # noqa: E402
from disclosures.tables import schema as schemas  # noqa: E402
from disclosures.tables.checked import CheckedTable, Context  # noqa: E402
from disclosures.tables.judge import judge  # noqa: E402

ROWS = int(os.environ.get("BENCH_TABLE_ROWS", "100000"))
SCHEMA = "bx-81"
VILLAGES = ("Ấp Vĩnh Trung", "Ấp Vĩnh Kiên", "Ấp Vĩnh Tiền")
ROUNDS = 3


def declared() -> schemas.Schema:
    """A table of persons with eleven columns, from the catalogue's files."""
    return schemas.read(next(body for body in load.tables() if body["name"] == SCHEMA))


def workbook() -> bytes:
    """The table as an office would keep it, and one column more that is not asked for."""
    buffer = io.BytesIO()
    columns = declared().columns
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Bảng")
        sheet.write_row(0, 0, [*(column.title for column in columns), "Ghi chú riêng"])
        for at in range(ROWS):
            row = [_cell(column, at) for column in columns]
            sheet.write_row(at + 1, 0, [*row, f"lần {at % 7}"])
    return buffer.getvalue()


def _cell(column: schemas.Column, at: int) -> Any:
    if column.role == "village":
        return VILLAGES[at % 3]
    match column.unit:
        case "count":
            return at + 1
        case "enum":
            return list(column.values.values())[at % len(column.values)]
        case "money" | "number" | "area" | "percent":
            return 10 + at % 80
        case "date":
            return f"{1 + at % 28:02d}/02/2026"
        case "month":
            return "02/2026"
    return f"Thạch Thị Thử {at}"


def timed(call: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds of one core, so that other programs at work count little."""
    begin = clock()
    call()
    return clock() - begin


def bare(content: bytes) -> None:
    """What python-calamine alone does: every cell of every sheet as a Python value."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def whole(content: bytes) -> CheckedTable:
    """Read, found, checked, searched for identifiers."""
    verdict = judge(content, declared(), Context(villages=VILLAGES, fiscal_year=2026))
    assert verdict.checked is not None
    assert len(verdict.checked.rows) == ROWS, verdict.errors[:3]
    return verdict.checked


def reading(path: Path) -> dict[str, Any]:
    """The best of three interleaved rounds each, and the peak of a process that does it once."""
    content = path.read_bytes()
    rounds = [(timed(lambda: bare(content)), timed(lambda: whole(content))) for _ in range(ROUNDS)]
    plain, ours = (min(times) for times in zip(*rounds, strict=True))
    command = [sys.executable, "-m", "bench.tables", "peak", str(path)]
    peak = float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return {
        "bare_s": round(plain, 2),
        "read_checked_searched_s": round(ours, 2),
        "times_bare": round(ours / plain, 2),
        "peak_mb": round(peak),
    }


def writing(checked: CheckedTable) -> dict[str, Any]:
    """Full and public rows as an action writes them, against COPY of the very same rows."""
    ours = copied = 0.0
    with transaction.atomic():
        table = DataTable(pk=-1, columns=list(checked.columns))
        shown = declared().public("P2")
        table.public_columns = [column.name for column in shown]
        ours = timed(lambda: write_rows(table, declared(), shown, checked), time.perf_counter)
        payload = [_payload(FullRow, ""), _payload(PublicRow, ", key, village, folded")]
        copied = timed(lambda: [_copy(*each) for each in payload], time.perf_counter)
        transaction.set_rollback(True)
    return {
        "written_s": round(ours, 2),
        "copy_s": round(copied, 2),
        "of_copy": round(copied / ours, 2),
    }


def _payload(model: Any, more: str) -> tuple[str, list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        name = model._meta.db_table
        columns = f"table_id, position, cells, salts{more}"
        cursor.execute(f"SELECT {columns} FROM {name} WHERE table_id = -1 ORDER BY position")
        rows = [(row[0], row[1], Jsonb(json.loads(row[2])), *row[3:]) for row in cursor.fetchall()]
        assert len(rows) == ROWS
        cursor.execute(f"DELETE FROM {name} WHERE table_id = -1")
    return f"COPY {name} ({columns}) FROM STDIN", rows


def _copy(sql: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)


def hashing(checked: CheckedTable) -> dict[str, Any]:
    """Salts drawn, cells hashed, rows and root: cells a second on one core."""
    width = len(checked.columns)
    rows = [(list(row), new_salts(width)) for row in checked.rows]
    seconds = timed(lambda: commit_rows("full_1", checked.columns, rows))
    seconds += timed(lambda: [new_salts(width) for _row in rows])
    return {"cells_per_s": round(ROWS * width / seconds)}


def main() -> None:
    """All figures, or in a process of its own the peak memory of one reading."""
    if sys.argv[1:2] == ["peak"]:
        whole(Path(sys.argv[2]).read_bytes())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(str(peak))
        return
    path = Path(os.environ.get("DATA_DIR", "var")) / f"bench-table-{ROWS}.xlsx"
    path.write_bytes(workbook())
    figures = reading(path)
    checked = whole(path.read_bytes())
    figures |= writing(checked) | hashing(checked)
    path.unlink()
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
