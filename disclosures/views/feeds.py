"""Feeds and calendars: the same lists as the pages, for programs that tell what is new."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from disclosures.models import AdministrativeUnit
from disclosures.queries import following
from disclosures.queries.calendar import days_of
from disclosures.queries.following import CalendarItem, FeedItem
from disclosures.rules import clock
from disclosures.views._page import commune_here, portal_page, unit_page
from disclosures.views.catalogue import filters_of

ATOM = "application/atom+xml; charset=utf-8"
ICS = "text/calendar; charset=utf-8"
# What a calendar file holds before and after today.
PAST, AHEAD = dt.timedelta(days=31), dt.timedelta(days=366)


class NoticeFeed(Atom1Feed):
    """Atom (RFC 4287); what was withdrawn stays as a deleted entry (RFC 6721)."""

    tombstones: tuple[FeedItem, ...] = ()

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:at": "http://purl.org/atompub/tombstones/1.0"}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for item in self.tombstones:
            address = settings.SITE_URL + item.path
            handler.startElement(
                "at:deleted-entry", {"ref": address, "when": rfc3339_date(item.modified_at)}
            )
            handler.addQuickElement("at:comment", item.reason)
            handler.endElement("at:deleted-entry")


def _feed(request: HttpRequest, title: str, unit: AdministrativeUnit | None) -> HttpResponse:
    items = following.feed_items(filters_of(request, unit), now=clock.now())
    here = settings.SITE_URL + request.get_full_path()
    feed = NoticeFeed(
        title=title,
        link=settings.SITE_URL + (unit.get_absolute_url() if unit else "/"),
        description=None,
        language="vi",
        feed_url=here,
        feed_guid=here,
        author_name=unit.full_name if unit else "Công khai xã",
    )
    feed.tombstones = tuple(item for item in items if item.is_withdrawn)
    for item in items:
        if not item.is_withdrawn:
            feed.add_item(
                title=item.title,
                link=settings.SITE_URL + item.path,
                description=item.summary,
                unique_id=settings.SITE_URL + item.path,
                author_name=item.unit_name,
                pubdate=item.published_at,
                updateddate=item.modified_at,
                categories=[item.kind_title],
            )
    return HttpResponse(feed.writeString("utf-8"), content_type=ATOM)


@portal_page
def atom(request: HttpRequest) -> HttpResponse:
    """The newest notices of all communes, or of the search that the address asks for."""
    return _feed(request, _("Newest notices of all communes"), None)


@unit_page
def unit_atom(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The newest notices of a commune, with the filters of its list."""
    unit = commune_here(request, code)
    return _feed(request, _("Notices of %(unit)s") % {"unit": unit.full_name}, unit)


@unit_page
def unit_dates(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Last days for comments and due dates of a commune (iCalendar, RFC 5545)."""
    unit = commune_here(request, code)
    calendar = _calendar(_("Dates of %(unit)s") % {"unit": unit.full_name})
    for item in following.windows(unit, now=clock.now()):
        calendar.add_component(_event(item, _("Last day for comments: %(title)s")))
    for item in following.due_dates(unit, today=clock.today()):
        calendar.add_component(_event(item, _("To be disclosed by today: %(title)s")))
    return _file(calendar, f"han-{unit.address_code}.ics")


@unit_page
def unit_calendar_file(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The commune's calendar, from a month ago to a year ahead (iCalendar, RFC 5545)."""
    unit = commune_here(request, code)
    today = clock.today()
    days = days_of(unit, first=today - PAST, last=today + AHEAD, now=clock.now())
    calendar = _calendar(_("Calendar of %(unit)s") % {"unit": unit.full_name})
    for one in days.events:
        item = CalendarItem(one.key, one.on, one.title, one.path, one.stated_at, one.revision)
        event = _event(item, f"{capfirst(one.what.label)}: %(title)s")
        if one.note:
            event.add("description", one.note)
        calendar.add_component(event)
    return _file(calendar, f"lich-{unit.address_code}.ics")


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Cong khai xa//vi")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    return calendar


def _file(calendar: Calendar, filename: str) -> HttpResponse:
    response = HttpResponse(calendar.to_ical(), content_type=ICS)
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


def _event(item: CalendarItem, words: str) -> Event:
    event = Event()
    event.add("uid", f"{item.key}@{settings.LEDGER_ORIGIN.partition(':')[0]}")
    event.add("dtstamp", item.stated_at)
    event.add("sequence", item.revision)
    event.add("dtstart", item.on)
    event.add("summary", words % {"title": item.title})
    event.add("url", settings.SITE_URL + item.path)
    event.add("transp", "TRANSPARENT")
    return event
