"""An approver marks a notice as replaced by another document."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.duties import private_data
from disclosures.errors import Invalid
from disclosures.models import Decision, Disclosure
from disclosures.notifications.announce import announce_notice
from disclosures.rules import clock
from disclosures.search import index
from disclosures.vocabulary import Announced, DisclosureStatus, Verb


@transaction.atomic(durable=True)
def supersede_disclosure(
    *, by: Any, disclosure: Disclosure, successor: Disclosure, note: str = ""
) -> Decision:
    """Point from `disclosure` to the published `successor` of the same unit.

    Raises Invalid for a successor that is not published there, NotAllowed, WrongState.
    """
    verb = Verb.SUPERSEDE_DISCLOSURE
    actor = _gate.authorise(verb, by=by, unit=disclosure.unit)
    disclosure = _disclosure.locked(disclosure)
    _gate.check(verb, disclosure.status)
    problems = private_data.problems_in(disclosure.unit, note=note)
    if problems:
        raise Invalid(_("Not replaced yet."), problems=problems)
    if (
        successor.pk == disclosure.pk
        or successor.unit_id != disclosure.unit_id
        or successor.status != DisclosureStatus.PUBLISHED
    ):
        raise Invalid(
            _("Not replaced yet."),
            problems={"successor": _("Choose a published notice of the same commune.")},
        )
    now = clock.now()
    disclosure.status = DisclosureStatus.SUPERSEDED
    disclosure.superseded_by = successor
    disclosure.modified_at = now
    disclosure.save(update_fields=["status", "superseded_by", "modified_at"])
    index.index_disclosure(disclosure, _disclosure.public_version(disclosure))
    announce_notice(Announced.SUPERSEDED, disclosure, by=by, now=now)
    return _disclosure.decide(
        verb,
        disclosure=disclosure,
        by=by,
        actor=actor,
        now=now,
        note=note.strip(),
        data={"by": successor.subject},
    )
