"""Somebody takes out a history; the portal log says so without naming unit or person."""

from typing import Any

from django.db import transaction

from disclosures.actions import _gate
from disclosures.ledger.record import Entry, record
from disclosures.models import AdministrativeUnit
from disclosures.rules import clock
from disclosures.vocabulary import Role, Verb

ANONYMOUS = "exports"


@transaction.atomic(durable=True)
def export_history(*, by: Any, unit: AdministrativeUnit, edition: str) -> Entry:
    """Record that an export begins. The public edition is anybody's, the auditor edition theirs.

    The entry goes to the portal's log without unit or actor, else a commune would learn that it
    is being looked at (ledger design, decision 12). Raises NotAllowed.
    """
    if edition != "public":
        _gate.authorise(Verb.EXPORT_HISTORY, by=by, unit=unit)
    return record(
        event=str(Verb.EXPORT_HISTORY.event),
        log=None,
        subject=ANONYMOUS,
        actor_id=ANONYMOUS,
        actor_role=Role.SERVICE,
        data={"edition": edition},
        now=clock.now(),
    )
