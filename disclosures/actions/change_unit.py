"""An official changes the commune's public contacts or its villages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.errors import Invalid
from disclosures.ledger.record import record
from disclosures.models import AdministrativeUnit, Village
from disclosures.rules import clock
from disclosures.search.fold import fold
from disclosures.vocabulary import Verb

CONTACTS = ("phone", "email", "office_address", "office_hours", "population", "households")


@transaction.atomic(durable=True)
def change_unit(
    *,
    by: Any,
    unit: AdministrativeUnit,
    contacts: Mapping[str, Any] | None = None,
    villages: Sequence[str] | None = None,
) -> AdministrativeUnit:
    """Set contacts and the list of villages, in order; a village left out becomes inactive.

    Raises Invalid for a village named twice, NotAllowed.
    """
    verb = Verb.CHANGE_UNIT
    actor = _gate.authorise(verb, by=by, unit=unit)
    unit = AdministrativeUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    for name, value in (contacts or {}).items():
        if name in CONTACTS:
            setattr(unit, name, value)
    unit.save(update_fields=list(CONTACTS))
    if villages is not None:
        _set_villages(unit, [" ".join(name.split()) for name in villages if name.strip()])
    record(
        event=str(verb.event),
        log=unit.address_code,
        subject="unit",
        actor_id=actor.id,
        actor_role=actor.role,
        data={
            "unit": unit.address_code,
            "key": "villages" if villages is not None else "contacts",
            "value": unit.villages.filter(is_active=True).count(),
        },
        now=clock.now(),
    )
    return unit


def _set_villages(unit: AdministrativeUnit, names: Sequence[str]) -> None:
    if len({fold(name) for name in names}) != len(names):
        raise Invalid(_("Not saved yet."), problems={"villages": _("Two villages have one name.")})
    unit.villages.exclude(name__in=names).update(is_active=False)
    for position, name in enumerate(names):
        Village.objects.update_or_create(
            unit=unit,
            name=name,
            defaults={
                "kind": fold(name).split(" ")[0][:20],
                "folded": fold(name),
                "position": position,
                "is_active": True,
            },
        )
