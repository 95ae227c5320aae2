"""A moderator lets a comment appear with some of its words covered."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _comment, _gate
from disclosures.duties.service_levels import answer_due_on
from disclosures.errors import Invalid
from disclosures.models import Comment
from disclosures.notifications.announce import announce_comment
from disclosures.rules import clock
from disclosures.rules.hashing import commit_table, new_salts
from disclosures.vocabulary import Announced, CommentStatus, Verb


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
    shown, count = _comment.cover(comment.body, spans)
    if not count:
        raise Invalid(_("Choose at least one place to cover, or publish the comment as it is."))
    now = clock.now()
    comment.status = CommentStatus.PUBLISHED
    comment.decided_at = now
    comment.shown_body = shown
    comment.shown_salts = new_salts(1)
    comment.masked_parts = count
    comment.answer_due_on = answer_due_on(clock.day_of(now))
    comment.save(
        update_fields=[
            "status",
            "decided_at",
            "shown_body",
            "shown_salts",
            "masked_parts",
            "answer_due_on",
        ]
    )
    commitment = commit_table("shown", ["text"], [[shown]], comment.shown_salts)
    announce_comment(Announced.COMMENTED, comment, by=by, now=now)
    _comment.decide(verb, comment=comment, by=by, actor=actor, now=now, commitments=(commitment,))
    return comment
