"""An official puts a version forward; from then on nobody can change it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _freeze, _gate
from disclosures.duties.completeness import problems_of
from disclosures.errors import Invalid
from disclosures.models import Version
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, Verb


@transaction.atomic(durable=True)
def submit_disclosure(*, by: Any, version: Version) -> Version:
    """Freeze the version with its rows and files and put it into the approver's queue.

    The entry reveals the unit and one commitment over everything, nothing else. Raises Invalid
    with one sentence a field while something compulsory is missing or private data is found.
    """
    verb = Verb.SUBMIT_DISCLOSURE
    actor = _gate.authorise(verb, by=by, unit=version.disclosure.unit)
    version = _disclosure.locked_version(version)
    _gate.check(verb, version.status)
    problems = problems_of(version)
    if problems:
        raise Invalid(_("Not submitted yet: there is something to mend."), problems=problems)
    now = clock.now()
    version.salts, version.seal_salt = _freeze.freeze_salts()
    _freeze.salt_files(version)
    version.roots = [commitment.as_json() for commitment in _freeze.commitments(version)]
    version.author = by
    version.status = DisclosureStatus.SUBMITTED
    version.frozen_at = version.modified_at = now
    _disclosure.add_contributor(version, by)
    version.save(
        update_fields=[
            "salts", "seal_salt", "roots", "author", "status", "frozen_at", "modified_at",
        ]
    )  # fmt: skip
    disclosure = version.disclosure
    disclosure.modified_at = now
    if version.number == 1:
        disclosure.status = DisclosureStatus.SUBMITTED
    disclosure.save(update_fields=["status", "modified_at"])
    _disclosure.decide(
        verb,
        disclosure=disclosure,
        version=version,
        by=by,
        actor=actor,
        now=now,
        commitments=[_freeze.seal(version)],
    )
    return version
