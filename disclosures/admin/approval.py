"""Approving what somebody else wrote."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.access import requires
from disclosures.actions.approve_disclosure import approve_disclosure
from disclosures.actions.publish_disclosure import publish_disclosure
from disclosures.actions.publish_urgently import publish_urgently
from disclosures.actions.return_disclosure import return_disclosure
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.admin._desk import add_problems, desk, page
from disclosures.errors import Invalid
from disclosures.forms.disclosure import ReasonForm, ScheduleForm
from disclosures.models import Version
from disclosures.queries import desk as desk_queries
from disclosures.queries import history
from disclosures.queries.permitted import grants_of, permitted
from disclosures.vocabulary import DisclosureStatus, Role, Verb

_VERBS = (
    Verb.APPROVE_DISCLOSURE,
    Verb.RETURN_DISCLOSURE,
    Verb.SCHEDULE_DISCLOSURE,
    Verb.PUBLISH_URGENTLY,
    Verb.PUBLISH_DISCLOSURE,
)


@require_safe
@requires(Role.APPROVER, Role.OFFICIAL)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for approval, oldest first."""
    mine = desk(request)
    waiting = (
        Version.objects.filter(
            disclosure__unit=mine.unit,
            status__in=(
                DisclosureStatus.SUBMITTED,
                DisclosureStatus.APPROVED,
                DisclosureStatus.SCHEDULED,
            ),
        )
        .select_related("disclosure__kind", "author")
        .order_by("frozen_at")[:100]
    )
    return page(request, "approvals", mine, "approvals", {"versions": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.APPROVER, Role.OFFICIAL)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """One version with everything needed to decide on it."""
    mine = desk(request)
    version = desk_queries.draft_of(mine, pk)
    forms = {
        "return": ReasonForm(auto_id="r-%s"),
        "urgent": ReasonForm(auto_id="u-%s"),
        "schedule": ScheduleForm(auto_id="s-%s"),
    }
    status = 200
    if request.method == "POST":
        try:
            answer = _decide(request, version, forms)
        except Invalid as refusal:
            messages.error(request, refusal.message)
            for form in forms.values():
                if form.is_bound:
                    add_problems(form, refusal)
            answer = None
        if answer is not None:
            return answer
        status = 422
    return page(request, "approve", mine, "approvals", _context(request, version, forms), status)


def _decide(request: HttpRequest, version: Version, forms: dict[str, Any]) -> HttpResponse | None:
    """Call the actions one after the other; None when a form has to be mended."""
    by, verb = request.user, request.POST.get("verb", "")
    if verb not in {"publish", "schedule", "return", "urgent"}:
        raise Invalid(_("The request could not be read"))
    if verb == "return":
        forms["return"] = form = ReasonForm(request.POST, auto_id="r-%s")
        if not form.is_valid():
            return None
        return_disclosure(by=by, version=version, note=form.cleaned_data["note"])
        messages.success(request, _("Returned with your reason."))
        return redirect("admin:approvals")
    publish_at = None
    if verb == "urgent":
        forms["urgent"] = form = ReasonForm(request.POST, auto_id="u-%s")
        if not form.is_valid():
            return None
        publish_urgently(by=by, version=version, reason=form.cleaned_data["note"])
    else:
        if verb == "schedule":
            forms["schedule"] = schedule = ScheduleForm(request.POST, auto_id="s-%s")
            if not schedule.is_valid():
                return None
            publish_at = schedule.cleaned_data["publish_at"]
        if version.status == DisclosureStatus.SUBMITTED:
            approve_disclosure(by=by, version=version)
    if publish_at is not None or version.status != DisclosureStatus.SCHEDULED:
        schedule_disclosure(by=by, version=version, publish_at=publish_at)
    if publish_at is not None:
        messages.success(request, _("Approved and scheduled."))
        return redirect("admin:approvals")
    disclosure = publish_disclosure(by=by, version=version)
    messages.success(request, _("Published."))
    return redirect("admin:notice", pk=disclosure.pk)


def _context(request: HttpRequest, version: Version, forms: dict[str, Any]) -> dict[str, Any]:
    disclosure = version.disclosure
    verbs = permitted(grants_of(request.user), disclosure.unit, version.status, _VERBS)
    is_own = version.contributors.filter(person=request.user).exists()
    comparison = None
    if version.number > 1 and disclosure.current_version is not None:
        comparison = history.compare(disclosure, disclosure.current_version, version)
    return {
        "version": version,
        "forms": forms,
        "comparison": comparison,
        "is_own": is_own,
        "may_approve": Verb.APPROVE_DISCLOSURE in verbs and not is_own,
        "may_publish": version.status == DisclosureStatus.APPROVED
        and Verb.SCHEDULE_DISCLOSURE in verbs,
        "may_return": Verb.RETURN_DISCLOSURE in verbs,
        "may_urgent": Verb.PUBLISH_URGENTLY in verbs,
        "tables": version.tables.select_related("schema").order_by("number"),
        "files": [file for file in version.attachments.order_by("number") if file.is_public],
    }
