"""The author of a refused or hidden comment asks for another moderator's decision."""

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _comment, _gate
from disclosures.duties.service_levels import appeal_until
from disclosures.errors import WrongState
from disclosures.ledger.record import record
from disclosures.models import Appeal, Comment
from disclosures.rules import clock
from disclosures.vocabulary import Role, Verb


@transaction.atomic(durable=True)
def appeal_decision(*, by: None, comment: Comment, receipt_code: str) -> Appeal:
    """Lodge the appeal; it takes no words and can be made once.

    Raises NotFound for a wrong code, WrongState for a comment that is neither refused nor hidden
    or was sent to the commune only, after the last day, and for a second appeal.
    """
    verb = Verb.APPEAL_DECISION
    _comment.check_author(comment, receipt_code)
    comment = _comment.locked(comment)
    _gate.check(verb, comment.status)
    _comment.refuse_private(comment)
    now = clock.now()
    first = _comment.refusal_of(comment)
    if clock.day_of(now) > appeal_until(clock.day_of(first.decided_at)):
        raise WrongState(_("The time to ask for another moderator's decision is over."))
    if Appeal.objects.filter(comment=comment).exists():
        raise WrongState(_("Another moderator was already asked to decide."))
    entry = record(
        event=str(verb.event),
        log=comment.unit.address_code,
        subject=comment.subject,
        actor_id=comment.subject,
        actor_role=Role.RESIDENT,
        data=_comment.event_data(str(verb.event), comment),
        commitments=[],
        now=now,
    )
    return Appeal.objects.create(
        comment=comment, lodged_at=now, entry_log=entry.log_id, entry_idx=entry.idx
    )
