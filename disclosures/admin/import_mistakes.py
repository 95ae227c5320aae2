"""The mistakes of a table on its way in: all at once, by group and page, mended in place."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from disclosures.access import requires
from disclosures.admin._desk import desk, page
from disclosures.admin._import import (
    SHOWN_ADVICE,
    arrived,
    checked_in_turn,
    held_back,
    is_asking_for_progress,
    session_at,
    waiting,
)
from disclosures.rules import clock
from disclosures.tables import mistakes
from disclosures.tables.checked import CellError, group_of, groups
from disclosures.vocabulary import Role

SHOWN_GROUPS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def errors(request: HttpRequest, pk: Any) -> HttpResponse:
    """Step 3: `nhom` shows one group alone, `sau` is the mark that the page begins after."""
    mine = desk(request)
    session = session_at(mine, pk)
    if session.is_held:
        return held_back(request, mine, session)
    found = checked_in_turn(session)
    if found is None:
        return waiting(request, mine, session)
    if is_asking_for_progress(request):
        return arrived(session)
    checked = found.table
    address = reverse("admin:import_errors", kwargs={"pk": pk})
    if request.method == "POST":
        changes = _changes(request.POST, checked.errors)
        session.overrides = {**session.overrides, **changes}
        session.save(update_fields=["overrides"])
        session.ask(clock.now())
        return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
    wrong = checked.mistakes
    if not wrong and checked.rows and not session.overrides and "o" not in request.GET:
        return redirect("admin:import_confirm", pk=session.pk)
    group = request.GET.get("nhom", "")
    shown = mistakes.page(mistakes.by_cell(wrong, group), request.GET.get("sau", ""))
    if wrong and not shown.mistakes:
        return redirect(address)  # the last of a group or of a page is mended
    context = {
        "session": session,
        "checked": checked,
        "shown": shown,
        "group": group,
        "groups": groups(wrong)[:SHOWN_GROUPS],
        "error_count": len(mistakes.by_cell(wrong)),
        "advice": checked.advice[:SHOWN_ADVICE],
        "advice_count": len(checked.advice),
        "has_proposals": any(error.proposal for error in wrong),
        "step": 3,
    }
    return page(request, "import_errors", mine, "import", context)


def _changes(sent: Mapping[str, str], found: Sequence[CellError]) -> dict[str, str]:
    """What the person typed or took, by cell; a field left blank changes nothing."""
    changes = {
        name.removeprefix("cell-"): value[:500]
        for name, value in sent.items()
        if name.startswith("cell-") and "\x00" not in name + value and value.strip()
    }
    wrong = [error for error in found if error.level == "error" and error.proposal]
    if "all" in sent:
        changes |= {error.cell: error.proposal for error in wrong}
    if group := sent.get("group"):
        changes |= {error.cell: error.proposal for error in wrong if group_of(error) == group}
    return changes
