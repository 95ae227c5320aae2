"""A second person approves: what is known of somebody is destroyed, the roots stay as they were."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate, _redaction
from disclosures.errors import NotAllowed, WrongState
from disclosures.models import Redaction
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def redact_person(*, by: Any, redaction: Redaction) -> Redaction:
    """Destroy values and salts at every place of the proposal and keep the digests.

    Leaves one `content.redacted` entry for each commitment whose cells are gone; search rows are
    made again and files deleted. Raises NotAllowed, also for who proposed it; WrongState when it
    is done already or a place is not there any more.
    """
    verb = Verb.REDACT_PERSON
    actor = _gate.authorise(verb, by=by, unit=redaction.unit)
    redaction = (
        Redaction.objects.select_for_update(of=("self",))
        .select_related("unit__parent")
        .get(pk=redaction.pk)
    )
    if redaction.done_at is not None:
        raise WrongState(_("This was erased already."))
    if redaction.proposed_by_id == by.pk:
        raise NotAllowed(_("You proposed it. Somebody else must approve it."), may_see=True)
    now = clock.now()
    redaction.approved_by = by
    redaction.done_at = now
    redaction.save(update_fields=["approved_by", "done_at"])
    _redaction.carry_out(redaction, actor=actor, now=now)
    return redaction
