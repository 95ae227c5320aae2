"""What can be done with a notice that exists: amend, withdraw, replace."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.access import requires
from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.declare_nothing_due import declare_nothing_due
from disclosures.actions.propose_withdrawal import propose_withdrawal
from disclosures.actions.review_urgent import review_urgent
from disclosures.actions.supersede_disclosure import supersede_disclosure
from disclosures.actions.withdraw_disclosure import withdraw_disclosure
from disclosures.admin._desk import desk, page
from disclosures.errors import Invalid, NotFound
from disclosures.forms.disclosure import AmendForm, ReasonForm, WithdrawForm
from disclosures.forms.posting import PostingForm, TakeDownForm
from disclosures.models import Disclosure, Kind, Posting
from disclosures.queries import desk as desk_queries
from disclosures.queries import postings as posting_queries
from disclosures.queries.desk import Desk
from disclosures.queries.permitted import grants_of, permitted
from disclosures.queries.postings import PostingFacts
from disclosures.rules import clock
from disclosures.vocabulary import Channel, DisclosureStatus, Role, Verb

STAFF = (Role.OFFICIAL, Role.APPROVER)
_VERBS = (
    Verb.AMEND_DISCLOSURE,
    Verb.PROPOSE_WITHDRAWAL,
    Verb.WITHDRAW_DISCLOSURE,
    Verb.SUPERSEDE_DISCLOSURE,
    Verb.RECORD_POSTING,
    Verb.TAKE_DOWN_POSTING,
    Verb.REVIEW_URGENT,
)


def _hanging(
    facts: PostingFacts, refused: int = 0, form: TakeDownForm | None = None
) -> list[tuple[Posting, TakeDownForm | None]]:
    """Each posting with the form that takes its sheet down, where it hangs on a board."""
    return [
        (one, (form if one.pk == refused else None) or TakeDownForm(auto_id=f"t{one.pk}-%s"))
        if one.channel == Channel.NOTICEBOARD and not hasattr(one, "end")
        else (one, None)
        for one in facts.records
    ]


def _context(
    request: HttpRequest, disclosure: Disclosure, taking_down: tuple[Any, ...] = (), **more: Any
) -> dict[str, Any]:
    facts = posting_queries.posting_facts(disclosure)
    verbs = permitted(grants_of(request.user), disclosure.unit, disclosure.status, _VERBS)
    waits = disclosure.reviewed_at is None and (
        disclosure.is_urgent
        or (disclosure.withdrawn_at and disclosure.withdrawal_reason == "private_data")
    )
    return {
        "disclosure": disclosure,
        "versions": disclosure.versions.select_related("author").order_by("-number", "-attempt"),
        "decisions": disclosure.decisions.select_related("by").order_by("-decided_at"),
        "postings": facts,
        "hanging": _hanging(facts, *taking_down),
        "verbs": {str(verb) for verb in verbs},
        "waits_for_review": bool(waits) and Verb.REVIEW_URGENT in verbs,
        "is_visible": disclosure.is_visible_at(clock.now()),
        "may_print": Verb.RECORD_POSTING in verbs or Verb.PROPOSE_WITHDRAWAL in verbs,
        "amend_form": AmendForm(auto_id="am-%s"),
        "withdraw_form": WithdrawForm(
            auto_id="wi-%s",
            initial={
                "reason_code": disclosure.withdrawal_reason,
                "note": disclosure.withdrawal_note,
            },
        ),
        "posting_form": PostingForm(versions=posting_queries.versions_of(disclosure)),
        "review_form": ReasonForm(auto_id="re-%s"),
        "successors": Disclosure.objects.filter(
            unit=disclosure.unit, kind_code=disclosure.kind_code, status=DisclosureStatus.PUBLISHED
        )
        .exclude(pk=disclosure.pk)
        .select_related("unit", "current_version")
        .order_by("-publish_at")[:20],
        **more,
    }


def notice_page(
    request: HttpRequest, mine: Desk, disclosure: Disclosure, status: int = 200, **more: Any
) -> HttpResponse:
    """A notice with what can be done; a refused form in `more` takes the place of the empty one."""
    context = _context(request, disclosure, **more)
    return page(request, "notice", mine, "notices", context, status)


@require_safe
@requires(*STAFF, Role.MODERATOR)
def notice(request: HttpRequest, pk: Any) -> HttpResponse:
    """A notice with its versions, decisions and what can be done."""
    mine = desk(request)
    return notice_page(request, mine, desk_queries.notice_of(mine, pk))


@require_http_methods(["POST"])
@requires(Role.OFFICIAL)
def amend(request: HttpRequest, pk: Any) -> HttpResponse:
    """Begin the next version."""
    mine = desk(request)
    disclosure = desk_queries.notice_of(mine, pk)
    form = AmendForm(request.POST, auto_id="am-%s")
    if not form.is_valid():
        return notice_page(request, mine, disclosure, 422, amend_form=form)
    draft = amend_disclosure(
        by=request.user,
        disclosure=disclosure,
        reason=form.cleaned_data["reason"],
        is_substantive=form.cleaned_data["is_substantive"],
    )
    return redirect("admin:draft", pk=draft.pk)


@require_http_methods(["POST"])
@requires(*STAFF)
def withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """Propose a withdrawal, or approve one."""
    mine = desk(request)
    disclosure = desk_queries.notice_of(mine, pk)
    form = WithdrawForm(request.POST, auto_id="wi-%s")
    if not form.is_valid():
        return notice_page(request, mine, disclosure, 422, withdraw_form=form)
    values = {"reason_code": form.cleaned_data["reason_code"], "note": form.cleaned_data["note"]}
    if request.POST.get("verb") == "withdraw":
        withdraw_disclosure(by=request.user, disclosure=disclosure, **values)
        messages.success(request, _("Withdrawn. The reason stays at its address."))
    else:
        propose_withdrawal(by=request.user, disclosure=disclosure, **values)
        messages.success(request, _("Proposed. Somebody else has to approve it."))
    return redirect("admin:notice", pk=pk)


@require_http_methods(["POST"])
@requires(Role.APPROVER)
def review(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take the second look."""
    disclosure = desk_queries.notice_of(desk(request), pk)
    review_urgent(by=request.user, disclosure=disclosure, note=request.POST.get("note", "")[:2000])
    messages.success(request, _("Your second look is recorded."))
    return redirect("admin:notice", pk=pk)


@require_http_methods(["POST"])
@requires(Role.APPROVER)
def supersede(request: HttpRequest, pk: Any) -> HttpResponse:
    """Mark as replaced by another notice."""
    mine = desk(request)
    disclosure = desk_queries.notice_of(mine, pk)
    try:
        successor = desk_queries.notice_of(mine, request.POST.get("successor") or None)
        supersede_disclosure(by=request.user, disclosure=disclosure, successor=successor)
    except (Invalid, NotFound, ValueError, ValidationError):
        messages.error(request, _("Choose a published notice of the same commune."))
        return notice_page(request, mine, disclosure, 422)
    messages.success(request, _("Marked as replaced."))
    return redirect("admin:notice", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def nothing_due(request: HttpRequest, kind: str, period: str) -> HttpResponse:
    """Declare that a period brought nothing."""
    mine = desk(request)
    record = Kind.objects.valid_on(clock.today()).filter(code=kind).first()
    if record is None or mine.unit is None:
        raise NotFound
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        declare_nothing_due(
            by=request.user,
            unit=mine.unit,
            kind_code=kind,
            period=period,
            reason=form.cleaned_data["note"],
        )
        messages.success(request, _("Declared."))
        return redirect("admin:index")
    context = {"form": form, "kind": record, "period": period}
    return page(request, "nothing_due", mine, "desk", context, 422 if form.errors else 200)
