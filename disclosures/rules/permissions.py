"""One table: which verb is open to which role, and where. Read by actions and by `permitted`."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from disclosures.vocabulary import Role, Verb


class Scope(enum.StrEnum):
    """Where a role's verb reaches."""

    UNIT = "unit"  # the unit of the grant itself, never the communes below it
    BELOW = "below"  # the unit of the grant and, for a province, its communes
    PORTAL = "portal"  # a grant without a unit
    ANYONE = "anyone"  # residents included; no grant needed


@dataclass(frozen=True, slots=True)
class Permission:
    """The roles that may use a verb and how far their grant reaches."""

    roles: frozenset[Role]
    scope: Scope


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held by a person at a unit; `unit` is its address code, None for the portal."""

    role: Role
    unit: str | None


def _allow(scope: Scope, *roles: Role) -> Permission:
    return Permission(frozenset(roles), scope)


_OFFICIAL = _allow(Scope.UNIT, Role.OFFICIAL)
_APPROVER = _allow(Scope.UNIT, Role.APPROVER)
_MODERATOR = _allow(Scope.UNIT, Role.MODERATOR)
_ANYONE = _allow(Scope.ANYONE, Role.RESIDENT)

PERMISSIONS: dict[Verb, Permission] = {
    Verb.DRAFT_DISCLOSURE: _OFFICIAL,
    Verb.EDIT_DRAFT: _OFFICIAL,
    Verb.FILL_TABLE: _OFFICIAL,
    Verb.ATTACH_FILE: _OFFICIAL,
    Verb.REMOVE_ATTACHMENT: _OFFICIAL,
    Verb.KEEP_PROPERTIES: _OFFICIAL,
    Verb.SETTLE_SCAN: _allow(Scope.UNIT, Role.SERVICE),
    Verb.SUBMIT_DISCLOSURE: _OFFICIAL,
    Verb.AMEND_DISCLOSURE: _OFFICIAL,
    Verb.PROPOSE_OVERRIDE: _OFFICIAL,
    Verb.OVERRIDE_PRIVACY: _allow(Scope.UNIT, Role.APPROVER, Role.DATA_PROTECTION),
    Verb.RECORD_POSTING: _OFFICIAL,
    Verb.TAKE_DOWN_POSTING: _OFFICIAL,
    Verb.DECLARE_NOTHING_DUE: _OFFICIAL,
    Verb.PROPOSE_WITHDRAWAL: _allow(Scope.UNIT, Role.OFFICIAL, Role.APPROVER),
    Verb.RETURN_DISCLOSURE: _APPROVER,
    Verb.APPROVE_DISCLOSURE: _APPROVER,
    Verb.SCHEDULE_DISCLOSURE: _APPROVER,
    Verb.PUBLISH_DISCLOSURE: _allow(Scope.UNIT, Role.APPROVER, Role.SERVICE),
    Verb.PUBLISH_URGENTLY: _APPROVER,
    Verb.REVIEW_URGENT: _APPROVER,
    Verb.SUPERSEDE_DISCLOSURE: _APPROVER,
    Verb.WITHDRAW_DISCLOSURE: _APPROVER,
    Verb.END_POSTING: _allow(Scope.UNIT, Role.SERVICE),
    Verb.RECEIVE_COMMENT: _ANYONE,
    Verb.EDIT_COMMENT: _ANYONE,
    Verb.TAKE_BACK_COMMENT: _ANYONE,
    Verb.PUBLISH_COMMENT: _MODERATOR,
    Verb.PUBLISH_COMMENT_MASKED: _MODERATOR,
    Verb.ASK_REVISION: _MODERATOR,
    Verb.PROPOSE_REFUSAL: _MODERATOR,
    Verb.REJECT_COMMENT: _MODERATOR,
    Verb.HIDE_COMMENT: _MODERATOR,
    Verb.RESTORE_COMMENT: _MODERATOR,
    Verb.APPEAL_DECISION: _ANYONE,
    Verb.DECIDE_APPEAL: _MODERATOR,
    Verb.ASSIGN_COMMENT: _allow(Scope.UNIT, Role.MODERATOR, Role.APPROVER),
    Verb.ANSWER_COMMENT: _allow(Scope.UNIT, Role.OFFICIAL, Role.APPROVER),
    Verb.CLOSE_COMMENT: _allow(Scope.UNIT, Role.MODERATOR, Role.APPROVER),
    Verb.GRANT_ROLE: _allow(Scope.PORTAL, Role.OPERATOR),
    Verb.REVOKE_ROLE: _allow(Scope.PORTAL, Role.OPERATOR),
    Verb.CHANGE_UNIT: _allow(Scope.UNIT, Role.OFFICIAL, Role.OPERATOR),
    Verb.ADD_KIND_RECORD: _allow(Scope.PORTAL, Role.OPERATOR),
    Verb.PROPOSE_REDACTION: _allow(Scope.UNIT, Role.DATA_PROTECTION),
    Verb.REDACT_PERSON: _allow(Scope.UNIT, Role.DATA_PROTECTION, Role.APPROVER),
    Verb.EXPIRE_COMMENT: _allow(Scope.UNIT, Role.SERVICE),
    Verb.EXPORT_HISTORY: _allow(Scope.BELOW, Role.AUDITOR, Role.SERVICE),
    Verb.SEAL_LOG: _allow(Scope.PORTAL, Role.SERVICE),
    Verb.SUBSCRIBE: _ANYONE,
    Verb.CONFIRM_SUBSCRIPTION: _ANYONE,
    Verb.CHANGE_SUBSCRIPTION: _ANYONE,
    Verb.UNSUBSCRIBE: _ANYONE,
    Verb.ADD_WEBHOOK: _allow(Scope.PORTAL, Role.OPERATOR),
    Verb.END_WEBHOOK: _allow(Scope.PORTAL, Role.OPERATOR),
}


def role_for(
    verb: Verb, grants: Iterable[Grant], *, unit: str | None, province: str | None = None
) -> Role | None:
    """The role under which a holder of `grants` may use `verb` at `unit`, or None.

    `province` is the address code of the unit's province. A grant without a unit reaches every
    unit, as the portal's service and operators need it; a province's grant reaches its communes
    only for verbs of scope BELOW.
    """
    permission = PERMISSIONS[verb]
    if permission.scope is Scope.ANYONE:
        return Role.RESIDENT
    for grant in grants:
        if grant.role not in permission.roles:
            continue
        if grant.unit is None or (permission.scope is not Scope.PORTAL and grant.unit == unit):
            return grant.role
        if permission.scope is Scope.BELOW and province and grant.unit == province:
            return grant.role
    return None
