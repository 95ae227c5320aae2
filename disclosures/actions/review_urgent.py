"""The second look at what one approver did alone."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.errors import NotAllowed, WrongState
from disclosures.models import Decision, Disclosure
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def review_urgent(*, by: Any, disclosure: Disclosure, note: str = "") -> Decision:
    """Confirm an urgent publication or the withdrawal of leaked private data.

    Raises NotAllowed for whoever did it, WrongState when there is nothing to look at.
    """
    verb = Verb.REVIEW_URGENT
    actor = _gate.authorise(verb, by=by, unit=disclosure.unit)
    disclosure = _disclosure.locked(disclosure)
    _gate.check(verb, disclosure.status)
    alone = (
        disclosure.decisions.filter(verb__in=(Verb.PUBLISH_URGENTLY, Verb.WITHDRAW_DISCLOSURE))
        .order_by("-decided_at")
        .first()
    )
    if alone is None or disclosure.reviewed_at is not None:
        raise WrongState(_("There is nothing here that waits for a second look."))
    if alone.by_id == by.pk:
        raise NotAllowed(_("You did this yourself. Somebody else must look at it."), may_see=True)
    now = clock.now()
    disclosure.reviewed_at = disclosure.modified_at = now
    disclosure.save(update_fields=["reviewed_at", "modified_at"])
    return _disclosure.decide(
        verb,
        disclosure=disclosure,
        by=by,
        actor=actor,
        author=alone.by,
        now=now,
        note=note.strip(),
    )
