"""An approver sets when an approved version appears; the first time the reference is allotted."""

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.errors import Invalid
from disclosures.models import AdministrativeUnit, Disclosure, Version
from disclosures.rules import clock
from disclosures.search import index
from disclosures.vocabulary import DisclosureStatus, Verb

_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


@transaction.atomic(durable=True)
def schedule_disclosure(
    *, by: Any, version: Version, publish_at: dt.datetime | None = None
) -> Disclosure:
    """Let the approved version appear at `publish_at`, now without one.

    Raises Invalid for a moment in the past or private data in a file, NotAllowed, WrongState
    unless it is approved.
    """
    verb = Verb.SCHEDULE_DISCLOSURE
    actor = _gate.authorise(verb, by=by, unit=version.disclosure.unit)
    version = _disclosure.locked_version(version)
    _gate.check(verb, version.status)
    _disclosure.check_files(version)
    now = clock.now()
    publish_at = publish_at or now
    if publish_at < now:
        raise Invalid(
            _("Not scheduled yet."), problems={"publish_at": _("Choose a moment to come.")}
        )
    disclosure = version.disclosure
    version.status = DisclosureStatus.SCHEDULED
    version.publish_at = publish_at
    version.save(update_fields=["status", "publish_at"])
    disclosure.modified_at = now
    if version.number == 1:
        _allot_reference(disclosure, clock.day_of(publish_at).year)
        disclosure.status = DisclosureStatus.SCHEDULED
        disclosure.publish_at = publish_at
        disclosure.current_version = version
    disclosure.save()
    if version.number == 1:
        # Found from its very moment, whether or not the worker has run; hidden until then.
        index.index_disclosure(disclosure, version)
    _disclosure.decide(verb, disclosure=disclosure, version=version, by=by, actor=actor, now=now)
    return disclosure


def _allot_reference(disclosure: Disclosure, year: int) -> None:
    """The next number of the unit and year, without gaps: the unit's row is the sequencer."""
    if disclosure.number is not None:
        return
    AdministrativeUnit.objects.select_for_update(of=("self",)).get(pk=disclosure.unit_id)
    last = Disclosure.objects.filter(unit=disclosure.unit, year=year).aggregate(last=Max("number"))[
        "last"
    ]
    disclosure.year = year
    disclosure.number = (last or 0) + 1
    disclosure.slug = _disclosure.file_stem(disclosure)[:120]
    disclosure.short_code = "".join(secrets.choice(_ALPHABET) for _at in range(8))
