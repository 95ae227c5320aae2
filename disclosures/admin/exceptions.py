"""Exceptions to the check for private data: asked for at the draft, agreed to by another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosures.access import requires
from disclosures.actions.override_privacy import override_privacy
from disclosures.actions.propose_override import propose_override
from disclosures.admin._desk import desk, page
from disclosures.errors import Invalid
from disclosures.models import PrivacyOverride
from disclosures.queries import desk as desk_queries
from disclosures.queries.exceptions import waiting
from disclosures.vocabulary import Role


@require_POST
@requires(Role.OFFICIAL)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of one finding in a draft that it is no private data."""
    version = desk_queries.draft_of(desk(request), pk)
    sent = {name: request.POST.get(name, "")[:2000] for name in ("place", "sample", "reason")}
    try:
        propose_override(by=request.user, version=version, **sent)
    except Invalid as refusal:
        for problem in refusal.problems.values():
            messages.error(request, problem)
    else:
        messages.success(request, _("Proposed. Somebody else must approve it."))
    return redirect("admin:draft", pk=pk)


@require_safe
@requires(Role.APPROVER, Role.DATA_PROTECTION)
def queue(request: HttpRequest) -> HttpResponse:
    """What was asked for in drafts of the commune and waits for a second person."""
    mine = desk(request)
    return page(request, "exceptions", mine, "exceptions", {"waiting": waiting(mine.unit)})


@require_http_methods(["POST"])
@requires(Role.APPROVER, Role.DATA_PROTECTION)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to one exception."""
    mine = desk(request)
    found = get_object_or_404(
        PrivacyOverride.objects.select_related("disclosure__unit__parent"),
        pk=pk,
        disclosure__unit=mine.unit,
    )
    override_privacy(by=request.user, override=found)
    messages.success(request, _("Agreed. The draft can be submitted."))
    return redirect("admin:exceptions")
