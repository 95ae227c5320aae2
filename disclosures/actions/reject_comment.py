"""A moderator does not publish a comment, under a numbered public rule."""

from typing import Any

from django.db import transaction

from disclosures.actions import _comment, _gate
from disclosures.models import Comment
from disclosures.notifications.announce import announce_comment
from disclosures.rules import clock
from disclosures.vocabulary import Announced, CommentStatus, Verb


@transaction.atomic(durable=True)
def reject_comment(*, by: Any, comment: Comment, rule: str, note: str = "") -> Comment:
    """Keep the comment off the page under `rule`; its author is shown the rule and the note.

    Raises Invalid for an unknown rule and where the rule takes two moderators and no other one
    has proposed it, NotAllowed, and Stale when somebody else decided first.
    """
    verb = Verb.REJECT_COMMENT
    actor = _gate.authorise(verb, by=by, unit=comment.unit)
    comment = _comment.locked(comment)
    author = _comment.second_of(rule, comment=comment, by=by)
    _comment.check(verb, comment)
    now = clock.now()
    comment.status = CommentStatus.REJECTED
    comment.decided_at = now
    comment.save(update_fields=["status", "decided_at"])
    announce_comment(Announced.REFUSED, comment, by=by, now=now)
    _comment.decide(
        verb, comment=comment, by=by, actor=actor, now=now, rule=rule, note=note, author=author
    )
    return comment
