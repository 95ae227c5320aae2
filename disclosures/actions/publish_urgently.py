"""One approver lets a version out at once; another must look at it within a working day."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _freeze, _gate
from disclosures.duties import private_data
from disclosures.errors import Invalid
from disclosures.models import Decision, Version
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, Verb


@transaction.atomic(durable=True)
def publish_urgently(*, by: Any, version: Version, reason: str) -> Decision:
    """Approve alone, with a reason that the page shows until the second look is done.

    Raises Invalid without a reason or for private data in a file, NotAllowed, WrongState unless
    it is submitted.
    """
    verb = Verb.PUBLISH_URGENTLY
    actor = _gate.authorise(verb, by=by, unit=version.disclosure.unit)
    version = _disclosure.locked_version(version)
    _gate.check(verb, version.status)
    _disclosure.check_files(version)
    problems = private_data.problems_in(version.disclosure.unit, reason=reason)
    if not reason.strip():
        problems["reason"] = _("Write why it cannot wait.")
    if problems:
        raise Invalid(_("Not published yet."), problems=problems)
    now = clock.now()
    version.status = DisclosureStatus.APPROVED
    version.save(update_fields=["status"])
    disclosure = version.disclosure
    disclosure.modified_at = now
    disclosure.is_urgent = True
    disclosure.urgent_reason = reason.strip()
    disclosure.reviewed_at = None
    if version.number == 1:
        disclosure.status = DisclosureStatus.APPROVED
    disclosure.save(
        update_fields=["status", "modified_at", "is_urgent", "urgent_reason", "reviewed_at"]
    )
    return _disclosure.decide(
        verb,
        disclosure=disclosure,
        version=version,
        by=by,
        actor=actor,
        author=version.author,
        now=now,
        note=reason.strip(),
        commitments=[_freeze.seal(version)],
    )
