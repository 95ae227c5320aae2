"""What feeds and calendars tell: the newest notices of a list, windows and due dates of a unit."""

import datetime as dt
from dataclasses import dataclass

from disclosures.models import AdministrativeUnit, Disclosure
from disclosures.queries import duties
from disclosures.queries.catalogue import filtered
from disclosures.queries.filters import Filters
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, WithdrawalReason

NEWEST = 50


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One notice of a feed; of a withdrawn one its address, moment and the listed reason."""

    path: str
    title: str
    summary: str
    kind_title: str
    unit_name: str
    published_at: dt.datetime
    modified_at: dt.datetime
    is_withdrawn: bool
    reason: str


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """A day to keep in mind; `key` never changes, `revision` grows when the day or words do."""

    key: str
    on: dt.date
    title: str
    path: str
    stated_at: dt.datetime
    revision: int


def feed_items(filters: Filters, *, now: dt.datetime) -> tuple[FeedItem, ...]:
    """The newest 50 of a list. One query."""
    found = (
        filtered(filters, now)
        .select_related("unit", "kind", "current_version")
        .defer("kind__body", "current_version__body", "current_version__roots")
        .order_by("-publish_at", "-id")
    )
    return tuple(_item(disclosure) for disclosure in found[:NEWEST])


def _item(disclosure: Disclosure) -> FeedItem:
    version = disclosure.current_version
    gone = disclosure.status == DisclosureStatus.WITHDRAWN
    moments = (disclosure.publish_at, version.publish_at, disclosure.withdrawn_at)
    return FeedItem(
        path=disclosure.get_absolute_url(),
        title=disclosure.kind.title_vi if gone else version.title,
        summary="" if gone else version.summary,
        kind_title=disclosure.kind.title_vi,
        unit_name=disclosure.unit.full_name,
        published_at=disclosure.publish_at,
        modified_at=max(moment for moment in moments if moment),
        is_withdrawn=gone,
        reason=str(WithdrawalReason(disclosure.withdrawal_reason).label) if gone else "",
    )


def windows(unit: AdministrativeUnit, *, now: dt.datetime) -> list[CalendarItem]:
    """The last days for comments that are still to come, soonest first. One query."""
    today = clock.day_of(now)
    found = (
        Disclosure.objects.readable(now)
        .open_for_comments(today)
        .filter(unit=unit)
        .select_related("unit", "current_version")
        .order_by("comments_close_on", "id")
    )
    return [
        CalendarItem(
            f"{one.reference}-gop-y",
            one.comments_close_on,
            one.current_version.title,
            one.get_absolute_url(),
            one.current_version.publish_at or one.publish_at,
            one.current_version.number - 1,
        )
        for one in found[:NEWEST]
    ]


def due_dates(unit: AdministrativeUnit, *, today: dt.date) -> list[CalendarItem]:
    """What the unit has to disclose from today on, soonest first. Three queries."""
    if unit.joined_at is None:
        return []
    owed = [
        duty
        for duty in duties.duties_of(unit, today=today)
        if duty.due_on >= today and duty.published_on is None and duty.state != "nothing"
    ]
    stated_at = dt.datetime.combine(unit.joined_at, dt.time(), clock.now().tzinfo)
    return [
        CalendarItem(
            f"{unit.address_code}-{duty.kind.code}-{duty.period.code}-han",
            duty.due_on,
            f"{duty.kind.title_vi} {duty.period.words()}",
            duty.kind.get_absolute_url(),
            stated_at,
            0,
        )
        for duty in sorted(owed, key=lambda duty: (duty.due_on, duty.kind.position))
    ]
