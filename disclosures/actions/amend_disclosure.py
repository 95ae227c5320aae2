"""An official begins a new version of what is published."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.actions._copy import copy_version
from disclosures.duties import private_data
from disclosures.errors import Invalid, WrongState
from disclosures.models import Disclosure, Version
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, Verb

_UNFINISHED = (
    DisclosureStatus.DRAFT,
    DisclosureStatus.SUBMITTED,
    DisclosureStatus.APPROVED,
    DisclosureStatus.SCHEDULED,
)


@transaction.atomic(durable=True)
def amend_disclosure(
    *, by: Any, disclosure: Disclosure, reason: str, is_substantive: bool = True
) -> Version:
    """A draft copy of the current version; readers keep the published one until it is approved.

    Raises Invalid without a reason, NotAllowed, WrongState while another amendment is under way.
    """
    verb = Verb.AMEND_DISCLOSURE
    _gate.authorise(verb, by=by, unit=disclosure.unit)
    disclosure = _disclosure.locked(disclosure)
    _gate.check(verb, disclosure.status)
    problems = private_data.problems_in(disclosure.unit, reason=reason)
    if not reason.strip():
        problems["reason"] = _("Write what changes and why.")
    if problems:
        raise Invalid(_("Not begun yet."), problems=problems)
    if disclosure.versions.filter(status__in=_UNFINISHED).exists():
        raise WrongState(_("An amendment of this notice is already under way."))
    now = clock.now()
    last = disclosure.versions.aggregate(last=Max("number"))["last"]
    current = _disclosure.public_version(disclosure)
    draft = copy_version(current, number=last + 1, attempt=1, author=by, now=now)
    draft.change_reason = reason.strip()
    draft.is_substantive = is_substantive
    draft.save(update_fields=["change_reason", "is_substantive"])
    return draft
