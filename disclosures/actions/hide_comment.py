"""A moderator hides a published comment; a tombstone with the rule stays."""

from typing import Any

from django.db import transaction

from disclosures.actions import _comment, _gate
from disclosures.models import Comment
from disclosures.rules import clock
from disclosures.vocabulary import CommentStatus, Verb


@transaction.atomic(durable=True)
def hide_comment(*, by: Any, comment: Comment, rule: str, note: str = "") -> Comment:
    """Hide the comment under `rule`; its replies stay, and so does its number on the page.

    Raises Invalid for an unknown rule and where the rule takes two moderators and no other one
    has proposed it, NotAllowed, WrongState unless it is published.
    """
    verb = Verb.HIDE_COMMENT
    actor = _gate.authorise(verb, by=by, unit=comment.unit)
    comment = _comment.locked(comment)
    author = _comment.second_of(rule, comment=comment, by=by)
    _comment.check(verb, comment)
    comment.status = CommentStatus.HIDDEN
    comment.save(update_fields=["status"])
    now = clock.now()
    _comment.decide(
        verb, comment=comment, by=by, actor=actor, now=now, rule=rule, note=note, author=author
    )
    return comment
