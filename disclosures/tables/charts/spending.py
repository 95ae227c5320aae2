"""Charts of an account's lines: plan and actual, each field's part, and the same per resident."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosures.rules.numbers import millions
from disclosures.tables.charts.chart import Bar, BarChart, Mark
from disclosures.tables.charts.svg import hundredths
from disclosures.tables.charts.words import Money, amount, by_size, dong, no_figure, share
from disclosures.wording import foreign, sentence


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an account in đồng; None is a cell that holds nothing."""

    label: str
    plan: int | None
    actual: int | None


def plan_and_actual(
    lines: Sequence[Line], *, note: str, expected: int | None = None
) -> BarChart | None:
    """What was spent of each line's plan, largest plan first; `expected` is the percentage of the
    year that has passed. None without any line that has both figures.

    A line without a plan shows what was spent and says that it was not planned.
    """
    known = [line for line in lines if line.plan or line.actual]
    rated = [line for line in known if line.plan and line.plan > 0 and line.actual is not None]
    if not rated:
        return None
    widest = max(max(line.plan or 0, line.actual or 0) for line in known)
    ordered = by_size((line.label, line.plan or line.actual, line) for line in known)
    # A reserve that nobody had to touch, or what has not begun, is no finding.
    begun = [line for line in rated if line.actual] or rated
    lowest = min(ordered, key=lambda line: _ratio(line) if line in begun else math.inf)
    words = (
        _("%(label)s has reached %(rate)s of its plan, the lowest of all")
        if len(begun) > 1
        else _("%(label)s has reached %(rate)s of its plan")
    )
    title = sentence(words, label=foreign(lowest.label), rate=_rate(lowest))
    legend = [("c-f", Money.SPENT.words), ("c-t", _("Left of the estimate"))]
    if expected:
        legend.append(("c-l", _("%(rate)d%% of the year") % {"rate": expected}))
    bars = tuple(_planned(line, widest, expected) for line in ordered)
    return BarChart("da-chi-so-voi-du-toan", title, note, tuple(legend), bars)


def _ratio(line: Line) -> float:
    return (line.actual or 0) / (line.plan or 1)


def _rate(line: Line) -> str:
    return share(line.actual or 0, line.plan or 1)


def _planned(line: Line, widest: int, expected: int | None) -> Bar:
    plan, actual = line.plan or 0, line.actual
    full, done = hundredths(plan, widest), hundredths(actual or 0, widest)
    marks = tuple(Mark(look, 0, width) for look, width in (("c-t", full), ("c-f", done)) if width)
    if plan <= 0 and actual is not None:
        return Bar(line.label, amount(actual), _("not in the estimate"), marks)
    if actual is None:
        said = _("of %(plan)s million đồng") % {"plan": millions(plan)}
        return Bar(line.label, no_figure(), said, marks)
    said = _("%(actual)s of %(plan)s million đồng") % {
        "actual": millions(actual),
        "plan": millions(plan),
    }
    return Bar(line.label, _rate(line), said, marks, full * expected / 100 if expected else None)


def by_field(
    fields: Sequence[tuple[str, int | None]], *, money: Money, note: str = ""
) -> BarChart | None:
    """What each field takes of a sum; `fields` are (label, đồng). None without a positive one."""
    total = sum(figure for _label, figure in fields if figure and figure > 0)
    if not total:
        return None
    ordered = by_size((label, figure, (label, figure)) for label, figure in fields)
    most, largest = ordered[0]
    assert largest is not None
    title = sentence(
        _("%(label)s takes most: %(amount)s of %(total)s đồng"),
        label=foreign(most),
        amount=amount(largest),
        total=amount(total),
    )
    bars = tuple(
        Bar(
            label,
            no_figure() if figure is None else amount(figure),
            _("%(rate)s of all") % {"rate": share(figure, total)} if figure is not None else "",
            _stretch(money, figure, largest),
        )
        for label, figure in ordered
    )
    return BarChart("theo-linh-vuc", title, note, ((money.look, money.words),), bars)


def per_resident(
    fields: Sequence[tuple[str, int | None]], *, people: int, money: Money
) -> BarChart | None:
    """What each field takes for one resident; `fields` are (label, đồng). None without people or
    without a positive figure."""
    total = sum(figure for _label, figure in fields if figure and figure > 0)
    if not total or people <= 0:
        return None
    ordered = by_size((label, figure, (label, figure)) for label, figure in fields)
    most, largest = ordered[0]
    assert largest is not None
    title = sentence(
        _("Of %(amount)s for each resident, %(part)s is for %(label)s"),
        amount=dong(total // people),
        part=dong(largest // people),
        label=foreign(most),
    )
    bars = tuple(
        Bar(
            label,
            no_figure() if figure is None else dong(figure // people),
            "",
            _stretch(money, figure, largest),
        )
        for label, figure in ordered
    )
    note = _("The sum of each field, divided by all residents")
    return BarChart("moi-nguoi-dan", title, note, ((money.look, money.words),), bars)


def _stretch(money: Money, figure: int | None, widest: int) -> tuple[Mark, ...]:
    width = hundredths(figure or 0, widest)
    return (Mark(money.look, 0, width),) if width else ()
