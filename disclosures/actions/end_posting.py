"""The worker records that a notice's posting time is over."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.errors import WrongState
from disclosures.models import Decision, Disclosure
from disclosures.rules import clock
from disclosures.vocabulary import PostingStatus, Verb


@transaction.atomic(durable=True)
def end_posting(*, by: Any, disclosure: Disclosure) -> Decision:
    """Close the posting whose last day is past; person rows left the page with that day.

    Raises NotAllowed for people, WrongState while the time still runs.
    """
    verb = Verb.END_POSTING
    actor = _gate.authorise(verb, by=by, unit=disclosure.unit)
    disclosure = _disclosure.locked(disclosure)
    _gate.check(verb, disclosure.status)
    if (
        disclosure.posting_status != PostingStatus.OPEN
        or disclosure.posting_ends_on is None
        or disclosure.posting_ends_on >= clock.today()
    ):
        raise WrongState(_("Its posting time is not over."))
    now = clock.now()
    disclosure.posting_status = PostingStatus.ENDED
    disclosure.posting_ended_at = disclosure.modified_at = now
    disclosure.save(update_fields=["posting_status", "posting_ended_at", "modified_at"])
    return _disclosure.decide(
        verb,
        disclosure=disclosure,
        by=by,
        actor=actor,
        now=now,
        data={"ends_on": disclosure.posting_ends_on.isoformat()},
    )
