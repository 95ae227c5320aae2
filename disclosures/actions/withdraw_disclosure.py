"""An approver takes a notice off the portal; its reference and reason stay for ever."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.errors import NotAllowed, WrongState
from disclosures.models import Decision, Disclosure
from disclosures.notifications.announce import announce_notice
from disclosures.rules import clock
from disclosures.search import index
from disclosures.vocabulary import Announced, DisclosureStatus, Verb, WithdrawalReason


@transaction.atomic(durable=True)
def withdraw_disclosure(
    *, by: Any, disclosure: Disclosure, reason_code: str = "", note: str = ""
) -> Decision:
    """Withdraw as somebody else proposed; leaked private data at once, with a second look after.

    Final. Raises NotAllowed for the proposer, Invalid without reason and words, WrongState
    without a proposal.
    """
    verb = Verb.WITHDRAW_DISCLOSURE
    actor = _gate.authorise(verb, by=by, unit=disclosure.unit)
    disclosure = _disclosure.locked(disclosure)
    _gate.check(verb, disclosure.status)
    reason_code = reason_code or disclosure.withdrawal_reason
    note = (note or disclosure.withdrawal_note).strip()
    if reason_code != WithdrawalReason.PRIVATE_DATA:
        if disclosure.withdrawal_proposed_by_id is None:
            raise WrongState(_("Somebody else must propose the withdrawal first."))
        if disclosure.withdrawal_proposed_by_id == by.pk:
            raise NotAllowed(
                _("You proposed the withdrawal. Somebody else must approve it."), may_see=True
            )
    _disclosure.check_withdrawal_reason(reason_code, note)
    now = clock.now()
    author = disclosure.withdrawal_proposed_by
    disclosure.status = DisclosureStatus.WITHDRAWN
    disclosure.withdrawal_reason = reason_code
    disclosure.withdrawal_note = note
    disclosure.withdrawn_at = disclosure.modified_at = now
    if author is None or author.pk == by.pk:
        disclosure.reviewed_at = None
    disclosure.save(
        update_fields=[
            "status", "withdrawal_reason", "withdrawal_note", "withdrawn_at", "modified_at",
            "reviewed_at",
        ]
    )  # fmt: skip
    index.remove(disclosure)
    announce_notice(Announced.WITHDRAWN, disclosure, by=by, now=now)
    return _disclosure.decide(
        verb,
        disclosure=disclosure,
        by=by,
        actor=actor,
        author=author,
        now=now,
        reason_code=reason_code,
        note=note,
        data={"reason_code": reason_code},
    )
