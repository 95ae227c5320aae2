"""The author changes a comment that nobody has decided on."""

from collections.abc import Sequence

from django.db import transaction

from disclosures.actions import _comment, _gate
from disclosures.actions._receive import Received, receive
from disclosures.forms.values import CommentFields
from disclosures.models import Comment, CommentContact
from disclosures.rules import clock
from disclosures.vocabulary import CommentVisibility, Verb


@transaction.atomic(durable=True)
def edit_comment(
    *,
    by: None,
    comment: Comment,
    receipt_code: str,
    fields: CommentFields,
    signals: Sequence[str] = (),
) -> Received:
    """Take the comment back and receive the new one in its place, with a number and a code of its
    own: what was sent first stays committed to. The time for public comments is not asked again of
    one that came in time; the address for the answer moves along unless a new one is given.

    Raises NotFound for a wrong code, WrongState once a moderator has decided, Invalid as
    `receive_comment` does.
    """
    verb = Verb.EDIT_COMMENT
    _comment.check_author(comment, receipt_code)
    comment = _comment.locked(comment)
    _gate.check(verb, comment.status)
    now = clock.now()
    came_in_time = comment.visibility != CommentVisibility.PRIVATE
    received = receive(
        verb,
        unit=comment.unit,
        disclosure=comment.disclosure,
        fields=fields,
        signals=signals,
        now=now,
        is_in_time=came_in_time,
    )
    _comment.take_back(comment, now=now)
    contact = CommentContact.objects.filter(comment=comment).first()
    if contact is not None:
        if not fields.email:
            CommentContact.objects.update_or_create(
                comment=received.comment, defaults={"email": contact.email}
            )
        contact.delete()
    return received
