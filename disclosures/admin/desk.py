"""The start page, the list of notices, the log of one's commune."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.access import requires
from disclosures.admin._desk import CHOSEN, desk, page
from disclosures.models import Decision, Disclosure
from disclosures.queries import desk as queries
from disclosures.queries import duties
from disclosures.rules import clock
from disclosures.vocabulary import Role

STAFF = (
    Role.OFFICIAL,
    Role.APPROVER,
    Role.MODERATOR,
    Role.AUDITOR,
    Role.OPERATOR,
    Role.DATA_PROTECTION,
)
PAGE = 50


@require_safe
@requires(*STAFF)
def index(request: HttpRequest) -> HttpResponse:
    """What to do now, and what falls due in sixty days."""
    mine = desk(request)
    today = clock.today()
    coming = []
    if mine.unit is not None and mine.unit.joined_at:
        last = today + dt.timedelta(days=60)
        coming = [
            duty
            for duty in duties.duties_of(mine.unit, today=today)
            if duty.published_on is None and today <= duty.due_on <= last
        ]
    tasks = queries.tasks(mine, today=today)
    context = {
        "tasks": tasks,
        "today": today,
        "overdue": sum(task.look == "hot" for task in tasks),
        "coming": sorted(coming, key=lambda duty: duty.due_on),
    }
    return page(request, "desk", mine, "desk", context)


@require_http_methods(["POST"])
@requires(*STAFF)
def choose_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Work at another unit of one's own from now on."""
    chosen = queries.desk_of(request.user, code)
    request.session[CHOSEN] = chosen.unit.address_code if chosen.unit else ""
    return redirect("admin:index")


@require_safe
@requires(Role.OFFICIAL, Role.APPROVER, Role.MODERATOR)
def notices(request: HttpRequest) -> HttpResponse:
    """All disclosures of the unit, newest change first."""
    mine = desk(request)
    rows = (
        Disclosure.objects.filter(unit=mine.unit)
        .select_related("kind", "unit", "current_version")
        .prefetch_related("versions")
        .order_by("-modified_at", "-id")
    )
    status = request.GET.get("trang-thai", "")
    if status:
        rows = rows.filter(status=status[:16])
    before = request.GET.get("trang", "")
    try:
        if before:
            edge = dt.datetime.fromisoformat(before).astimezone(dt.UTC)
            rows = rows.filter(modified_at__lt=edge)
    except (ValueError, OverflowError):
        before = ""
    found = list(rows[: PAGE + 1])
    cursor = found[PAGE - 1].modified_at.isoformat() if len(found) > PAGE else ""
    context = {
        "notices": [(row, max(row.versions.all(), key=lambda v: (v.number, v.attempt)))
                    for row in found[:PAGE]],
        "next_cursor": cursor,
        "is_first": not before,
    }  # fmt: skip
    return page(request, "notices", mine, "notices", context)


@require_safe
@requires(Role.OFFICIAL, Role.APPROVER, Role.MODERATOR)
def log(request: HttpRequest) -> HttpResponse:
    """Who decided what in this commune; read-only."""
    mine = desk(request)
    rows = (
        Decision.objects.filter(unit=mine.unit)
        .select_related("by", "comment", "disclosure__unit", "disclosure__kind")
        .order_by("-id")
    )
    before = request.GET.get("trang", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(id__lt=int(before))
    found = list(rows[: PAGE + 1])
    cursor = str(found[PAGE - 1].pk) if len(found) > PAGE else ""
    context = {"decisions": found[:PAGE], "next_cursor": cursor, "is_first": not before}
    return page(request, "log", mine, "log", context)
