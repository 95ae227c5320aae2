"""Another moderator decides again on a comment that was refused or hidden."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _comment, _gate
from disclosures.errors import Invalid, NotAllowed, WrongState
from disclosures.models import Appeal, Comment
from disclosures.notifications.announce import announce_comment
from disclosures.rules import clock
from disclosures.rules.hashing import Commitment
from disclosures.vocabulary import Announced, CommentStatus, Verb


@transaction.atomic(durable=True)
def decide_appeal(
    *,
    by: Any,
    comment: Comment,
    is_shown: bool,
    spans: Sequence[tuple[int, int]] = (),
    note: str = "",
) -> Comment:
    """Show the comment after all, with `spans` covered, or agree with the first decision.

    Shown, a refused comment leaves `comment.published` and a hidden one `comment.restored`;
    otherwise the event of the first decision is written once more, with its rule.
    Raises Invalid when it stays away without words to the author, NotAllowed for whoever had a
    part in the first decision, WrongState without an open appeal.
    """
    verb = Verb.DECIDE_APPEAL
    actor = _gate.authorise(verb, by=by, unit=comment.unit)
    comment = _comment.locked(comment)
    _gate.check(verb, comment.status)
    appeal = Appeal.objects.select_for_update().filter(comment=comment, decision=None).first()
    if appeal is None:
        raise WrongState(_("Nobody asks for another decision on this comment."))
    first = _comment.refusal_of(comment)
    if by.pk in {first.by_id, first.author_id}:
        raise NotAllowed(
            _("You had a part in the first decision: another moderator decides."), may_see=True
        )
    if not is_shown and not note.strip():
        raise Invalid(problems={"note": _("Tell the author why it stays as it is.")})
    now = clock.now()
    was_refused = comment.status == CommentStatus.REJECTED
    commitments: tuple[Commitment, ...] = ()
    if is_shown and was_refused:
        event = "comment.published"
        commitments = _comment.publish(comment, spans=spans, now=now)
    elif is_shown:
        event = "comment.restored"
        comment.status = CommentStatus.PUBLISHED
        comment.save(update_fields=["status"])
    else:
        event = str(Verb(first.verb).event)
    what = Announced.COMMENTED if is_shown else Announced.UPHELD
    announce_comment(what, comment, by=by, now=now)
    appeal.decision = _comment.decide(
        verb,
        comment=comment,
        by=by,
        actor=actor,
        now=now,
        rule="" if is_shown else first.reason_code,
        note=note.strip(),
        commitments=commitments,
        author=first.by,
        event=event,
    )
    appeal.save(update_fields=["decision"])
    return comment
