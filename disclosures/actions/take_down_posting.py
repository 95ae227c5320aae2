"""An official records that a sheet was taken off its board."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.duties import private_data
from disclosures.errors import Invalid, WrongState
from disclosures.ledger.record import record
from disclosures.models import Posting, PostingEnd
from disclosures.rules import clock
from disclosures.rules.hashing import commit_table, new_salts
from disclosures.vocabulary import Channel, Verb


@transaction.atomic(durable=True)
def take_down_posting(
    *, by: Any, posting: Posting, ended_on: dt.date, note: str = ""
) -> PostingEnd:
    """Keep the day on which the sheet came down; what was foreseen counts no more.

    A withdrawn notice leaves its boards too. Raises Invalid for a day that cannot be, WrongState
    for a form that has no sheet and for one that is down already, NotAllowed.
    """
    verb = Verb.TAKE_DOWN_POSTING
    unit = posting.disclosure.unit
    actor = _gate.authorise(verb, by=by, unit=unit)
    disclosure = _disclosure.locked(posting.disclosure)
    _gate.check(verb, disclosure.status)
    if posting.channel != Channel.NOTICEBOARD:
        raise WrongState(_("Only what hangs on a board is taken down."))
    if PostingEnd.objects.filter(posting=posting).exists():
        raise WrongState(_("It is recorded already that this sheet was taken down."))
    problems = private_data.problems_in(unit, note=note)
    if ended_on < posting.begins_on:
        problems["ended_on"] = _("The last day lies before the first.")
    if ended_on > clock.today():
        problems["ended_on"] = _("The last day lies in the future.")
    if problems:
        raise Invalid(_("Not recorded yet."), problems=problems)
    now = clock.now()
    salts = new_salts(1)
    entry = record(
        event=str(verb.event),
        log=unit.address_code,
        subject=disclosure.subject,
        actor_id=actor.id,
        actor_role=actor.role,
        data={
            "unit": unit.address_code,
            "target": posting.entry_idx,
            "ends_on": ended_on.isoformat(),
        },
        commitments=[commit_table("note", ("text",), [[note.strip()]], salts)],
        now=now,
    )
    return PostingEnd.objects.create(
        posting=posting,
        ended_on=ended_on,
        note=note.strip(),
        salts=salts,
        recorded_by=by,
        recorded_at=now,
        entry_log=entry.log_id,
        entry_idx=entry.idx,
    )
