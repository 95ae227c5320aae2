"""A moderator lets a comment appear as it was written."""

from typing import Any

from django.db import transaction

from disclosures.actions import _comment, _gate
from disclosures.models import Comment
from disclosures.notifications.announce import announce_comment
from disclosures.rules import clock
from disclosures.vocabulary import Announced, Verb


@transaction.atomic(durable=True)
def publish_comment(*, by: Any, comment: Comment) -> Comment:
    """Publish the comment unchanged and start the commune's time to answer.

    Raises NotAllowed, and Stale when somebody else decided first. A private comment cannot be
    published: the database refuses it too.
    """
    verb = Verb.PUBLISH_COMMENT
    actor = _gate.authorise(verb, by=by, unit=comment.unit)
    comment = _comment.locked(comment)
    _comment.check(verb, comment)
    _comment.refuse_private(comment)
    now = clock.now()
    _comment.publish(comment, spans=(), now=now)
    announce_comment(Announced.COMMENTED, comment, by=by, now=now)
    _comment.decide(verb, comment=comment, by=by, actor=actor, now=now)
    return comment
