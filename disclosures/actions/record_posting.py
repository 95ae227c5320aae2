"""An official records where else a notice was posted or read out."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.attachments.inspect import Inspected
from disclosures.duties import private_data
from disclosures.duties.retention import keep_bytes
from disclosures.errors import Invalid
from disclosures.forms.values import PostingDetails
from disclosures.ledger.cells import POSTING_COLUMNS, posting_cells
from disclosures.ledger.record import record
from disclosures.models import Disclosure, Posting, Version
from disclosures.rules import clock
from disclosures.rules.hashing import commit_table, new_salts
from disclosures.vocabulary import Channel, DisclosureStatus, ScanStatus, Verb


@transaction.atomic(durable=True)
def record_posting(
    *,
    by: Any,
    disclosure: Disclosure,
    channel: str,
    place: str,
    begins_on: dt.date,
    ends_on: dt.date | None = None,
    details: PostingDetails | None = None,
) -> Posting:
    """Keep place and days of a posting beside the portal (Luật 10/2022/QH15 Đ.12-13).

    The entry commits to the hash of a photo: it can be shown later that it is the same one.
    Raises Invalid for days that cannot be, NotAllowed, WrongState unless it is published.
    """
    verb = Verb.RECORD_POSTING
    details = details or PostingDetails()
    actor = _gate.authorise(verb, by=by, unit=disclosure.unit)
    disclosure = _disclosure.locked(disclosure)
    _gate.check(verb, disclosure.status)
    version = _posted(disclosure, details.version)
    problems = private_data.problems_in(disclosure.unit, place=place, note=details.note)
    problems |= _problems(channel, place, (begins_on, ends_on), details.photo)
    if version is None:
        problems["version"] = _("This version was never published.")
    if problems:
        raise Invalid(_("Not recorded yet."), problems=problems)
    now = clock.now()
    photo = details.photo
    if photo:
        keep_bytes(photo.content, photo.sha256)
    salts = new_salts(len(POSTING_COLUMNS))
    posting = Posting(
        disclosure=disclosure,
        channel=channel,
        place=place.strip()[:200],
        begins_on=begins_on,
        ends_on=ends_on,
        hours=sorted(details.hours),
        version=version,
        sheets=details.sheets,
        present=details.present,
        note=details.note.strip(),
        photo_sha256=photo.sha256 if photo else "",
        photo_media_type=photo.media_type if photo else "",
        salts=salts,
        recorded_by=by,
        recorded_at=now,
    )
    entry = record(
        event=str(verb.event),
        log=disclosure.unit.address_code,
        subject=disclosure.subject,
        actor_id=actor.id,
        actor_role=actor.role,
        data=_revealed(disclosure, version, (channel, begins_on, ends_on)),
        commitments=[commit_table("posting", POSTING_COLUMNS, [posting_cells(posting)], salts)],
        now=now,
    )
    posting.entry_log, posting.entry_idx = entry.log_id, entry.idx
    posting.save(force_insert=True)
    return posting


def _posted(disclosure: Disclosure, number: int | None) -> Version | None:
    """The published version of this number; without one, what readers see now."""
    if number is None:
        return _disclosure.public_number(disclosure)
    published = disclosure.versions.filter(status=DisclosureStatus.PUBLISHED)
    return published.filter(number=number).first()


def _problems(
    channel: str, place: str, days: tuple[dt.date, dt.date | None], photo: Inspected | None
) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    begins_on, ends_on = days
    if channel not in Channel.values:
        problems["channel"] = _("Choose how it was posted.")
    if not place.strip():
        problems["place"] = _("Write where it was posted.")
    if begins_on > clock.today():
        problems["begins_on"] = _("The first day lies in the future.")
    if ends_on is not None and ends_on < begins_on:
        problems["ends_on"] = _("The last day lies before the first.")
    if photo and not photo.media_type.startswith("image/"):
        problems["photo"] = _("Choose a photo: JPEG or PNG.")
    elif photo and photo.scan == ScanStatus.PENDING:
        problems["photo"] = _(
            "The virus scanner does not answer just now, so the photo was not kept. Send it again "
            "later."
        )
    return problems


def _revealed(
    disclosure: Disclosure,
    version: Version | None,
    what: tuple[str, dt.date, dt.date | None],
) -> dict[str, Any]:
    channel, begins_on, ends_on = what
    data: dict[str, Any] = {
        "unit": disclosure.unit.address_code,
        "channel": channel,
        "begins_on": begins_on.isoformat(),
    }
    if ends_on:
        data["ends_on"] = ends_on.isoformat()
    if version:
        data["version"] = version.number
    return data
