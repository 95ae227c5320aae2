"""A second person agrees that a finding is no private data; the ledger tells that it was done."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.errors import NotAllowed, WrongState
from disclosures.models import Decision, PrivacyOverride, Version
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, Verb


@transaction.atomic(durable=True)
def override_privacy(*, by: Any, override: PrivacyOverride) -> Decision:
    """Let the finding stop nothing from now on, in this draft and in later ones of the notice.

    The entry holds the unit and a commitment to the reason; neither the sample nor its kind.
    Raises NotAllowed, also for whoever proposed it or wrote in the draft; WrongState when it was
    decided already or nothing is being drafted.
    """
    verb = Verb.OVERRIDE_PRIVACY
    actor = _gate.authorise(verb, by=by, unit=override.disclosure.unit)
    disclosure = _disclosure.locked(override.disclosure)
    override = PrivacyOverride.objects.select_related("proposed_by").get(pk=override.pk)
    if override.decision_id is not None:
        raise WrongState(_("Somebody has already agreed to this."))
    version = Version.objects.filter(disclosure=disclosure, status=DisclosureStatus.DRAFT).first()
    if version is None:
        raise WrongState(_("Nothing is being drafted in this notice."))
    _gate.check(verb, version.status)
    is_writer = version.contributors.filter(person=by).exists()
    if override.proposed_by_id == by.pk or is_writer:
        raise NotAllowed(_("You proposed it. Somebody else must approve it."), may_see=True)
    decision = _disclosure.decide(
        verb,
        disclosure=disclosure,
        version=version,
        by=by,
        actor=actor,
        author=override.proposed_by,
        now=clock.now(),
        note=override.reason,
    )
    override.approved_by = by
    override.decision = decision
    override.save(update_fields=["approved_by", "decision"])
    return decision
