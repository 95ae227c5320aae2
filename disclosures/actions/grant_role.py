"""An operator gives a person a role at a unit."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.errors import Stale
from disclosures.ledger.record import record
from disclosures.models import AdministrativeUnit, RoleAssignment
from disclosures.rules import clock
from disclosures.vocabulary import Role, Verb


@transaction.atomic(durable=True)
def grant_role(
    *, by: Any, person: Any, role: Role, unit: AdministrativeUnit | None = None
) -> RoleAssignment:
    """Grant `role`; without a unit for the whole portal.

    The very first operator is granted by the portal's service, which holds no grant itself
    until then. Raises NotAllowed, and Stale when the person holds it already.
    """
    verb = Verb.GRANT_ROLE
    if getattr(by, "is_service", False) and not RoleAssignment.objects.exists():
        actor = _gate.Actor(by.pseudonym, Role.SERVICE)
    else:
        actor = _gate.authorise(verb, by=by, unit=None)
    current = RoleAssignment.objects.current().filter(person=person, role=role, unit=unit)
    if current.exists():
        raise Stale(_("This person holds the role already."))
    now = clock.now()
    data = {"account": person.pseudonym, "role": str(role)}
    if unit is not None:
        data["unit"] = unit.address_code
    entry = record(
        event=str(verb.event),
        log=None,
        subject=person.pseudonym,
        actor_id=actor.id,
        actor_role=actor.role,
        data=data,
        now=now,
    )
    return RoleAssignment.objects.create(
        person=person,
        role=role,
        unit=unit,
        granted_at=now,
        granted_by=by,
        entry_log=entry.log_id,
        entry_idx=entry.idx,
    )
