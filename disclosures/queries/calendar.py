"""A commune's days: receptions, meetings, last days for comments, due dates.

All of it stands elsewhere already: in the schedule that the commune published, in its notices and
postings, in its duties. Nothing is entered for the calendar alone.
"""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from disclosures.duties import periods
from disclosures.models import AdministrativeUnit, Disclosure, Posting, PublicRow
from disclosures.queries import duties
from disclosures.rules import clock
from disclosures.rules.days_named import days_named
from disclosures.vocabulary import Channel, DisclosureStatus, Occasion

SCHEDULE = "tiep-dan-lich"
# Kinds that count from the day of a gathering, to come or held.
_GATHERINGS = ("event_date_before", "meeting_end")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing on one day; `key` never changes, `revision` grows when the day or words do.

    `title` and `note` are as the commune wrote them; those of a duty are the portal's words, and
    an empty `note_lang` means the reader's language.
    """

    key: str
    what: Occasion
    on: dt.date
    title: str
    note: str
    path: str
    stated_at: dt.datetime
    revision: int = 0
    title_lang: str = "vi"
    note_lang: str = "vi"


@dataclass(frozen=True, slots=True)
class Session:
    """A line of the schedule of receptions that names no day of its own."""

    when: str
    where: str
    who: str
    path: str


@dataclass(frozen=True, slots=True)
class Days:
    """What happens from one day to another, in order, and receptions without a day."""

    events: tuple[Event, ...]
    sessions: tuple[Session, ...]


def days_of(unit: AdministrativeUnit, *, first: dt.date, last: dt.date, now: dt.datetime) -> Days:
    """Everything from `first` to `last`. Six queries."""
    notices = {
        one.current_version_id: one
        for one in Disclosure.objects.readable(now)
        .filter(unit=unit, status=DisclosureStatus.PUBLISHED)
        .filter(
            Q(kind__body__trigger__in=_GATHERINGS, triggered_on__range=(first, last))
            | Q(kind_code="reception-schedule")
            | Q(comments_close_on__range=(first, last))
        )
        .annotate(trigger=KeyTextTransform("trigger", "kind__body"))
        .select_related("unit", "kind", "current_version")
        .defer("kind__body", "current_version__body", "current_version__roots")
        .order_by("publish_at", "id")
    }
    events, sessions, scheduled = _receptions(notices, first, last)
    for notice in notices.values():
        events += _of_notice(notice, scheduled, first, last)
    events += _meetings(unit, first, last, now)
    events += _duties(unit, first, last, clock.day_of(now))
    events.sort(key=lambda event: (event.on, list(Occasion).index(event.what), event.key))
    return Days(tuple(events), tuple(sessions))


def month_of(code: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the month «2026-11»; of this month where the text names none."""
    try:
        first = dt.date.fromisoformat(f"{code}-01")
    except ValueError:
        first = today.replace(day=1)
    if abs(first.year - today.year) > 1:
        first = today.replace(day=1)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _receptions(
    notices: dict[int, Disclosure], first: dt.date, last: dt.date
) -> tuple[list[Event], list[Session], set[int]]:
    """Events of the schedules' rows, rows without a day, and which versions have rows."""
    events: list[Event] = []
    sessions: list[Session] = []
    scheduled: set[int] = set()
    rows = PublicRow.objects.filter(
        table__version__in=[key for key, one in notices.items() if _is_schedule(one)],
        table__schema__code=SCHEDULE,
    ).select_related("table")
    for row in rows.order_by("table__version", "table__number", "position"):
        notice = notices[row.table.version_id]
        cells = zip(row.table.public_columns, row.cells, strict=True)
        cell = {name: str(value or "") for name, value in cells}
        when, where, who = (cell.get(name, "") for name in ("thoi_gian", "noi", "chu_tri"))
        begins, ends = _span(notice, first, last)
        days = days_named(when, first=begins, last=ends)
        scheduled.add(row.table.version_id)
        if not days and begins <= ends and not _names_another_day(when, begins):
            sessions.append(Session(when, where, who, notice.get_absolute_url()))
        events += [
            Event(
                key=f"{notice.reference}-tiep-dan-{row.table.number}-{row.position}-{day:%Y%m%d}",
                what=Occasion.RECEPTION,
                on=day,
                title=cell.get("noi_dung", "") or notice.current_version.title,
                note=" · ".join(filter(None, (when, where, who, cell.get("thay_doi", "")))),
                path=notice.get_absolute_url(),
                **_stated(notice),
            )
            for day in days
        ]
    return events, sessions, scheduled


def _names_another_day(when: str, day: dt.date) -> bool:
    year = dt.timedelta(days=366)
    return bool(days_named(when, first=day - year, last=day + year))


def _is_schedule(notice: Disclosure) -> bool:
    return notice.kind_code == "reception-schedule"


def _span(notice: Disclosure, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """Those of the days to which the schedule applies: its own month, if it has one."""
    try:
        period = periods.parse(notice.period)
    except periods.BadPeriod:
        return first, last
    if period.kind != "month":
        return first, last
    return max(first, period.ends_on.replace(day=1)), min(last, period.ends_on)


def _of_notice(
    notice: Disclosure, scheduled: set[int], first: dt.date, last: dt.date
) -> Iterator[Event]:
    version = notice.current_version
    facts = {"title": version.title, "path": notice.get_absolute_url(), **_stated(notice)}
    gathers = notice.trigger in _GATHERINGS and notice.triggered_on is not None
    if gathers and first <= notice.triggered_on <= last and version.pk not in scheduled:
        what = Occasion.RECEPTION if _is_schedule(notice) else Occasion.MEETING
        yield Event(
            f"{notice.reference}-ngay", what, notice.triggered_on, note=version.summary, **facts
        )
    closes_on = notice.comments_close_on
    if closes_on is not None and first <= closes_on <= last:
        yield Event(f"{notice.reference}-gop-y", Occasion.WINDOW, closes_on, note="", **facts)


def _stated(notice: Disclosure) -> dict:
    version = notice.current_version
    return {
        "stated_at": version.publish_at or notice.publish_at,
        "revision": version.number - 1,
    }


def _meetings(
    unit: AdministrativeUnit, first: dt.date, last: dt.date, now: dt.datetime
) -> Iterator[Event]:
    """Meetings at which a notice was, or is to be, made known."""
    readable = Disclosure.objects.readable(now).filter(unit=unit)
    found = Posting.objects.filter(
        disclosure__in=readable, channel=Channel.MEETING, begins_on__range=(first, last)
    ).select_related("disclosure__unit", "disclosure__current_version")
    for one in found.order_by("begins_on", "pk"):
        hours = ", ".join(f"{hour:%H:%M}" for hour in one.hours)
        yield Event(
            f"{one.disclosure.reference}-hop-{one.pk}", Occasion.MEETING, one.begins_on,
            one.disclosure.current_version.title, " · ".join(filter(None, (hours, one.place))),
            one.disclosure.get_absolute_url(), one.recorded_at,
        )  # fmt: skip


def _duties(
    unit: AdministrativeUnit, first: dt.date, last: dt.date, today: dt.date
) -> Iterator[Event]:
    if unit.joined_at is None:
        return
    stated_at = dt.datetime.combine(unit.joined_at, dt.time(), clock.VIETNAM)
    for duty in duties.duties_of(unit, today=today):
        if first <= duty.due_on <= last:
            yield Event(
                f"{unit.address_code}-{duty.kind.code}-{duty.period.code}-han", Occasion.DUE,
                duty.due_on, duty.kind.title, f"{duty.period.words()} · {duty.words}",
                duty.url or duty.kind.get_absolute_url(), stated_at,
                title_lang=duty.kind.title_lang, note_lang="",
            )  # fmt: skip
