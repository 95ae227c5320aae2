"""Single measurements on the database that `bench/run.py` built; each prints JSON."""

import json
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 (models need the set-up above)
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from disclosures.actions.grant_role import grant_role  # noqa: E402
from disclosures.actions.record_posting import record_posting  # noqa: E402
from disclosures.ledger.bag import make  # noqa: E402
from disclosures.ledger.bag.order import Order, log_of, newest_checkpoint, root_text, signed_note  # noqa: E402
from disclosures.management.commands.seal_ledger import seal_round  # noqa: E402
from disclosures.models import (  # noqa: E402
    AdministrativeUnit,
    Disclosure,
    RoleAssignment,
    TableSchema,
)
from disclosures.queries import catalogue  # noqa: E402
from disclosures.queries.service_account import service_account  # noqa: E402
from disclosures.rules import clock  # noqa: E402
from disclosures.sample.bulk import PLACES, WORKS  # noqa: E402
from disclosures.search import query  # noqa: E402
from disclosures.search.fold import fold  # noqa: E402
from disclosures.tables import layout as layouts  # noqa: E402
from disclosures.tables import match, read_workbook, schema, validate, write_workbook  # noqa: E402
from disclosures.tables.checked import Context  # noqa: E402
from disclosures.vocabulary import Channel, Role  # noqa: E402

PLAIN = (
    "SELECT disclosure_id FROM disclosures_searchentry WHERE vector @@ %s::tsquery "
    "ORDER BY publish_at DESC LIMIT 21"
)


def timed(call: Callable[[], Any]) -> float:
    """Milliseconds."""
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1000


def p95(values: list[float]) -> float:
    """The value that 95 of 100 stay below."""
    return statistics.quantiles(values, n=20)[-1]


def queries_of_seven_kinds(rng: random.Random) -> list[str]:
    """300 things people type: words, titles, phrases, names, numbers, amounts, without accents."""
    made: list[Callable[[], str]] = [
        lambda: rng.choice(WORKS).split()[-1],
        lambda: f"{rng.choice(WORKS)} {rng.choice(PLACES)}",
        lambda: f'"{rng.choice(WORKS)}"',
        lambda: f"Nguyễn Văn {rng.choice(('Sang', 'Tài', 'Hùng'))}",
        lambda: f"{rng.randint(1, 400)}/TB-UBND",
        lambda: f"{rng.randint(20, 900)} triệu",
        lambda: fold(f"{rng.choice(WORKS)} {rng.choice(PLACES)} năm 2026"),
    ]
    return [made[at % len(made)]() for at in range(300)]


def search() -> dict[str, Any]:
    """The list page's query against the bare index query, warm, nationwide."""
    now = clock.now()
    asked = queries_of_seven_kinds(random.Random(7))
    ours, plain = [], []
    with connection.cursor() as cursor:
        for text in asked:
            filters = catalogue.Filters(q=text)
            catalogue.listing(filters, now=now)
            ours.append(timed(lambda filters=filters: catalogue.listing(filters, now=now)))
            words = query.parse(text)
            plain.append(timed(lambda words=words: cursor.execute(PLAIN, [words])))
    return {
        "search_p50_ms": figure(statistics.median(ours), "ms", "300 queries of seven kinds, warm"),
        "search_p95_ms": figure(p95(ours), "ms", "first page with its capped count"),
        "search_p95_vs_plain_sql": figure(p95(ours) / p95(plain), "ratio", "the index query alone"),
    }


def queries() -> dict[str, Any]:
    """Database queries of each kind of page, apart from the one that asks how old it is."""
    unit = AdministrativeUnit.objects.filter(disclosures__isnull=False).order_by("pk").first()
    disclosure = Disclosure.objects.filter(unit=unit, kind_code="project-progress").first()
    home = unit.get_absolute_url()
    counts = {}
    for name, address in {
        "list": f"{home}cong-khai/",
        "search": "/tim/?q=nang+cap",
        "commune": home,
        "disclosure": disclosure.get_absolute_url(),
    }.items():
        client = Client(SERVER_NAME="127.0.0.1")
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts[name] = len(captured)
    words = ", ".join(f"{name} {count}" for name, count in counts.items())
    return {"queries_per_page": figure(max(counts.values()), "queries", words)}


def grant_services_role() -> Any:
    """The service account, allowed to seal and to grant, as the operator's manual has it."""
    service = service_account()
    for role in (Role.OPERATOR, Role.SERVICE):
        if not RoleAssignment.objects.filter(person=service, role=role).exists():
            grant_role(by=service, person=service, role=role)
    return service


def export_() -> dict[str, Any]:
    """Rows of a commune's archive a second, against COPY of the same tables; peak memory."""
    unit = AdministrativeUnit.objects.filter(disclosures__isnull=False).order_by("pk").first()
    grant_services_role()
    seal_round()
    log = log_of(unit)
    point = newest_checkpoint(log)
    folder = Path(tempfile.mkdtemp(prefix="congkhai-bag-"))
    order = Order(
        folder=folder / "bag",
        unit=unit,
        log=log,
        size=point.size,
        root=root_text(point),
        note=signed_note(point),
        edition="public",
        day=clock.today(),
    )

    def ours() -> None:
        order.data.mkdir(parents=True)
        for step in make.STEPS:
            step.run(order, 0, lambda _done: None)

    seconds = timed(ours) / 1000
    size = sum(path.stat().st_size for path in order.folder.rglob("*") if path.is_file())
    shutil.rmtree(folder)
    rows = 0

    def copied() -> None:
        nonlocal rows
        for sql in (
            "SELECT e.idx, e.recorded_at, e.etype, e.subject, e.body FROM ledger_entry e "
            "JOIN ledger_log l ON l.id = e.log_id WHERE l.unit_code = %s",
            "SELECT r.position, r.cells FROM disclosures_publicrow r "
            "JOIN disclosures_datatable t ON t.id = r.table_id "
            "JOIN disclosures_version v ON v.id = t.version_id "
            "JOIN disclosures_disclosure d ON d.id = v.disclosure_id "
            "JOIN disclosures_administrativeunit u ON u.id = d.unit_id "
            "WHERE u.address_code = %s",
        ):
            with connection.cursor() as cursor:
                text = cursor.mogrify(sql, [unit.address_code])
                with cursor.copy(f"COPY ({text}) TO STDOUT") as copy:
                    rows += sum(bytes(piece).count(b"\n") for piece in copy)

    copy_seconds = timed(copied) / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    against = f"COPY of entries and rows; {rows} rows, {size // 1024} KB of bag"
    return {
        "export_rows_per_s": figure(
            rows / seconds, "rows/s", "entries and rows; bag with openings and proofs"
        ),
        "export_rows_per_s_vs_copy": figure(copy_seconds / seconds, "ratio", against),
        "export_peak_rss_mb": figure(peak, "MB", "the whole process"),
    }


def import_() -> dict[str, Any]:
    """Rows a second of reading, matching and checking a workbook, against reading alone."""
    declared = schema.read(TableSchema.objects.get(code="ho-ngheo").body)
    content = _workbook(declared, 5000)
    reading = timed(lambda: read_workbook.read_workbook(content))

    def ours() -> None:
        sheet = read_workbook.read_workbook(content).sheets[0]
        layout = layouts.find_layout(sheet, declared)
        mapping = match.propose(declared, layout.headers)
        checked = validate.validate(sheet, layout, declared, mapping, Context())
        assert len(checked.rows) == 5000

    seconds = timed(ours)
    return {
        "import_rows_per_s": figure(5000 / seconds * 1000, "rows/s", "read, matched, checked"),
        "import_rows_per_s_vs_reader": figure(reading / seconds, "ratio", "the reader alone"),
    }


def _workbook(declared: schema.Schema, count: int) -> bytes:
    columns = [column for column in declared.columns if column.privacy != "never"]

    rows = ([_cell(column, at) for column in columns] for at in range(count))
    return write_workbook.as_xlsx(declared.title, columns, rows)


def _cell(column: schema.Column, at: int) -> Any:
    match column.unit:
        case "count":
            return at + 1
        case "enum":
            return next(iter(column.values))
        case "money" | "number" | "area" | "percent":
            return 100
        case "date":
            return "2026-02-05"
    return f"Thạch Thị {at}"


def ledger() -> dict[str, Any]:
    """Events a second through a real action on one log."""
    unit = AdministrativeUnit.objects.filter(disclosures__isnull=False).order_by("pk").first()
    disclosure = Disclosure.objects.filter(unit=unit, status="published").first()
    operator = grant_services_role()
    author = disclosure.created_by
    if not RoleAssignment.objects.filter(person=author, unit=unit).exists():
        grant_role(by=operator, person=author, role=Role.OFFICIAL, unit=unit)
    count = 300

    def ours() -> None:
        for at in range(count):
            record_posting(
                by=author,
                disclosure=disclosure,
                channel=Channel.NOTICEBOARD,
                place=f"Nhà văn hóa ấp số {at}",
                begins_on=clock.today(),
            )

    seconds = timed(ours) / 1000
    return {
        "ledger_events_per_s": figure(count / seconds, "events/s", "record_posting on one log"),
    }


def figure(value: float, unit: str, against: str) -> dict[str, Any]:
    """One figure as `bench/results.json` holds it."""
    return {"value": round(value, 3) if value < 10 else round(value), "unit": unit,
            "against": against}  # fmt: skip


if __name__ == "__main__":
    measure = {
        "search": search,
        "queries": queries,
        "export": export_,
        "import": import_,
        "ledger": ledger,
    }[sys.argv[1]]
    sys.stdout.write(json.dumps(measure()))
