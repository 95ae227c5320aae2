"""An official begins a disclosure."""

import datetime as dt
from typing import Any

from django.db import transaction

from disclosures.actions import _disclosure, _gate
from disclosures.actions._period import fiscal_year_of
from disclosures.forms.values import VersionFields
from disclosures.models import AdministrativeUnit, Disclosure, Kind, Version
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def draft_disclosure(
    *,
    by: Any,
    unit: AdministrativeUnit,
    kind: Kind,
    fields: VersionFields,
    period: str = "",
    triggered_on: dt.date | None = None,
) -> Version:
    """A new draft of `kind` for `unit`; nobody outside the unit learns of it.

    Raises NotAllowed, and Invalid for a period that does not exist.
    """
    verb = Verb.DRAFT_DISCLOSURE
    _gate.authorise(verb, by=by, unit=unit)
    now = clock.now()
    disclosure = Disclosure.objects.create(
        unit=unit,
        kind=kind,
        kind_code=kind.code,
        group=kind.group,
        created_by=by,
        created_at=now,
        modified_at=now,
        triggered_on=triggered_on,
        period=period,
        fiscal_year=fiscal_year_of(period, triggered_on),
    )
    version = Version(disclosure=disclosure, number=1, author=by, created_at=now, modified_at=now)
    fields.apply_to(version)
    version.save(force_insert=True)
    _disclosure.add_contributor(version, by)
    return version
