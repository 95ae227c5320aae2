"""Somebody proposes to withdraw a notice; an approver decides."""

from typing import Any

from django.db import transaction

from disclosures.actions import _disclosure, _gate
from disclosures.models import Disclosure
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def propose_withdrawal(
    *, by: Any, disclosure: Disclosure, reason_code: str, note: str
) -> Disclosure:
    """Keep the proposal with its reason; nothing public changes.

    Raises Invalid without a reason and words, NotAllowed, WrongState unless it is published.
    """
    verb = Verb.PROPOSE_WITHDRAWAL
    _gate.authorise(verb, by=by, unit=disclosure.unit)
    disclosure = _disclosure.locked(disclosure)
    _gate.check(verb, disclosure.status)
    _disclosure.check_withdrawal_reason(reason_code, note)
    disclosure.withdrawal_proposed_by = by
    disclosure.withdrawal_reason = reason_code
    disclosure.withdrawal_note = note.strip()
    disclosure.modified_at = clock.now()
    disclosure.save(
        update_fields=[
            "withdrawal_proposed_by",
            "withdrawal_reason",
            "withdrawal_note",
            "modified_at",
        ]
    )
    return disclosure
