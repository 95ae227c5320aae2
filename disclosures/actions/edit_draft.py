"""An official changes the texts of a draft."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.actions._period import fiscal_year_of
from disclosures.errors import Stale
from disclosures.forms.values import VersionFields
from disclosures.models import Version
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def edit_draft(
    *,
    by: Any,
    version: Version,
    fields: VersionFields,
    expected: dt.datetime,
    period: str | None = None,
    triggered_on: dt.date | None = None,
) -> Version:
    """Save `fields` if the draft is still as the person saw it (`expected`).

    Raises NotAllowed, WrongState for a frozen version, Stale when somebody else saved first.
    """
    verb = Verb.EDIT_DRAFT
    _gate.authorise(verb, by=by, unit=version.disclosure.unit)
    version = _disclosure.locked_version(version)
    _gate.check(verb, version.status)
    if version.modified_at != expected:
        raise Stale(
            _("Somebody else has saved this draft meanwhile. Your text is kept below; compare.")
        )
    now = clock.now()
    names = fields.apply_to(version)
    version.modified_at = now
    version.save(update_fields=[*names, "modified_at"])
    disclosure = version.disclosure
    disclosure.modified_at = now
    if version.number == 1 and period is not None:
        disclosure.period = period
        disclosure.triggered_on = triggered_on
        disclosure.fiscal_year = fiscal_year_of(period, triggered_on)
    disclosure.save(update_fields=["modified_at", "period", "triggered_on", "fiscal_year"])
    _disclosure.add_contributor(version, by)
    return version
