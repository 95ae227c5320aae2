"""The moderators' queue: full text, what looks private, how long it has waited."""

import datetime as dt
import statistics
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q

from disclosures.duties.service_levels import moderation_due_on, moderation_working_days
from disclosures.models import AdministrativeUnit, Comment, Decision, RoleAssignment
from disclosures.rules import clock, identifiers
from disclosures.vocabulary import CommentStatus, CommentVisibility, Verb

PAGE = 50
# Of a month's decisions the middle waiting time is taken of so many, the newest.
TIMED = 2_000
_PRIVATE = Q(visibility=CommentVisibility.PRIVATE)
_PENDING = Q(status=CommentStatus.PENDING)
# An open appeal, or a proposal to hide under a rule that takes two.
_SECOND = Q(appeal__isnull=False, appeal__decision__isnull=True) | (
    ~Q(refusal_rule="") & Q(status__in=(CommentStatus.PENDING, CommentStatus.PUBLISHED))
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a comment's text; `span` is its place where it can be covered."""

    text: str
    span: str = ""


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One comment in the queue; `first` is the decision that an open appeal is against."""

    comment: Comment
    pieces: tuple[Piece, ...]
    due_on: dt.date
    days_left: int
    first: Decision | None = None
    mine: bool = False

    @property
    def is_flagged(self) -> bool:
        return bool(self.places) or bool(self.comment.signals)

    @property
    def places(self) -> int:
        """How many places look like private data."""
        return sum(bool(piece.span) for piece in self.pieces)


def pieces(text: str) -> tuple[Piece, ...]:
    """The text cut where private data was found."""
    found: list[Piece] = []
    end = 0
    for span in identifiers.scan(text):
        if span.start > end:
            found.append(Piece(text[end : span.start]))
        found.append(Piece(text[span.start : span.end], f"{span.start}-{span.end}"))
        end = span.end
    if end < len(text):
        found.append(Piece(text[end:]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Summary:
    """How much waits, since when, and what this month came to."""

    waiting: int
    private: int
    second: int
    waited_hours: int | None
    published: int
    refused: int
    middle_hours: int | None
    working_days: int

    @property
    def waited(self) -> tuple[int, int]:
        """How long the oldest has waited, in days and hours."""
        return divmod(self.waited_hours or 0, 24)


def summary(unit: AdministrativeUnit | None) -> Summary:
    """What stands above and beside a commune's queue. Three queries."""
    counted = Comment.objects.filter(_PENDING, unit=unit).aggregate(
        waiting=Count("pk", filter=~_PRIVATE),
        private=Count("pk", filter=_PRIVATE),
        oldest=Min("received_at", filter=~_PRIVATE),
    )
    second = Comment.objects.filter(_SECOND, unit=unit).count()
    first = dt.datetime.combine(clock.today().replace(day=1), dt.time(), clock.VIETNAM)
    month = list(
        Decision.objects.filter(
            unit=unit,
            decided_at__gte=first,
            verb__in=(Verb.PUBLISH_COMMENT, Verb.PUBLISH_COMMENT_MASKED, Verb.REJECT_COMMENT),
        )
        .order_by("-decided_at", "-id")
        .values_list("verb", "decided_at", "comment__received_at")[:TIMED]
    )
    refused = sum(verb == Verb.REJECT_COMMENT for verb, _at, _since in month)
    hours = [_hours(at - since) for _verb, at, since in month]
    oldest = counted["oldest"]
    return Summary(
        counted["waiting"],
        counted["private"],
        second,
        _hours(clock.now() - oldest) if oldest else None,
        len(month) - refused,
        refused,
        round(statistics.median(hours)) if hours else None,
        moderation_working_days(),
    )


def _hours(time: dt.timedelta) -> int:
    return round(time.total_seconds() / 3600)


def offices(unit: AdministrativeUnit | None) -> list[str]:
    """The offices of those who work at the commune, for whoever gives a comment to one of them.

    One query.
    """
    names = RoleAssignment.objects.current().filter(unit=unit).exclude(person__office="")
    return sorted(set(names.values_list("person__office", flat=True)))


def tab_of(comment: Comment) -> str:
    """In which part of the queue a comment stands."""
    if comment.status != CommentStatus.PENDING:
        return "second" if _is_appealed(comment) else "decided"
    return "private" if comment.visibility == CommentVisibility.PRIVATE else "waiting"


def queue(
    unit: AdministrativeUnit | None, tab: str, after: str = "", *, by: Any = None
) -> tuple[list[QueueItem], str]:
    """A page of the queue, oldest first, and the cursor of the next. One query, two for `second`.

    `tab` is waiting, second, private or decided.
    """
    comments = Comment.objects.filter(unit=unit).select_related(
        "disclosure__unit", "disclosure__current_version", "appeal"
    )
    if tab == "decided":
        comments = comments.exclude(status=CommentStatus.PENDING).order_by("-id")
    elif tab == "second":
        comments = comments.filter(_SECOND).order_by("id")
        comments = comments.prefetch_related("decisions")
    else:
        private = tab == "private"
        comments = comments.filter(status=CommentStatus.PENDING).order_by("id")
        comments = (
            comments.filter(visibility=CommentVisibility.PRIVATE)
            if private
            else comments.exclude(visibility=CommentVisibility.PRIVATE)
        )
    if after.isdecimal() and len(after) < 18:
        edge = int(after)
        comments = (
            comments.filter(id__lt=edge) if tab == "decided" else comments.filter(id__gt=edge)
        )
    found = list(comments[: PAGE + 1])
    cursor = str(found[PAGE - 1].pk) if len(found) > PAGE else ""
    return [item(comment, by=by) for comment in found[:PAGE]], cursor


def unanswered(unit: AdministrativeUnit | None, *, with_private: bool) -> list[Comment]:
    """What the commune has to answer, first what is due first, then what came privately.

    One query.
    """
    chosen = Q(status=CommentStatus.PUBLISHED)
    if with_private:
        chosen |= Q(status=CommentStatus.PENDING, visibility=CommentVisibility.PRIVATE)
    comments = Comment.objects.filter(chosen, unit=unit, answered_at__isnull=True)
    return list(
        comments.select_related("disclosure__unit", "disclosure__current_version").order_by(
            "answer_due_on", "id"
        )[:100]
    )


def item(comment: Comment, *, by: Any = None) -> QueueItem:
    """One comment with its findings and its last day, and whether `by` had the first part in it.

    An appeal has the same time as a first decision.
    """
    first = _first_decision(comment) if _is_appealed(comment) else None
    since = comment.appeal.lodged_at if first else comment.received_at
    due_on = moderation_due_on(clock.day_of(since))
    mine = by is not None and by.pk in {
        comment.refusal_proposed_by_id,
        *((first.by_id, first.author_id) if first else ()),
    }
    return QueueItem(
        comment, pieces(comment.body), due_on, (due_on - clock.today()).days, first, mine
    )


def _is_appealed(comment: Comment) -> bool:
    if comment.status not in {CommentStatus.REJECTED, CommentStatus.HIDDEN}:
        return False
    appeal = getattr(comment, "appeal", None)
    return appeal is not None and appeal.decision_id is None


def _first_decision(comment: Comment) -> Decision | None:
    verbs = {Verb.REJECT_COMMENT, Verb.HIDE_COMMENT}
    refusals = [known for known in comment.decisions.all() if known.verb in verbs]
    return max(refusals, key=lambda known: known.pk, default=None)
