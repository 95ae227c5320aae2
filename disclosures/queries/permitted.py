"""Which verbs a person has on a thing right now: the buttons to show. Reads the two tables."""

from typing import Any

from disclosures.models import AdministrativeUnit, RoleAssignment
from disclosures.rules import lifecycle, permissions
from disclosures.vocabulary import Role, Verb


def grants_of(person: Any) -> list[permissions.Grant]:
    """The roles a person holds. One query."""
    return [
        permissions.Grant(Role(role), code)
        for role, code in RoleAssignment.objects.current()
        .filter(person=person)
        .values_list("role", "unit__address_code")
    ]


def permitted(
    grants: list[permissions.Grant], unit: AdministrativeUnit, status: str, verbs: tuple[Verb, ...]
) -> set[Verb]:
    """Those of `verbs` that the holder of `grants` may use at `unit` in this status."""
    province = unit.parent.address_code if unit.parent else None
    return {
        verb
        for verb in verbs
        if lifecycle.reason_against(verb, status) is None
        and permissions.role_for(verb, grants, unit=unit.address_code, province=province)
    }
