"""The worker erases a comment that was never shown, once its time of keeping is over."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate, _redaction
from disclosures.duties.retention import hidden_comments_rule
from disclosures.errors import WrongState
from disclosures.models import Comment, Redaction
from disclosures.rules import clock
from disclosures.vocabulary import CommentStatus, CommentVisibility, RedactionBasis, Verb


@transaction.atomic(durable=True)
def expire_comment(*, by: Any, comment: Comment) -> Redaction:
    """Destroy its words and, of a private one, the answers; keep digests, state and moments.

    A rule decides, not a person, so there is no second pair of eyes: the database lets a rule
    reach only words that no page ever showed. Leaves `content.redacted` entries.
    Raises NotAllowed for people, WrongState before the time or for what was shown or is erased.
    """
    verb = Verb.EXPIRE_COMMENT
    actor = _gate.authorise(verb, by=by, unit=comment.unit)
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("unit__parent")
        .get(pk=comment.pk)
    )
    _gate.check(verb, comment.status)
    rule = hidden_comments_rule()
    now = clock.now()
    settled_at = comment.answered_at or comment.decided_at
    if comment.erased or settled_at is None or settled_at > now - rule.keep:
        raise WrongState(_("Its time of keeping is not over, or it was erased already."))
    redaction = Redaction.objects.create(
        unit=comment.unit,
        basis=RedactionBasis.RETENTION_OVER,
        rule=rule.name,
        decision_number=rule.name,
        decision_date=clock.day_of(settled_at + rule.keep),
        note=rule.source,
        places=_places(comment),
        proposed_by=by,
        proposed_at=now,
        done_at=now,
    )
    _redaction.carry_out(redaction, actor=actor, now=now)
    return redaction


def _places(comment: Comment) -> list[str]:
    places = [f"comment:{comment.pk}"]
    if comment.visibility == CommentVisibility.PRIVATE or comment.status == CommentStatus.CLOSED:
        answers = comment.replies.filter(erased__isnull=True).values_list("pk", flat=True)
        places += [f"reply:{pk}" for pk in answers]
    return places
