"""An official declares that a period brought nothing to disclose."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.actions._period import fiscal_year_of
from disclosures.duties import private_data
from disclosures.errors import Invalid, Stale
from disclosures.ledger.record import record
from disclosures.models import AdministrativeUnit, NothingDue
from disclosures.rules import clock
from disclosures.rules.hashing import commit_table, new_salts
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def declare_nothing_due(
    *, by: Any, unit: AdministrativeUnit, kind_code: str, period: str, reason: str
) -> NothingDue:
    """Keep the declaration with its reason; the duty then shows as «nothing to report».

    Raises Invalid without a reason, Stale when it was declared before, NotAllowed.
    """
    verb = Verb.DECLARE_NOTHING_DUE
    actor = _gate.authorise(verb, by=by, unit=unit)
    AdministrativeUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    fiscal_year_of(period, None)
    problems = private_data.problems_in(unit, reason=reason)
    if not reason.strip():
        problems["reason"] = _("Write why there is nothing.")
    if problems:
        raise Invalid(_("Not declared yet."), problems=problems)
    if NothingDue.objects.filter(unit=unit, kind_code=kind_code, period=period).exists():
        raise Stale(_("This was declared already."))
    now = clock.now()
    salts = new_salts(1)
    entry = record(
        event=str(verb.event),
        log=unit.address_code,
        subject="unit",
        actor_id=actor.id,
        actor_role=actor.role,
        data={"unit": unit.address_code, "kind": kind_code, "period": period},
        commitments=[commit_table("reason", ("text",), [[reason.strip()]], salts)],
        now=now,
    )
    return NothingDue.objects.create(
        unit=unit,
        kind_code=kind_code,
        period=period,
        reason=reason.strip(),
        salts=salts,
        declared_by=by,
        declared_at=now,
        entry_log=entry.log_id,
        entry_idx=entry.idx,
    )
