"""The gate that every action passes first: may this person use this verb here?"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from disclosures.errors import NotAllowed, WrongState
from disclosures.models import AdministrativeUnit, RoleAssignment
from disclosures.rules import lifecycle, permissions
from disclosures.vocabulary import Role, Verb


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as the ledger names them: a pseudonym and the role they act in."""

    id: str
    role: Role


def authorise(verb: Verb, *, by: Any, unit: AdministrativeUnit | None) -> Actor:
    """The actor under which `by` may use `verb` at `unit`.

    Raises NotAllowed otherwise, without saying whether the thing exists.
    """
    user_model = get_user_model()
    if not isinstance(by, user_model) or not by.is_active:
        raise NotAllowed(_("Sign in to do this."))
    grants = [
        permissions.Grant(Role(role), code)
        for role, code in RoleAssignment.objects.current()
        .filter(person=by)
        .values_list("role", "unit__address_code")
    ]
    province = unit.parent.address_code if unit is not None and unit.parent else None
    role = permissions.role_for(
        verb, grants, unit=unit.address_code if unit else None, province=province
    )
    if role is None:
        raise NotAllowed(_("Your roles do not allow this here."))
    return Actor(by.pseudonym, role)


def open_to_anyone(verb: Verb) -> None:
    """Raise NotAllowed unless the table opens `verb` to residents, who have no account."""
    if permissions.role_for(verb, [], unit=None) is not Role.RESIDENT:
        raise NotAllowed(_("Sign in to do this."))


def check(verb: Verb, status: str) -> None:
    """Raise WrongState, with a sentence that says why, unless `verb` may start from `status`."""
    reason = lifecycle.reason_against(verb, status)
    if reason:
        raise WrongState(reason)
