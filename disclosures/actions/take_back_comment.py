"""The author takes an undecided comment back."""

import hmac

from django.db import transaction

from disclosures.actions import _comment, _gate
from disclosures.errors import NotFound
from disclosures.ledger.record import record
from disclosures.models import Comment
from disclosures.rules import clock
from disclosures.rules.receipts import receipt_hash
from disclosures.vocabulary import CommentStatus, Role, Verb


@transaction.atomic(durable=True)
def take_back_comment(*, by: None, comment: Comment, receipt_code: str) -> Comment:
    """Mark the comment as taken back; whoever holds the receipt code is its author.

    Raises NotFound for a wrong code and WrongState once a moderator has decided.
    """
    if not hmac.compare_digest(receipt_hash(receipt_code), comment.receipt_hash):
        raise NotFound
    comment = _comment.locked(comment)
    _gate.check(Verb.TAKE_BACK_COMMENT, comment.status)
    now = clock.now()
    comment.status = CommentStatus.TAKEN_BACK
    comment.decided_at = now
    comment.save(update_fields=["status", "decided_at"])
    record(
        event=str(Verb.TAKE_BACK_COMMENT.event),
        log=comment.unit.address_code,
        subject=comment.subject,
        actor_id=comment.subject,
        actor_role=Role.RESIDENT,
        data={"unit": comment.unit.address_code},
        commitments=[],
        now=now,
    )
    return comment
