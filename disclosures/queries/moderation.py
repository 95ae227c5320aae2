"""The moderators' queue: full text, what looks private, how long it has waited."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from disclosures.duties.service_levels import moderation_due_on
from disclosures.models import AdministrativeUnit, Comment
from disclosures.rules import clock, identifiers
from disclosures.vocabulary import CommentStatus, CommentVisibility

PAGE = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a comment's text; `span` is its place where it can be covered."""

    text: str
    span: str = ""


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One comment in the queue."""

    comment: Comment
    pieces: tuple[Piece, ...]
    due_on: dt.date
    days_left: int

    @property
    def is_flagged(self) -> bool:
        return any(piece.span for piece in self.pieces) or bool(self.comment.signals)


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


def queue(
    unit: AdministrativeUnit | None, tab: str, after: str = ""
) -> tuple[list[QueueItem], str]:
    """A page of the queue, oldest first, and the cursor of the next. One query.

    `tab` is waiting, private or decided.
    """
    comments = Comment.objects.filter(unit=unit).select_related(
        "disclosure__unit", "disclosure__current_version"
    )
    if tab == "decided":
        comments = comments.exclude(status=CommentStatus.PENDING).order_by("-id")
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
    return [item(comment) for comment in found[:PAGE]], cursor


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


def item(comment: Comment) -> QueueItem:
    """One comment with its findings and its last day."""
    due_on = moderation_due_on(clock.day_of(comment.received_at))
    return QueueItem(comment, pieces(comment.body), due_on, (due_on - clock.today()).days)
