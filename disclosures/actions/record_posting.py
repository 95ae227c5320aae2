"""An official records where else a notice was posted or read out."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.duties import private_data
from disclosures.errors import Invalid
from disclosures.ledger.record import record
from disclosures.models import Disclosure, Posting
from disclosures.rules import clock
from disclosures.vocabulary import Channel, Verb


@transaction.atomic(durable=True)
def record_posting(
    *,
    by: Any,
    disclosure: Disclosure,
    channel: str,
    place: str,
    begins_on: dt.date,
    ends_on: dt.date | None = None,
    note: str = "",
) -> Posting:
    """Keep place and days of a posting beside the portal (Luật 10/2022/QH15 Đ.12-13).

    Raises Invalid for days that cannot be, NotAllowed, WrongState unless it is published.
    """
    verb = Verb.RECORD_POSTING
    actor = _gate.authorise(verb, by=by, unit=disclosure.unit)
    disclosure = _disclosure.locked(disclosure)
    _gate.check(verb, disclosure.status)
    problems = private_data.problems_in(disclosure.unit, place=place, note=note)
    if channel not in Channel.values:
        problems["channel"] = _("Choose how it was posted.")
    if not place.strip():
        problems["place"] = _("Write where it was posted.")
    if begins_on > clock.today():
        problems["begins_on"] = _("The first day lies in the future.")
    if ends_on is not None and ends_on < begins_on:
        problems["ends_on"] = _("The last day lies before the first.")
    if problems:
        raise Invalid(_("Not recorded yet."), problems=problems)
    now = clock.now()
    data = {
        "unit": disclosure.unit.address_code,
        "channel": channel,
        "begins_on": begins_on.isoformat(),
    }
    if ends_on:
        data["ends_on"] = ends_on.isoformat()
    entry = record(
        event=str(verb.event),
        log=disclosure.unit.address_code,
        subject=disclosure.subject,
        actor_id=actor.id,
        actor_role=actor.role,
        data=data,
        now=now,
    )
    return Posting.objects.create(
        disclosure=disclosure,
        channel=channel,
        place=place.strip()[:200],
        begins_on=begins_on,
        ends_on=ends_on,
        note=note.strip(),
        recorded_by=by,
        recorded_at=now,
        entry_log=entry.log_id,
        entry_idx=entry.idx,
    )
