"""An operator takes a role away."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.errors import Stale
from disclosures.ledger.record import record
from disclosures.models import RoleAssignment
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def revoke_role(*, by: Any, assignment: RoleAssignment) -> RoleAssignment:
    """End the grant now; the row stays. Raises NotAllowed, and Stale when it ended already."""
    verb = Verb.REVOKE_ROLE
    actor = _gate.authorise(verb, by=by, unit=None)
    assignment = (
        RoleAssignment.objects.select_for_update(of=("self",))
        .select_related("person", "unit")
        .get(pk=assignment.pk)
    )
    if assignment.revoked_at is not None:
        raise Stale(_("This role was taken away already."))
    now = clock.now()
    assignment.revoked_at = now
    assignment.save(update_fields=["revoked_at"])
    data: dict[str, str | None] = {"account": assignment.person.pseudonym, "role": assignment.role}
    if assignment.unit is not None:
        data["unit"] = assignment.unit.address_code
    record(
        event=str(verb.event),
        log=None,
        subject=assignment.person.pseudonym,
        actor_id=actor.id,
        actor_role=actor.role,
        data=data,
        now=now,
    )
    return assignment
