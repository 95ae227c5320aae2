"""A moderator shows a hidden comment again."""

from typing import Any

from django.db import transaction

from disclosures.actions import _comment, _gate
from disclosures.models import Comment
from disclosures.rules import clock
from disclosures.vocabulary import CommentStatus, Verb


@transaction.atomic(durable=True)
def restore_comment(*, by: Any, comment: Comment, note: str = "") -> Comment:
    """Show the comment as it was shown before. Raises NotAllowed, WrongState unless hidden."""
    verb = Verb.RESTORE_COMMENT
    actor = _gate.authorise(verb, by=by, unit=comment.unit)
    comment = _comment.locked(comment)
    _comment.check(verb, comment)
    comment.status = CommentStatus.PUBLISHED
    comment.save(update_fields=["status"])
    now = clock.now()
    _comment.decide(verb, comment=comment, by=by, actor=actor, now=now, note=note)
    return comment
