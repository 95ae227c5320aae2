"""A moderator asks the author to change a comment before it is decided on."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _comment, _gate
from disclosures.errors import Invalid
from disclosures.models import Comment
from disclosures.notifications.announce import announce_comment
from disclosures.rules import clock
from disclosures.vocabulary import Announced, RevisionReason, Verb


@transaction.atomic(durable=True)
def ask_revision(*, by: Any, comment: Comment, reason: str) -> Comment:
    """Show the author what to change, with the way to do it; the comment goes on waiting.

    The last day for the moderator's decision does not move, so asking wins no time.
    Raises Invalid for an unknown reason, NotAllowed, WrongState once it was decided on.
    """
    verb = Verb.ASK_REVISION
    _gate.authorise(verb, by=by, unit=comment.unit)
    if reason not in RevisionReason.values:
        raise Invalid(problems={"reason": _("Choose what the author should change.")})
    comment = _comment.locked(comment)
    _comment.check(verb, comment)
    now = clock.now()
    comment.revision_reason = reason
    comment.revision_asked_at = now
    comment.save(update_fields=["revision_reason", "revision_asked_at"])
    announce_comment(Announced.REVISION, comment, by=by, now=now)
    return comment
