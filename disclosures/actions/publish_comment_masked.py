"""A moderator lets a comment appear with some of its words covered."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _comment, _gate
from disclosures.errors import Invalid
from disclosures.models import Comment
from disclosures.notifications.announce import announce_comment
from disclosures.rules import clock
from disclosures.vocabulary import Announced, Verb


@transaction.atomic(durable=True)
def publish_comment_masked(
    *, by: Any, comment: Comment, spans: Sequence[tuple[int, int]]
) -> Comment:
    """Publish the comment with `spans` covered; what was written stays stored and committed.

    Raises Invalid without any span, NotAllowed, and Stale when somebody else decided first.
    """
    verb = Verb.PUBLISH_COMMENT_MASKED
    actor = _gate.authorise(verb, by=by, unit=comment.unit)
    comment = _comment.locked(comment)
    _comment.check(verb, comment)
    _comment.refuse_private(comment)
    if not spans:
        raise Invalid(_("Choose at least one place to cover, or publish the comment as it is."))
    now = clock.now()
    commitments = _comment.publish(comment, spans=spans, now=now)
    announce_comment(Announced.COMMENTED, comment, by=by, now=now)
    _comment.decide(verb, comment=comment, by=by, actor=actor, now=now, commitments=commitments)
    return comment
