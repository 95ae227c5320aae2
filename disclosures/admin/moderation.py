"""Deciding on comments and answering them."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.access import requires
from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.ask_revision import ask_revision
from disclosures.actions.assign_comment import assign_comment
from disclosures.actions.close_comment import close_comment
from disclosures.actions.decide_appeal import decide_appeal
from disclosures.actions.hide_comment import hide_comment
from disclosures.actions.propose_refusal import propose_refusal
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.publish_comment_masked import publish_comment_masked
from disclosures.actions.reject_comment import reject_comment
from disclosures.actions.restore_comment import restore_comment
from disclosures.admin._desk import add_problems, desk, page
from disclosures.catalogue.comment_rules import comment_rules
from disclosures.errors import Invalid, NotFound
from disclosures.forms.disclosure import ReplyForm
from disclosures.models import Comment
from disclosures.queries import moderation
from disclosures.queries.desk import Desk
from disclosures.queries.full_rows import note_private_reading
from disclosures.vocabulary import CommentStatus, CommentVisibility, RevisionReason, Role

TABS = ("waiting", "second", "private", "decided")


@require_safe
@requires(Role.MODERATOR)
def queue(request: HttpRequest) -> HttpResponse:
    """The queue, oldest first."""
    mine = desk(request)
    tab = request.GET.get("xem", "waiting")
    tab = tab if tab in TABS else "waiting"
    items, cursor = moderation.queue(mine.unit, tab, request.GET.get("trang", ""), by=request.user)
    for item in items:
        if item.comment.visibility == CommentVisibility.PRIVATE:
            note_private_reading(by=request.user, comment=item.comment)
    context = {
        **_around(mine),
        "items": items,
        "tab": tab,
        "next_cursor": cursor,
        "is_first": not request.GET.get("trang"),
    }
    return page(request, "moderation", mine, "moderation", context)


def _around(mine: Desk) -> dict[str, Any]:
    """What stands around the comments, whichever are shown."""
    return {
        "rules": comment_rules(),
        "reasons": RevisionReason.choices,
        "offices": moderation.offices(mine.unit),
        "summary": moderation.summary(mine.unit),
    }


def _comment(mine: Desk, pk: int) -> Comment:
    found = (
        Comment.objects.select_related(
            "unit__parent", "disclosure__unit", "disclosure__current_version", "appeal"
        )
        .filter(pk=pk, unit=mine.unit)
        .first()
    )
    if found is None or mine.unit is None:
        raise NotFound
    return found


@require_http_methods(["POST"])
@requires(Role.MODERATOR)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision; back to the queue, or the one comment again with what is missing."""
    mine = desk(request)
    comment = _comment(mine, pk)
    try:
        words = _decide(request, comment)
    except Invalid as refusal:
        problem = next(iter(refusal.problems.values()), refusal.message)
        context = {
            **_around(mine),
            "items": [moderation.item(comment, by=request.user)],
            "tab": moderation.tab_of(comment),
            "problem": problem,
            "is_first": True,
        }
        return page(request, "moderation", mine, "moderation", context, 422)
    messages.success(request, f"{comment.public_number}: {words}")
    tab = request.POST.get("xem", "")
    back = reverse("admin:moderation")
    return redirect(f"{back}?xem={tab}" if tab in TABS[1:] else back)


def _decide(request: HttpRequest, comment: Comment) -> str:
    by, post = request.user, request.POST
    rule, note = post.get("rule", ""), post.get("note", "")[:1000]
    match post.get("verb"):
        case "publish":
            publish_comment(by=by, comment=comment)
            return _("published")
        case "mask":
            publish_comment_masked(by=by, comment=comment, spans=_spans(request, comment.body))
            return _("published with parts covered")
        case "agree" if comment.status == CommentStatus.PENDING:
            reject_comment(by=by, comment=comment, rule=comment.refusal_rule)
            return _("not published")
        case "agree":
            hide_comment(by=by, comment=comment, rule=comment.refusal_rule)
            return _("hidden")
        case "reject" | "hide" if _takes_two(comment, rule, by):
            propose_refusal(by=by, comment=comment, rule=rule)
            return _("proposed; another moderator decides")
        case "reject":
            reject_comment(by=by, comment=comment, rule=rule, note=note)
            return _("not published")
        case "hide":
            hide_comment(by=by, comment=comment, rule=rule, note=note)
            return _("hidden")
        case "ask":
            ask_revision(by=by, comment=comment, reason=post.get("reason", ""))
            return _("its author is asked to change it")
        case "assign":
            assign_comment(by=by, comment=comment, office=post.get("office", "")[:200])
            return _("given to the office")
        case "show":
            decide_appeal(
                by=by, comment=comment, is_shown=True, spans=_spans(request, comment.body)
            )
            return _("published")
        case "uphold":
            decide_appeal(by=by, comment=comment, is_shown=False, note=note)
            return _("the decision stands")
        case "restore":
            restore_comment(by=by, comment=comment, note=note)
            return _("shown again")
        case "close":
            close_comment(by=by, comment=comment, note=note)
            return _("closed")
    raise Invalid(_("Choose what to do with the comment."))


def _takes_two(comment: Comment, rule: str, by: Any) -> bool:
    """Whether this is the first of the two parts that the rule asks for."""
    needs_second = any(known.number == rule and known.needs_second for known in comment_rules())
    is_proposed = comment.refusal_rule == rule and comment.refusal_proposed_by_id != by.pk
    return needs_second and not is_proposed


def _spans(request: HttpRequest, text: str) -> list[tuple[int, int]]:
    """The places ticked, and every place of the words typed."""
    spans = []
    for value in request.POST.getlist("span"):
        match = re.fullmatch(r"(\d{1,5})-(\d{1,5})", value)
        if match:
            spans.append((int(match.group(1)), int(match.group(2))))
    words = request.POST.get("words", "").strip()
    if words:
        found = [m.span() for m in re.finditer(re.escape(words), text)]
        if not found:
            raise Invalid(_("“%(words)s” is not in the comment.") % {"words": words[:60]})
        spans.extend(found)
    return spans


@require_safe
@requires(Role.OFFICIAL, Role.APPROVER)
def replies(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the most urgent first; to approvers also what came privately."""
    mine = desk(request)
    waiting = moderation.unanswered(mine.unit, with_private=mine.is_approver)
    for comment in waiting:
        if comment.visibility == CommentVisibility.PRIVATE:
            note_private_reading(by=request.user, comment=comment)
    return page(request, "replies", mine, "replies", {"comments": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL, Role.APPROVER)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one comment."""
    mine = desk(request)
    comment = _comment(mine, pk)
    if comment.visibility == CommentVisibility.PRIVATE:
        if not mine.is_approver:
            raise NotFound
        note_private_reading(by=request.user, comment=comment)
    elif request.method != "POST" and comment.status != CommentStatus.PUBLISHED:
        raise NotFound  # its words are the moderators' alone
    initial: dict[str, Any] = {"office": comment.office or request.user.office}
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            answer_comment(by=request.user, comment=comment, **form.cleaned_data)
        except Invalid as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("Answered."))
            return redirect("admin:replies")
    context = {"comment": comment, "form": form, "earlier": comment.replies.all()}
    return page(request, "reply", mine, "replies", context, 422 if form.errors else 200)
