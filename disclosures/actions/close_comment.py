"""Somebody closes a private comment, or one that shall only be answered privately."""

from typing import Any

from django.db import transaction

from disclosures.actions import _comment, _gate
from disclosures.models import Comment
from disclosures.notifications.announce import announce_comment
from disclosures.rules import clock
from disclosures.vocabulary import Announced, CommentStatus, Verb


@transaction.atomic(durable=True)
def close_comment(*, by: Any, comment: Comment, note: str = "") -> Comment:
    """Close the comment without showing it; its author sees the replies on the status page.

    Raises NotAllowed, and Stale when somebody else decided first.
    """
    verb = Verb.CLOSE_COMMENT
    actor = _gate.authorise(verb, by=by, unit=comment.unit)
    comment = _comment.locked(comment)
    _comment.check(verb, comment)
    now = clock.now()
    comment.status = CommentStatus.CLOSED
    comment.decided_at = now
    comment.save(update_fields=["status", "decided_at"])
    announce_comment(Announced.CLOSED, comment, by=by, now=now)
    _comment.decide(verb, comment=comment, by=by, actor=actor, now=now, note=note)
    return comment
