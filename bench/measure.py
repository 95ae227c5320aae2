"""Single measurements on the database that `bench/readers.py` built; each prints JSON."""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 (models need the set-up above)
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.asked import queries as asked_for  # noqa: E402
from bench.database import figure  # noqa: E402
from disclosures.models import AdministrativeUnit, Disclosure, TableSchema  # noqa: E402
from disclosures.queries import catalogue, facets, meant  # noqa: E402
from disclosures.queries.kinds import listed as list_kinds  # noqa: E402
from disclosures.queries.suggested import suggested  # noqa: E402
from disclosures.rules import clock  # noqa: E402
from disclosures.search import query  # noqa: E402
from disclosures.tables import layout as layouts  # noqa: E402
from disclosures.tables import match, read_workbook, schema, validate, write_workbook  # noqa: E402
from disclosures.tables.checked import Context  # noqa: E402

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


def search() -> dict[str, Any]:
    """The list page's query against the bare index query, warm, nationwide."""
    now = clock.now()
    asked = asked_for(random.Random(7))
    ours, plain = [], []
    with connection.cursor() as cursor:
        for text in asked:
            filters = catalogue.Filters(q=text)
            catalogue.listing(filters, now=now)
            ours.append(timed(lambda filters=filters: catalogue.listing(filters, now=now)))
            words = query.parse(text)
            plain.append(timed(lambda words=words: cursor.execute(PLAIN, [words])))
    return {
        "search_p50_ms": figure(
            statistics.median(ours), "ms", "300 queries of seven kinds, warm, nationwide", 25
        ),
        "search_p95_ms": figure(p95(ours), "ms", "first page of results with capped count", 100),
        "search_p95_vs_plain_sql": figure(p95(ours) / p95(plain), "ratio", "the index query alone"),
    }


def beside() -> dict[str, Any]:
    """What stands beside results, each apart: counts of facets, what was meant, suggestions."""
    now, asked = clock.now(), asked_for(random.Random(7))[:70]
    kinds, states = list_kinds(clock.today()), catalogue.state_choices()
    understood = [catalogue.Filters(q=text).understood() for text in asked]
    spoiled = [catalogue.Filters(q=f"{text}q").understood() for text in asked]

    def spent(ask: Callable[[Any], Any], over: Sequence[Any]) -> list[float]:
        for one in over:
            ask(one)
        return [timed(lambda one=one: ask(one)) for one in over]  # type: ignore[misc]

    counted = spent(lambda one: facets.facets(one, kinds, states, now=now), understood)
    mended = spent(lambda one: meant.meant(one, 0, now=now), spoiled)
    typed = [text.strip('"')[: 2 + at % 10] for at, text in enumerate(asked)]
    offered = spent(lambda text: suggested(text, now=now), typed)
    return {
        "facets_p95_ms": figure(p95(counted), "ms", "70 queries, warm, nationwide", 250),
        "meant_p95_ms": figure(p95(mended), "ms", "70 queries with a letter too many", 250),
        "suggested_p95_ms": figure(p95(offered), "ms", "70 beginnings of queries"),
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


if __name__ == "__main__":
    measure = {
        "search": search,
        "beside": beside,
        "queries": queries,
        "import": import_,
    }[sys.argv[1]]
    sys.stdout.write(json.dumps(measure()))
