"""The charts of a disclosure: those its kind's record names, drawn from its public rows."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from disclosures.models import DataTable, Disclosure, PublicRow
from disclosures.queries import accounts
from disclosures.tables import schema as schemas
from disclosures.tables.charts import compensation, places, projects, spending, years
from disclosures.tables.charts.chart import BarChart, Chart
from disclosures.tables.charts.words import Money

type Rows = Mapping[int, Sequence[Sequence[Any]]]
type Entry = Mapping[str, Any]
# A table of which no page reads all rows is not drawn: its chart would need them all.
MOST_ROWS = 400
# What is drawn from the totals that are kept beside persons' rows.
_OF_TOTALS = frozenset({"compensation", "by_place"})


def entries_of(disclosure: Disclosure) -> Sequence[Entry]:
    """The charts that the disclosure's kind gets, as its record names them."""
    entries: Sequence[Entry] = disclosure.kind.body.get("charts", ())
    return entries


def is_read(table: DataTable, entries: Sequence[Entry]) -> bool:
    """Whether charts or figures want all the table's public rows; never those of persons."""
    return (
        not table.has_person_rows
        and table.row_count <= MOST_ROWS
        and any(entry["table"] == table.schema.code for entry in entries)
    )


def charts_of(disclosure: Disclosure, tables: Sequence[DataTable], rows: Rows) -> tuple[Chart, ...]:
    """The charts in the order of the record; of several that draw one thing the fullest.

    At most one query, for the years before.
    """
    found: dict[str, Chart] = {}
    entries = entries_of(disclosure)
    for table in tables:
        for entry in entries:
            if entry["table"] != table.schema.code or not _can_be_read(table, entry, rows):
                continue
            chart = _DRAW[entry["draw"]](disclosure, table, rows.get(table.pk, ()), entry)
            if chart and _length(chart) > _length(found.get(entry["draw"])):
                found[entry["draw"]] = chart
    order = list(dict.fromkeys(entry["draw"] for entry in entries))
    if "by_year" in order and found:
        chart = _by_year(disclosure, [entry for entry in entries if entry["draw"] == "by_year"])
        if chart:
            found["by_year"] = chart
    return tuple(found[draw] for draw in order if draw in found)


def _can_be_read(table: DataTable, entry: Entry, rows: Rows) -> bool:
    if entry["draw"] == "by_year":
        return False
    return table.pk in rows or (table.has_person_rows and entry["draw"] in _OF_TOTALS)


def _length(chart: Chart | None) -> int:
    return len(chart.bars) if isinstance(chart, BarChart) else 0


def _plan_and_actual(
    disclosure: Disclosure, table: DataTable, rows: Sequence[Sequence[Any]], entry: Entry
) -> Chart | None:
    lines = accounts.lines_of(table, rows, figure=entry["actual"], plan=entry["plan"])
    return spending.plan_and_actual(
        accounts.items(lines),
        note=_("Spent by the end of the period, against the estimate for the year"),
        expected=_expected(disclosure.period),
    )


def _expected(period: str) -> int | None:
    months = {"M3": 25, "M6": 50, "M9": 75}
    return months.get(period.partition("-")[2])


def _fields(
    table: DataTable, rows: Sequence[Sequence[Any]], entry: Entry
) -> list[tuple[str, int | None]]:
    lines = accounts.lines_of(table, rows, figure=entry["figure"])
    return [(line.label, line.actual) for line in accounts.items(lines)]


def _by_field(
    disclosure: Disclosure, table: DataTable, rows: Sequence[Sequence[Any]], entry: Entry
) -> Chart | None:
    return spending.by_field(_fields(table, rows, entry), money=Money(entry["money"]))


def _per_resident(
    disclosure: Disclosure, table: DataTable, rows: Sequence[Sequence[Any]], entry: Entry
) -> Chart | None:
    return spending.per_resident(
        _fields(table, rows, entry),
        people=disclosure.unit.population or 0,
        money=Money(entry["money"]),
    )


def _compensation(
    disclosure: Disclosure, table: DataTable, rows: Sequence[Sequence[Any]], entry: Entry
) -> Chart | None:
    declared = schemas.read(table.schema.body)
    sums = table.totals.get("sums", {})
    parts = [
        (declared.column(name).title, int(Decimal(sums.get(name, "0"))))
        for name in entry["parts"]
        if name in table.public_columns
    ]
    note = _("All households of the plan together")
    return compensation.compensation_totals(parts, money=Money(entry["money"]), note=note)


def _by_place(
    disclosure: Disclosure, table: DataTable, rows: Sequence[Sequence[Any]], entry: Entry
) -> Chart | None:
    unit = _("people") if entry["of"] == "people" else _("households")
    declared = schemas.read(table.schema.body)
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    if "columns" in entry:
        at = {name: index for index, name in enumerate(table.public_columns)}
        drawn = [name for name in entry["columns"] if name in at]
        for cells in rows if entry["place"] in at else ():
            place = counts[str(cells[at[entry["place"]]] or "")]
            for name in drawn:
                place[name] = place.get(name, 0) + int(cells[at[name]] or 0)
        categories = [(name, declared.column(name).title) for name in drawn]
        return places.counts_by_place(counts, categories=categories, unit=unit)
    is_split = entry.get("category") in table.public_columns
    for place_name, kind, count in table.totals.get("counts", []):
        code = kind if is_split else ""
        counts[place_name][code] = counts[place_name].get(code, 0) + count
    used = {code for found in counts.values() for code in found}
    values = declared.column(entry["category"]).values if is_split else {}
    categories = [(code, label) for code, label in values.items() if code in used]
    return places.counts_by_place(counts, categories=categories, unit=unit)


def _progress(
    disclosure: Disclosure, table: DataTable, rows: Sequence[Sequence[Any]], entry: Entry
) -> Chart | None:
    at = {name: index for index, name in enumerate(table.public_columns)}
    if entry["name"] not in at or entry["done"] not in at:
        return None

    def number(cells: Sequence[Any], key: str) -> Decimal | None:
        cell = cells[at[entry[key]]] if entry[key] in at else None
        return None if cell is None or cell == "" else Decimal(str(cell))

    found = []
    for cells in rows:
        cost, paid = number(cells, "cost"), number(cells, "paid")
        found.append(
            projects.Project(
                str(cells[at[entry["name"]]] or ""),
                number(cells, "done"),
                None if cost is None else int(cost),
                None if paid is None else int(paid),
            )
        )
    return projects.progress(found)


_DRAW: dict[
    str, Callable[[Disclosure, DataTable, Sequence[Sequence[Any]], Entry], Chart | None]
] = {
    "plan_and_actual": _plan_and_actual,
    "by_field": _by_field,
    "per_resident": _per_resident,
    "compensation": _compensation,
    "by_place": _by_place,
    "progress": _progress,
}


def _by_year(disclosure: Disclosure, entries: Sequence[Entry]) -> Chart | None:
    """Revenue and spending of the same months of each year, from this commune's own accounts."""
    figures = {entry["table"]: entry["figure"] for entry in entries}
    months = disclosure.period.partition("-")[2]
    rows = (
        PublicRow.objects.filter(
            table__version__disclosure__unit=disclosure.unit,
            table__version__disclosure__in=Disclosure.objects.readable(),
            table__version__disclosure__kind_code=disclosure.kind_code,
            table__version__disclosure__period__endswith=months,
            table__version=F("table__version__disclosure__current_version"),
            table__schema__code__in=list(figures),
            folded__regex=r"^(tong so thu|tong thu|tong so chi|tong chi)",
        )
        .select_related("table__schema", "table__version__disclosure")
        .order_by("table__version__disclosure__period")[:60]
    )
    found: defaultdict[int, dict[str, int | None]] = defaultdict(dict)
    for row in rows:
        year = row.table.version.disclosure.fiscal_year
        lines = accounts.lines_of(row.table, [row.cells], figure=figures[row.table.schema.code])
        if lines and year:
            side = "out" if accounts.spending(lines) else "in"
            found[year].setdefault(side, lines[0].figure)
    note = ""
    if months.startswith("M"):
        note = _("The first %(months)s months of each year.") % {"months": months[1:]}
    pairs = {year: (sums.get("in"), sums.get("out")) for year, sums in found.items()}
    return years.by_year(
        pairs, money=Money(entries[0]["money"]), note=note, since=disclosure.unit.valid_from
    )
