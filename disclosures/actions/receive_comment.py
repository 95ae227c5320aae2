"""A resident sends a comment, question or objection."""

from collections.abc import Sequence

from django.db import transaction

from disclosures.actions._receive import Received, receive
from disclosures.forms.values import CommentFields
from disclosures.models import AdministrativeUnit, Disclosure
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def receive_comment(
    *,
    by: None,
    unit: AdministrativeUnit,
    disclosure: Disclosure | None,
    fields: CommentFields,
    signals: Sequence[str] = (),
) -> Received:
    """Store the comment as pending and write its receipt into the ledger before any moderation.

    Residents need no account, so `by` is None and the entry's actor is the comment itself.
    Raises Invalid for an empty or overlong text, WrongState when the disclosure takes no such
    comment, NotFound when it is not visible.
    """
    return receive(
        Verb.RECEIVE_COMMENT,
        unit=unit,
        disclosure=disclosure,
        fields=fields,
        signals=signals,
        now=clock.now(),
    )
