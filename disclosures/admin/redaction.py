"""Erasing a person: find, propose, and have somebody else approve."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disclosures.access import requires
from disclosures.actions.propose_redaction import propose_redaction
from disclosures.actions.redact_person import redact_person
from disclosures.admin._desk import add_problems, desk, page
from disclosures.errors import Invalid, NotFound
from disclosures.forms.redaction import FindPersonForm, RedactionForm
from disclosures.models import Redaction
from disclosures.queries import persons
from disclosures.vocabulary import Role


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.DATA_PROTECTION, Role.APPROVER)
def redactions(request: HttpRequest) -> HttpResponse:
    """What was proposed and erased here; for the officer, the search for a person."""
    mine = desk(request)
    form = FindPersonForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {
        "redactions": Redaction.objects.filter(unit=mine.unit).select_related("approved_by")[:100],
        "form": form,
        "is_officer": mine.has(Role.DATA_PROTECTION),
    }
    if request.method != "POST":
        return page(request, "redactions", mine, "redactions", context)
    if not mine.has(Role.DATA_PROTECTION) or mine.unit is None:
        raise NotFound
    if not form.is_valid():
        return page(request, "redactions", mine, "redactions", context, 422)
    context["places"] = persons.find(
        by=request.user, unit=mine.unit, name=form.cleaned_data["name"]
    )
    context["proposal"] = RedactionForm(auto_id="p-%s")
    return page(request, "redactions", mine, "redactions", context)


@require_http_methods(["POST"])
@requires(Role.DATA_PROTECTION)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose to erase the ticked places."""
    mine = desk(request)
    if mine.unit is None:
        raise NotFound
    form = RedactionForm(request.POST, auto_id="p-%s")
    chosen = request.POST.getlist("places")
    if form.is_valid():
        try:
            redaction = propose_redaction(
                by=request.user, unit=mine.unit, places=chosen, **form.cleaned_data
            )
        except Invalid as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("Proposed. Somebody else must approve it."))
            return redirect("admin:redaction", pk=redaction.pk)
    context = {"proposal": form, "chosen": chosen, "is_officer": True, "form": FindPersonForm()}
    return page(request, "redactions", mine, "redactions", context, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.DATA_PROTECTION, Role.APPROVER)
def redaction(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal with its decision; the second person erases."""
    mine = desk(request)
    found = Redaction.objects.filter(unit=mine.unit, pk=pk).select_related("unit").first()
    if found is None:
        raise NotFound
    if request.method == "POST":
        redact_person(by=request.user, redaction=found)
        messages.success(request, _("Erased. The history and its roots stay as they were."))
        return redirect("admin:redaction", pk=pk)
    context = {
        "redaction": found,
        "is_own": found.proposed_by_id == request.user.pk,
        "places": [] if found.done_at else persons.describe(by=request.user, redaction=found),
        "erasures": found.erasures.order_by("entry_idx"),
    }
    return page(request, "redaction", mine, "redactions", context)
