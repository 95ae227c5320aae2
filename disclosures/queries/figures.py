"""The few figures and charts a disclosure opens with, made from its public rows and totals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from disclosures.models import DataTable, Disclosure, PublicRow
from disclosures.rules import numbers
from disclosures.search.fold import fold
from disclosures.tables import charts
from disclosures.tables import schema as schemas
from disclosures.tables.labels import label_level
from disclosures.wording import foreign


@dataclass(frozen=True, slots=True)
class Figure:
    """One big number with its name and what it compares to."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands above the tables; charts that have nothing to show are None."""

    figures: tuple[Figure, ...] = ()
    spending: charts.BarChart | None = None
    by_year: charts.ColumnChart | None = None
    by_place: charts.BarChart | None = None


def of(
    disclosure: Disclosure, tables: Sequence[DataTable], rows: dict[int, list[list[Any]]]
) -> Figures:
    """The figures that a disclosure's tables give. At most one query (earlier years)."""
    for table in tables:
        if table.has_person_rows:
            return _persons(table)
    budget = [table for table in tables if table.pk in rows and is_account(table)]
    return _budget(disclosure, budget, rows) if budget else Figures()


def is_account(table: DataTable) -> bool:
    """Whether the table is an account, in outline: what charts of money are drawn from."""
    return not table.has_person_rows and table.public_columns[:1] == ["noi_dung"]


def _short(value: Any) -> str:
    amount, unit = numbers.short_money(value)
    match unit:
        case "tỷ":
            return _("%(amount)s billion") % {"amount": amount}
        case "triệu":
            return _("%(amount)s million") % {"amount": amount}
    return _("%(amount)s đồng") % {"amount": amount}


def _persons(table: DataTable) -> Figures:
    declared = schemas.read(table.schema.body)
    totals = table.totals
    found = [Figure(_("Households"), numbers.number_text(totals.get("rows", 0)))]
    category = declared.with_role("category")
    counts = [(place, kind, count) for place, kind, count in totals.get("counts", [])]
    by_kind = Counter[str]()
    for _place, kind, count in counts:
        by_kind[kind] += count
    categories = [
        (code, label)
        for code, label in (category.values.items() if category else ())
        if by_kind[code]
    ]
    for code, label in categories[:2]:
        found.append(Figure(foreign(label), numbers.number_text(by_kind[code])))
    sums = totals.get("sums", {})
    for role, name in (("total", _("Total compensation")), ("net", _("Paid out"))):
        column = declared.with_role(role)
        if column and column.unit == "money" and Decimal(sums.get(column.name, "0")):
            found.append(Figure(name, _short(sums[column.name])))
    if Decimal(sums.get("dt_thu_hoi", "0")):
        found.append(Figure(_("Recovered area"), f"{numbers.number_text(sums['dt_thu_hoi'])} m²"))
    by_place = charts.counts_by_place(counts, categories=categories, unit=_("households"))
    return Figures(tuple(found[:4]), by_place=by_place)


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    level: int
    plan: int
    actual: int


def _lines(table: DataTable, rows: list[list[Any]]) -> list[_Line]:
    declared = schemas.read(table.schema.body)
    at = {name: index for index, name in enumerate(table.public_columns)}
    plan, actual = declared.with_role("plan"), declared.with_role("actual")
    if actual is None or actual.name not in at:
        return []
    lines = []
    for cells in rows:
        label = str(cells[0] or "")
        level = label_level(label)
        lines.append(
            _Line(
                label[level.prefix_length :],
                level.level,
                int(cells[at[plan.name]] or 0) if plan and plan.name in at else 0,
                int(cells[at[actual.name]] or 0),
            )
        )
    return lines


def _total(lines: list[_Line], words: str) -> _Line | None:
    return next((line for line in lines if words in fold(line.label)), None)


def _spending(lines: list[_Line]) -> list[tuple[str, int, int]]:
    """The items of spending: the deepest lines under the total of spending."""
    start = next((at for at, line in enumerate(lines) if _is_spending(line)), None)
    if start is None:
        return []
    section = []
    for line in lines[start + 1 :]:
        if line.level == 0:
            break
        section.append(line)
    leaves = [
        line
        for at, line in enumerate(section)
        if line.level <= 2 and not (at + 1 < len(section) and section[at + 1].level > line.level)
    ]
    return [(line.label, line.plan, line.actual) for line in leaves]


def _is_spending(line: _Line) -> bool:
    folded = fold(line.label)
    return folded.startswith(("tong chi", "tong so chi"))


def _budget(
    disclosure: Disclosure, tables: list[DataTable], rows: dict[int, list[list[Any]]]
) -> Figures:
    best: list[_Line] = []
    revenue = spent = None
    for table in tables:
        lines = _lines(table, rows[table.pk])
        revenue = revenue or _total(lines, "tong thu") or _total(lines, "tong so thu")
        spent = spent or next((line for line in lines if _is_spending(line)), None)
        if len(_spending(lines)) > len(_spending(best)):
            best = lines
    found = []
    if revenue:
        found.append(Figure(_("Revenue"), _short(revenue.actual), _share(revenue)))
    if spent:
        found.append(Figure(_("Spending"), _short(spent.actual), _share(spent)))
        people = disclosure.unit.population
        if people:
            each = Decimal(spent.actual) / people
            note = _("%(people)s residents") % {"people": numbers.number_text(people)}
            found.append(
                Figure(
                    _("Spending for each resident"),
                    _("%(amount)s đồng") % {"amount": _thousands(each)},
                    note,
                )
            )
    expected = _expected(disclosure.period)
    spending = charts.plan_and_actual(
        _spending(best),
        note=_("Spent by the end of the period, against the estimate for the year"),
        expected=expected,
        source="",
    )
    return Figures(tuple(found), spending=spending, by_year=_earlier(disclosure))


def _thousands(amount: Decimal) -> str:
    return numbers.number_text((amount / 1000).quantize(Decimal(1)) * 1000)


def _share(line: _Line) -> str:
    if not line.plan:
        return ""
    rate = numbers.percent_text(Decimal(line.actual) * 100 / line.plan)
    return _("%(rate)s of the estimate") % {"rate": rate}


def _expected(period: str) -> int | None:
    months = {"M3": 25, "M6": 50, "M9": 75}
    return months.get(period.partition("-")[2])


_BALANCE = ("bx-can-doi", "ck113-tt343", "ck116-tt343")


def _earlier(disclosure: Disclosure) -> charts.ColumnChart | None:
    """Revenue and spending in the same months of each year, from this commune's accounts."""
    months = disclosure.period.partition("-")[2]
    rows = (
        PublicRow.objects.filter(
            table__version__disclosure__unit=disclosure.unit,
            table__version__disclosure__in=Disclosure.objects.readable(),
            table__version__disclosure__kind_code=disclosure.kind_code,
            table__version__disclosure__period__endswith=months,
            table__version=F("table__version__disclosure__current_version"),
            table__schema__code__in=_BALANCE,
            folded__regex=r"^(tong so thu|tong thu|tong so chi|tong chi)",
        )
        .select_related("table__schema", "table__version__disclosure")
        .order_by("table__version__disclosure__period")[:60]
    )
    years: dict[int, dict[str, int]] = {}
    for row in rows:
        year = row.table.version.disclosure.fiscal_year
        line = next(iter(_lines(row.table, [row.cells])), None)
        if line is None or not year:
            continue
        years.setdefault(year, {})["out" if _is_spending(line) else "in"] = line.actual
    data = [
        (str(year), sums["in"], sums["out"])
        for year, sums in sorted(years.items())
        if len(sums) == 2
    ]
    if len(data) < 2:
        return None
    note = _("In billion đồng.")
    if months.startswith("M"):
        note = _("In billion đồng, the first %(months)s months of each year.") % {
            "months": months[1:]
        }
    return charts.by_year(data, title=_("Revenue and spending by year"), note=note)
