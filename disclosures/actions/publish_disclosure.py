"""A scheduled version appears: the worker, or the approver at once, records that it did."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _freeze, _gate
from disclosures.duties import deadlines, periods
from disclosures.errors import WrongState
from disclosures.models import Disclosure, Version
from disclosures.notifications.announce import announce_notice
from disclosures.rules import clock
from disclosures.search import index
from disclosures.vocabulary import Announced, DisclosureStatus, PostingStatus, Verb


@transaction.atomic(durable=True)
def publish_disclosure(*, by: Any, version: Version) -> Disclosure:
    """Publish the scheduled version whose time has come; its entry carries the commitments.

    Sets due date, posting and comment windows from the kind's rules; nothing shortens a window.
    Raises NotAllowed, WrongState before its time or unless it is scheduled.
    """
    verb = Verb.PUBLISH_DISCLOSURE
    actor = _gate.authorise(verb, by=by, unit=version.disclosure.unit)
    version = _disclosure.locked_version(version)
    _gate.check(verb, version.status)
    now = clock.now()
    if version.publish_at is None or version.publish_at > now:
        raise WrongState(_("Its time has not come yet."))
    disclosure = version.disclosure
    posted_on = clock.day_of(version.publish_at)
    version.status = DisclosureStatus.PUBLISHED
    version.published_at = now
    version.save(update_fields=["status", "published_at"])
    disclosure.status = DisclosureStatus.PUBLISHED
    disclosure.current_version = version
    disclosure.modified_at = now
    if version.number == 1:
        disclosure.published_at = now
        disclosure.due_on = _due_on(disclosure)
    if version.number == 1 or version.is_substantive:
        _open_windows(disclosure, posted_on)
    disclosure.save()
    index.index_disclosure(disclosure, version)
    what = Announced.AMENDED if version.is_amendment else Announced.PUBLISHED
    announce_notice(what, disclosure, by=by, now=now)
    _disclosure.decide(
        verb,
        disclosure=disclosure,
        version=version,
        by=by,
        actor=actor,
        now=now,
        event="disclosure.amended" if version.is_amendment else "disclosure.published",
        data=_entry_data(disclosure, version, posted_on, now),
        commitments=_freeze.roots_of(version),
    )
    return disclosure


def _due_on(disclosure: Disclosure) -> dt.date | None:
    period = periods.parse(disclosure.period) if disclosure.period else None
    due = deadlines.due_date(
        disclosure.kind.body, triggered_on=disclosure.triggered_on, period=period
    )
    return due.due_on if due else None


def _open_windows(disclosure: Disclosure, posted_on: dt.date) -> None:
    body = disclosure.kind.body
    ends_on = deadlines.posting_ends_on(body, posted_on)
    closes_on = deadlines.comments_close_on(body, posted_on)
    disclosure.posting_status = PostingStatus.OPEN
    disclosure.posting_ended_at = None
    disclosure.posting_ends_on = _later(disclosure.posting_ends_on, ends_on)
    if closes_on is not None:
        disclosure.comments_open_on = disclosure.comments_open_on or posted_on
        disclosure.comments_close_on = _later(disclosure.comments_close_on, closes_on)


def _later(first: dt.date | None, second: dt.date | None) -> dt.date | None:
    return max(first, second) if first and second else second or first


def _entry_data(
    disclosure: Disclosure, version: Version, posted_on: dt.date, now: dt.datetime
) -> dict[str, Any]:
    late = int((now - (version.publish_at or now)).total_seconds())
    data: dict[str, Any] = {
        "kind": disclosure.kind_code,
        "tables": [table.schema.code for table in version.tables.select_related("schema")],
        "version": version.number,
        "reference": disclosure.reference,
        "period": disclosure.period,
        "posted_on": posted_on.isoformat(),
        "late_seconds": max(0, late),
        "substantive": version.is_substantive,
        "urgent": disclosure.is_urgent and disclosure.reviewed_at is None,
    }
    days = {
        "due_on": disclosure.due_on,
        "ends_on": disclosure.posting_ends_on,
        "comments_open_on": disclosure.comments_open_on,
        "comments_close_on": disclosure.comments_close_on,
    }
    return data | {name: day.isoformat() for name, day in days.items() if day}
