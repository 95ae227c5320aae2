"""The few figures that a disclosure opens with, made from its public rows and totals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from disclosures.models import DataTable, Disclosure
from disclosures.queries import accounts
from disclosures.queries.charts import Entry, Rows, charts_of, entries_of
from disclosures.rules import numbers
from disclosures.tables import schema as schemas
from disclosures.tables.charts.chart import Chart
from disclosures.tables.charts.words import Money, amount, dong
from disclosures.wording import foreign

# Charts that stand open; the others are folded, so that a phone's first screens stay few.
OPEN_CHARTS = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One big number with its name and what it compares to."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands above the tables."""

    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()

    @property
    def open(self) -> Sequence[Chart]:
        """The charts that are seen at once."""
        return self.charts[:OPEN_CHARTS]

    @property
    def folded(self) -> Sequence[Chart]:
        """The charts that are folded away."""
        return self.charts[OPEN_CHARTS:]


def of(disclosure: Disclosure, tables: Sequence[DataTable], rows: Rows) -> Figures:
    """The figures and charts that a disclosure's tables give. At most one query (earlier years)."""
    persons = next((table for table in tables if table.has_person_rows), None)
    figures = _persons(persons) if persons else _budget(disclosure, tables, rows)
    return Figures(figures, charts_of(disclosure, tables, rows))


def _persons(table: DataTable) -> tuple[Figure, ...]:
    declared = schemas.read(table.schema.body)
    totals = table.totals
    found = [Figure(_("Households"), numbers.number_text(totals.get("rows", 0)))]
    category = declared.with_role("category")
    by_kind = Counter[str]()
    for _place, kind, count in totals.get("counts", []):
        by_kind[kind] += count
    categories = [
        (code, label)
        for code, label in (category.values.items() if category else ())
        if by_kind[code]
    ]
    for code, label in categories[:2]:
        found.append(Figure(foreign(label), numbers.number_text(by_kind[code])))
    sums = totals.get("sums", {})
    for role, name in (("total", _("Total compensation")), ("net", _("To be received"))):
        column = declared.with_role(role)
        if column and column.unit == "money" and Decimal(sums.get(column.name, "0")):
            found.append(Figure(name, amount(sums[column.name])))
    if Decimal(sums.get("dt_thu_hoi", "0")):
        found.append(Figure(_("Recovered area"), f"{numbers.number_text(sums['dt_thu_hoi'])} m²"))
    return tuple(found[:4])


def _readings(entries: Sequence[Entry]) -> dict[str, tuple[str, str, Money]]:
    """Of each table of an account: the figure's column, the plan's, and what money it is."""
    found: dict[str, tuple[str, str, Money]] = {}
    for entry in entries:
        if entry["draw"] == "plan_and_actual":
            found.setdefault(entry["table"], (entry["actual"], entry["plan"], Money.SPENT))
        elif "figure" in entry:
            found.setdefault(entry["table"], (entry["figure"], "", Money(entry["money"])))
    return found


def _budget(disclosure: Disclosure, tables: Sequence[DataTable], rows: Rows) -> tuple[Figure, ...]:
    readings = _readings(entries_of(disclosure))
    revenue = spent = None
    money = Money.SPENT
    for table in tables:
        if table.pk not in rows or table.schema.code not in readings:
            continue
        figure, plan, money = readings[table.schema.code]
        lines = accounts.lines_of(table, rows[table.pk], figure=figure, plan=plan)
        revenue = revenue or accounts.revenue(lines)
        spent = spent or accounts.spending(lines)
    is_spent = money is Money.SPENT
    found = []
    if revenue and revenue.figure is not None:
        name = _("Revenue") if is_spent else _("Estimated revenue")
        found.append(Figure(name, amount(revenue.figure), _share(revenue)))
    if spent and spent.figure is not None:
        name = _("Spending") if is_spent else _("Estimated spending")
        found.append(Figure(name, amount(spent.figure), _share(spent)))
        people = disclosure.unit.population
        if people:
            name = (
                _("Spending for each resident")
                if is_spent
                else _("Estimated spending for each resident")
            )
            note = _("%(people)s residents") % {"people": numbers.number_text(people)}
            found.append(Figure(name, dong(spent.figure // people), note))
    return tuple(found)


def _share(line: accounts.AccountLine) -> str:
    if not line.plan or line.figure is None:
        return ""
    rate = numbers.percent_text(Decimal(line.figure) * 100 / line.plan)
    return _("%(rate)s of the estimate") % {"rate": rate}
