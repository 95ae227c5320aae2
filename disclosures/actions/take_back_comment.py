"""The author takes an undecided comment back."""

from django.db import transaction

from disclosures.actions import _comment, _gate
from disclosures.models import Comment
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def take_back_comment(*, by: None, comment: Comment, receipt_code: str) -> Comment:
    """Mark the comment as taken back; whoever holds the receipt code is its author.

    Raises NotFound for a wrong code and WrongState once a moderator has decided.
    """
    _comment.check_author(comment, receipt_code)
    comment = _comment.locked(comment)
    _gate.check(Verb.TAKE_BACK_COMMENT, comment.status)
    _comment.take_back(comment, now=clock.now())
    return comment
