"""Somebody proposes to withdraw a notice; an approver decides."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.errors import Invalid
from disclosures.models import Disclosure
from disclosures.rules import clock
from disclosures.vocabulary import Verb, WithdrawalReason


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
    check_reason(reason_code, note)
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


def check_reason(reason_code: str, note: str) -> None:
    """Raise Invalid unless the reason is on the list and explained in words."""
    problems: dict[str, Any] = {}
    if reason_code not in WithdrawalReason.values:
        problems["reason_code"] = _("Choose a reason.")
    if not note.strip():
        problems["note"] = _("Write in a sentence what residents shall read in its place.")
    if problems:
        raise Invalid(_("Not withdrawn yet."), problems=problems)
