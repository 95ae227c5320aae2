"""An approver sends a version back with a reason."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.actions._copy import copy_version
from disclosures.duties import private_data
from disclosures.errors import Invalid
from disclosures.models import Version
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, Verb


@transaction.atomic(durable=True)
def return_disclosure(*, by: Any, version: Version, note: str) -> Version:
    """Keep the returned version as it was and open its copy as the next attempt.

    Raises Invalid without a reason, NotAllowed, WrongState once it is published.
    """
    verb = Verb.RETURN_DISCLOSURE
    actor = _gate.authorise(verb, by=by, unit=version.disclosure.unit)
    version = _disclosure.locked_version(version)
    _gate.check(verb, version.status)
    problems = private_data.problems_in(version.disclosure.unit, note=note)
    if not note.strip():
        problems["note"] = _("Write what there is to mend.")
    if problems:
        raise Invalid(_("Not returned yet."), problems=problems)
    now = clock.now()
    version.status = DisclosureStatus.RETURNED
    version.publish_at = None
    version.save(update_fields=["status", "publish_at"])
    draft = copy_version(
        version,
        number=version.number,
        attempt=version.attempt + 1,
        author=version.author,
        now=now,
    )
    disclosure = version.disclosure
    disclosure.modified_at = now
    if version.number == 1:
        disclosure.status = DisclosureStatus.RETURNED
        disclosure.publish_at = None
        disclosure.current_version = None
    disclosure.save(update_fields=["status", "modified_at", "publish_at", "current_version"])
    _disclosure.decide(
        verb,
        disclosure=disclosure,
        version=version,
        by=by,
        actor=actor,
        author=version.author,
        now=now,
        note=note.strip(),
    )
    return draft
