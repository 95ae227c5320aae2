"""An approver lets a version be published; never its author."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _freeze, _gate
from disclosures.errors import NotAllowed
from disclosures.models import Decision, Version
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, Verb


@transaction.atomic(durable=True)
def approve_disclosure(*, by: Any, version: Version, note: str = "") -> Decision:
    """Approve the frozen version; a second pair of eyes, which the database demands too.

    Raises NotAllowed, also for whoever wrote in it, WrongState unless it is submitted, Invalid
    while a file of it holds private data.
    """
    verb = Verb.APPROVE_DISCLOSURE
    actor = _gate.authorise(verb, by=by, unit=version.disclosure.unit)
    version = _disclosure.locked_version(version)
    _gate.check(verb, version.status)
    _disclosure.check_files(version)
    if version.contributors.filter(person=by).exists():
        raise NotAllowed(
            _("You wrote in this version. Somebody else must approve it."), may_see=True
        )
    now = clock.now()
    version.status = DisclosureStatus.APPROVED
    version.save(update_fields=["status"])
    disclosure = version.disclosure
    disclosure.modified_at = now
    if version.number == 1:
        disclosure.status = DisclosureStatus.APPROVED
    disclosure.save(update_fields=["status", "modified_at"])
    return _disclosure.decide(
        verb,
        disclosure=disclosure,
        version=version,
        by=by,
        actor=actor,
        author=version.author,
        now=now,
        note=note.strip(),
        commitments=[_freeze.seal(version)],
    )
