"""An official says that what looks like private data is none, and why."""

import os
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.duties import private_data
from disclosures.errors import Invalid
from disclosures.models import PrivacyOverride, Version
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def propose_override(
    *, by: Any, version: Version, place: str, sample: str, reason: str
) -> PrivacyOverride:
    """Ask that the finding `sample` in the text `place` of a draft stops nothing.

    It stops the submission until another person has approved. Raises NotAllowed, WrongState for a
    frozen version, Invalid without a reason, for a reason with private data in it, or when the
    sample is no finding of the text as it stands.
    """
    verb = Verb.PROPOSE_OVERRIDE
    _gate.authorise(verb, by=by, unit=version.disclosure.unit)
    version = _disclosure.locked_version(version)
    _gate.check(verb, version.status)
    reason = reason.strip()
    problems = private_data.problems_in(None, reason=reason)
    if not reason:
        problems["reason"] = _("Write why it is no private data.")
    found = [
        finding
        for finding in private_data.unexcepted(version)
        if (finding.place, finding.sample) == (place, sample)
    ]
    if not found:
        problems["sample"] = _("The text has changed: this does not stand in it any more.")
    if problems:
        raise Invalid(_("Not proposed yet."), problems=problems)
    known = list(PrivacyOverride.objects.filter(disclosure=version.disclosure))
    asked = private_data.override_of(found[0], known)
    if asked is not None:
        return asked
    salt = os.urandom(16)
    _disclosure.add_contributor(version, by)
    return PrivacyOverride.objects.create(
        disclosure=version.disclosure,
        place=place,
        kind=found[0].kind,
        salt=salt,
        digest=found[0].digest(salt),
        reason=reason,
        proposed_by=by,
        proposed_at=clock.now(),
    )
