"""Comments as residents read them, and the log of what moderators decided."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from disclosures.catalogue.comment_rules import comment_rules
from disclosures.duties.service_levels import appeal_until
from disclosures.errors import NotFound
from disclosures.models import AdministrativeUnit, Comment, Decision, Disclosure, Reply
from disclosures.queries.filters import decode_cursor, encode_cursor
from disclosures.rules import clock
from disclosures.vocabulary import CommentStatus, CommentVisibility, Role, Verb
from disclosures.wording import language_of

PAGE = 20
LOG_PAGE = 50


@dataclass(frozen=True, slots=True)
class CommentItem:
    """One comment as the page shows it; of a hidden one only the rule is left."""

    anchor: str
    number: str
    who: str
    is_named: bool
    village: str
    on: dt.date
    paragraphs: tuple[str, ...]
    language: str
    masked_parts: int
    hidden_rule: str
    replies: tuple[Reply, ...]
    waits_until: dt.date | None
    is_overdue: bool
    about_title: str = ""
    about_url: str = ""


@dataclass(frozen=True, slots=True)
class CommentList:
    """A page of comments with exact counts of the whole."""

    items: tuple[CommentItem, ...]
    published_count: int
    answered_count: int
    hidden_count: int
    next_cursor: str
    is_first: bool


NONE = CommentList((), 0, 0, 0, "", True)


def of_disclosure(disclosure: Disclosure, cursor: str = "") -> CommentList:
    """The comments on a disclosure, oldest first. At most four queries, one where there is none."""
    return _list(Comment.objects.filter(disclosure=disclosure), cursor)


def questions_of(unit: AdministrativeUnit, cursor: str = "") -> CommentList:
    """Questions to the commune about no notice, oldest first. At most four queries."""
    return _list(Comment.objects.filter(unit=unit, disclosure__isnull=True), cursor)


def _list(queryset, cursor: str) -> CommentList:  # type: ignore[no-untyped-def]
    shown = queryset.shown()
    page = shown.order_by("received_at", "id").prefetch_related("replies")
    parts = decode_cursor(cursor) if cursor else None
    if parts and parts[1].isdigit():
        page = page.filter(id__gt=int(parts[1]))
    found = list(page[: PAGE + 1])
    next_cursor = ""
    if len(found) > PAGE:
        next_cursor = encode_cursor(found[PAGE - 1].received_at, found[PAGE - 1].pk)
    counted: Iterable[tuple[str, object]] = ((c.status, c.answered_at) for c in found)
    if cursor or next_cursor:  # the page is not the whole
        counted = shown.order_by().values_list("status", "answered_at")
    counts = Counter((status, bool(answered)) for status, answered in counted)
    hidden = sum(count for (status, _a), count in counts.items() if status == "hidden")
    answered = counts[CommentStatus.PUBLISHED, True]
    found = found[:PAGE]
    rules = _rules_of([c.pk for c in found if c.status == CommentStatus.HIDDEN])
    items = tuple(_item(comment, rules) for comment in found)
    return CommentList(
        items, sum(counts.values()) - hidden, answered, hidden, next_cursor, not cursor
    )


def _rules_of(hidden: list[int]) -> dict[int, str]:
    if not hidden:
        return {}
    decisions = Decision.objects.filter(comment_id__in=hidden, verb=Verb.HIDE_COMMENT)
    return dict(decisions.order_by("decided_at").values_list("comment_id", "reason_code"))


def _item(comment: Comment, rules: dict[int, str]) -> CommentItem:
    is_hidden = comment.status == CommentStatus.HIDDEN
    due = comment.answer_due_on if comment.answered_at is None and not is_hidden else None
    return CommentItem(
        anchor=f"yk-{comment.number}",
        number=comment.public_number,
        who=comment.name if _is_named(comment) else _("Name withheld on request"),
        is_named=_is_named(comment),
        village=comment.village,
        on=clock.day_of(comment.received_at),
        paragraphs=() if is_hidden else tuple(_paragraphs(comment.text)),
        language=language_of(comment.text),
        masked_parts=comment.masked_parts,
        hidden_rule=rules.get(comment.pk, "") if is_hidden else "",
        replies=tuple(comment.replies.all()),
        waits_until=due,
        is_overdue=bool(due and due < clock.today()),
    )


def _is_named(comment: Comment) -> bool:
    return comment.visibility != CommentVisibility.UNNAMED and bool(comment.name)


def _paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n") if part.strip()]


@dataclass(frozen=True, slots=True)
class StatusPage:
    """What the holder of a receipt code sees."""

    comment: Comment
    state: str
    rule: str
    note: str
    replies: tuple[Reply, ...]
    steps: tuple[tuple[str, str, str], ...]
    may_take_back: bool
    revision: str
    appeal_until: dt.date | None
    is_appealed: bool


def status_page(receipt_hash: str) -> StatusPage:
    """The comment with this receipt. Four queries. Raises NotFound.

    `revision` is what a moderator asks to change while it waits; `appeal_until` the last day on
    which its author may ask for another moderator's decision, None where they may not.
    """
    comment = (
        Comment.objects.select_related(
            "unit__parent", "disclosure__unit", "disclosure__current_version", "appeal__decision"
        )
        .filter(receipt_hash=receipt_hash)
        .first()
    )
    if comment is None:
        raise NotFound
    decision = comment.decisions.order_by("-decided_at", "-id").first()
    appeal = getattr(comment, "appeal", None)
    is_away = comment.status in {CommentStatus.REJECTED, CommentStatus.HIDDEN}
    until = None
    is_private = comment.visibility == CommentVisibility.PRIVATE
    if decision and is_away and appeal is None and not is_private:
        last = appeal_until(clock.day_of(decision.decided_at))
        until = last if last >= clock.today() else None
    rule = ""
    if decision and decision.reason_code:
        rule = next(
            (r.text for r in comment_rules() if r.number == decision.reason_code),
            decision.reason_code,
        )
    return StatusPage(
        comment,
        _state(comment),
        rule,
        decision.note if decision else "",
        tuple(comment.replies.all()),
        tuple(_steps(comment)),
        comment.status == CommentStatus.PENDING,
        comment.get_revision_reason_display() if comment.status == CommentStatus.PENDING else "",
        until,
        is_away and appeal is not None and appeal.decision_id is None,
    )


def _state(comment: Comment) -> str:
    if comment.status == CommentStatus.PUBLISHED and comment.masked_parts:
        return _("Published, %(count)d parts covered") % {"count": comment.masked_parts}
    if comment.visibility == CommentVisibility.PRIVATE and comment.status == CommentStatus.PENDING:
        return _("The commune has received it")
    return str(CommentStatus(comment.status).label)


def _steps(comment: Comment) -> list[tuple[str, str, str]]:
    """(title, day, look) of the four steps a comment goes through."""
    done, now = "done", "now"
    decided = comment.status != CommentStatus.PENDING
    answered = comment.answered_at is not None
    private = comment.visibility == CommentVisibility.PRIVATE

    def on(moment: dt.datetime | None) -> str:
        return f"{clock.day_of(moment):%d/%m/%Y}" if moment else ""

    steps = [(_("Received"), on(comment.received_at), done)]
    if comment.status == CommentStatus.TAKEN_BACK:
        return [*steps, (str(CommentStatus.TAKEN_BACK.label), on(comment.decided_at), done)]
    if private:
        steps.append((_("Read by the commune only"), "", done if answered else now))
    else:
        steps.append((_("Read by a moderator"), on(comment.decided_at), done if decided else now))
    appeal = getattr(comment, "appeal", None)
    if appeal is not None:
        done_on = on(appeal.decision.decided_at) if appeal.decision else ""
        look = done if appeal.decision else now
        steps.append((_("Looked at by another moderator"), done_on, look))
    if comment.status in {CommentStatus.REJECTED, CommentStatus.HIDDEN}:
        return steps
    waiting = ""
    if comment.answer_due_on and not answered:
        waiting = _("until %(day)s") % {"day": f"{comment.answer_due_on:%d/%m/%Y}"}
    steps.append(
        (_("Answered by the commune"), on(comment.answered_at) or waiting, done if answered else "")
    )
    return steps


@dataclass(frozen=True, slots=True)
class LogLine:
    """One decision in the public log: never the person, never the content."""

    on: dt.date
    number: str
    words: str
    rule: str
    role: str


@dataclass(frozen=True, slots=True)
class ModerationLog:
    """A page of the log with this month's totals."""

    lines: tuple[LogLine, ...]
    month: tuple[tuple[str, int], ...]
    next_cursor: str
    is_first: bool


_LOGGED = (
    Verb.PUBLISH_COMMENT,
    Verb.PUBLISH_COMMENT_MASKED,
    Verb.REJECT_COMMENT,
    Verb.HIDE_COMMENT,
    Verb.RESTORE_COMMENT,
    Verb.DECIDE_APPEAL,
    Verb.WITHDRAW_DISCLOSURE,
)


def _words(verb: str) -> str:
    return {
        Verb.PUBLISH_COMMENT: _("Published"),
        Verb.PUBLISH_COMMENT_MASKED: _("Published with parts covered"),
        Verb.REJECT_COMMENT: _("Not published"),
        Verb.HIDE_COMMENT: _("Hidden"),
        Verb.RESTORE_COMMENT: _("Shown again"),
        Verb.DECIDE_APPEAL: _("Decided again by another moderator"),
        Verb.WITHDRAW_DISCLOSURE: _("Notice withdrawn"),
    }[Verb(verb)]


def _words_of(decision: Decision) -> str:
    if decision.verb != Verb.DECIDE_APPEAL:
        return _words(decision.verb)
    if decision.reason_code:
        return _("Looked at by another moderator: stays as decided")
    return _("Looked at by another moderator: shown")


def moderation_log(unit: AdministrativeUnit, *, today: dt.date, cursor: str = "") -> ModerationLog:
    """The public decisions of a commune, newest first. Two queries."""
    decisions = Decision.objects.filter(unit=unit, verb__in=_LOGGED)
    first = dt.datetime.combine(today.replace(day=1), dt.time(), clock.VIETNAM)
    month = Counter(decisions.filter(decided_at__gte=first).values_list("verb", flat=True))
    page = decisions.select_related("comment", "disclosure__unit").order_by("-decided_at", "-id")
    parts = decode_cursor(cursor) if cursor else None
    if parts and parts[1].isdigit():
        try:
            moment = dt.datetime.fromisoformat(parts[0])
            key = int(parts[1])
            page = page.filter(Q(decided_at__lt=moment) | Q(decided_at=moment, id__lt=key))
        except ValueError:
            pass
    found = list(page[: LOG_PAGE + 1])
    next_cursor = ""
    if len(found) > LOG_PAGE:
        last = found[LOG_PAGE - 1]
        next_cursor = encode_cursor(last.decided_at, last.pk)
    lines = tuple(
        LogLine(
            clock.day_of(decision.decided_at),
            decision.comment.public_number if decision.comment else decision.disclosure.reference,
            _words_of(decision),
            decision.reason_code if decision.comment else "",
            str(Role(decision.role).label),
        )
        for decision in found[:LOG_PAGE]
    )
    return ModerationLog(
        lines,
        tuple((_words(verb), month[verb]) for verb in _LOGGED if month[verb]),
        next_cursor,
        not cursor,
    )
