"""How far each project is, and how much of its money has been paid out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disclosures.rules.numbers import millions, percent_text
from disclosures.search.fold import sort_key
from disclosures.tables.charts.chart import Bar, BarChart, Mark
from disclosures.tables.charts.svg import hundredths
from disclosures.tables.charts.words import no_figure


@dataclass(frozen=True, slots=True)
class Project:
    """A project: what is done in per cent, its whole cost and what was paid out, in đồng."""

    label: str
    done: Decimal | None
    cost: int | None
    paid: int | None


def progress(projects: Sequence[Project], *, note: str = "") -> BarChart | None:
    """What is done of each project, least first, those without a figure last; a mark shows the
    share of its cost that was paid out. None where no project has a figure."""
    known = [project for project in projects if project.done is not None]
    if not known:
        return None
    ordered = sorted(
        projects,
        key=lambda one: (one.done is None, one.done or 0, sort_key(one.label)),
    )
    finished = len([one for one in known if one.done is not None and one.done >= 100])
    title = ngettext(
        "%(finished)d of %(count)d project is finished",
        "%(finished)d of %(count)d projects are finished",
        len(projects),
    ) % {"finished": finished, "count": len(projects)}
    legend = (("c-f", _("Work done")), ("c-t", _("Left to do")), ("c-l", _("Paid out so far")))
    return BarChart("tien-do", title, note, legend, tuple(_bar(one) for one in ordered))


def _bar(project: Project) -> Bar:
    line = None
    detail = ""
    if project.paid is not None and project.cost and project.cost > 0:
        line = hundredths(project.paid, project.cost)
        detail = _("paid out %(paid)s of %(cost)s million đồng") % {
            "paid": millions(project.paid),
            "cost": millions(project.cost),
        }
    elif project.cost:
        detail = _("costs %(cost)s million đồng") % {"cost": millions(project.cost)}
    if project.done is None:
        return Bar(project.label, no_figure(), detail)
    whole = Mark("c-t", 0, 100)
    width = hundredths(float(project.done), 100)
    marks = (whole, Mark("c-f", 0, width)) if width else (whole,)
    places = 0 if project.done == int(project.done) else 1
    return Bar(project.label, percent_text(project.done, places), detail, marks, line)
