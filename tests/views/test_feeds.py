"""Feeds, calendars, sitemaps and the data catalogue say what the pages say, to other programs."""

import datetime as dt
import json
from xml.etree import ElementTree

import feedparser
import pytest
from icalendar import Calendar

from disclosures.rules import clock
from tests import make

pytestmark = pytest.mark.django_db
HOME = "/xa/31732-phuong-nga-nam"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def notice(unit, official, approver):
    return make.published(make.draft(official, unit), official, approver)


def feed(visitor, path):
    response = visitor.get(path)
    assert response.status_code == 200
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


def calendar(visitor):
    response = visitor.get(f"{HOME}/han.ics")
    assert response["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content)


@pytest.mark.parametrize("path", ["/atom.xml", f"{HOME}/atom.xml", "/en/atom.xml"])
def test_a_feed_tells_the_newest_notices(visitor, notice, path):
    (entry,) = feed(visitor, path).entries
    assert entry.title == notice.current_version.title
    assert entry.link.endswith(notice.get_absolute_url()) and entry.id == entry.link
    assert entry.summary == notice.current_version.summary


def test_a_feed_takes_the_filters_of_its_list(visitor, unit, official, approver, notice):
    make.published(make.budget_draft(official, unit), official, approver)
    path = f"{HOME}/atom.xml?loai={notice.group}"
    assert [entry.title for entry in feed(visitor, path).entries] == [notice.current_version.title]
    assert len(feed(visitor, "/atom.xml?q=ngan+sach").entries) == 1
    assert feed(visitor, "/atom.xml?q=khong+co").entries == []


def test_what_is_not_public_is_in_no_feed(visitor, unit, official, approver):
    make.approved(make.draft(official, unit), official, approver)
    assert feed(visitor, "/atom.xml").entries == []


def test_a_withdrawn_notice_becomes_a_deleted_entry_without_its_words(visitor, notice, approver):
    title = notice.current_version.title
    make.withdrawn(notice, approver)
    text = visitor.get("/atom.xml").content.decode()
    assert title not in text and "at:deleted-entry" in text
    gone = ElementTree.fromstring(text).find(
        "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
    )
    assert gone.get("ref").endswith(notice.get_absolute_url())


def test_an_unchanged_feed_is_not_sent_again(visitor, notice):
    first = visitor.get("/atom.xml")
    again = visitor.get("/atom.xml", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_a_calendar_tells_last_days_and_due_dates(visitor, unit, official, approver):
    disclosure = make.published(make.household_draft(official, unit), official, approver)
    disclosure.comments_open_on = clock.today()
    disclosure.comments_close_on = clock.today() + dt.timedelta(days=5)
    disclosure.save(update_fields=["comments_open_on", "comments_close_on"])
    events = {str(event["UID"]): event for event in calendar(visitor).walk("VEVENT")}
    (closing,) = [event for uid, event in events.items() if uid.startswith(disclosure.reference)]
    assert closing.decoded("dtstart") == disclosure.comments_close_on
    assert disclosure.current_version.title in str(closing["summary"])
    due = [event for uid, event in events.items() if "-han@" in uid]
    assert due and all(event.decoded("dtstart") >= clock.today() for event in due)


def test_a_calendar_says_the_same_when_asked_again(visitor, notice):
    assert visitor.get(f"{HOME}/han.ics").content == visitor.get(f"{HOME}/han.ics").content


def test_robots_name_the_sitemap_and_keep_receipts_out(visitor):
    text = visitor.get("/robots.txt").content.decode()
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
    assert "Disallow: /y-kien/" in text


def test_the_sitemap_leads_to_every_notice_but_lists_about_persons(
    visitor, unit, official, approver, notice
):
    households = make.published(make.household_draft(official, unit), official, approver)
    index = ElementTree.fromstring(visitor.get("/sitemap.xml").content)
    files = [loc.text for loc in index.iter(f"{SITEMAP}loc")]
    assert "http://127.0.0.1:8000/sitemap-31732.xml" in files
    found = []
    for file in files:
        response = visitor.get(file.removeprefix("http://127.0.0.1:8000"))
        found += [
            loc.text for loc in ElementTree.fromstring(response.content).iter(f"{SITEMAP}loc")
        ]
    paths = {address.removeprefix("http://127.0.0.1:8000") for address in found}
    assert notice.get_absolute_url() in paths
    assert households.get_absolute_url() not in paths
    assert all(visitor.get(path).status_code == 200 for path in sorted(paths)[:5])
    assert visitor.get("/sitemap-99999.xml").status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-31732.xml", "/danh-muc.jsonld"])
def test_lists_for_programs_are_kept_no_longer_than_pages(visitor, notice, approver, path):
    first = visitor.get(path)
    assert "s-maxage=4" in first["Cache-Control"] and "Set-Cookie" not in first
    again = visitor.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    make.withdrawn(notice, approver)
    changed = visitor.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert notice.get_absolute_url() not in changed.content.decode()


def test_the_index_of_sitemaps_says_when_a_commune_last_changed(visitor, notice):
    index = ElementTree.fromstring(visitor.get("/sitemap.xml").content)
    moments = {one.findtext(f"{SITEMAP}loc"): one.findtext(f"{SITEMAP}lastmod") for one in index}
    moment = dt.datetime.fromisoformat(moments["http://127.0.0.1:8000/sitemap-31732.xml"])
    assert moment >= notice.publish_at.replace(microsecond=0)


def test_the_data_catalogue_names_each_commune_that_publishes(visitor, notice):
    response = visitor.get("/danh-muc.jsonld")
    assert response["Content-Type"].startswith("application/ld+json")
    body = json.loads(response.content)
    (dataset,) = [one for one in body["dcat:dataset"] if one["dct:identifier"] == "31732"]
    assert dataset["dcat:landingPage"]["@id"].endswith(notice.unit.get_absolute_url())
    assert body["dcat:service"][0]["dcat:endpointDescription"]["@id"].endswith("openapi.json")


def test_browsers_learn_how_to_search_here(visitor, notice):
    link = 'type="application/opensearchdescription+xml" title="Công khai xã" href="/tim.xml"'
    assert link in visitor.get("/").content.decode()
    assert link in visitor.get("/tim/").content.decode()
    description = ElementTree.fromstring(visitor.get("/tim.xml").content)
    spec = "{http://a9.com/-/spec/opensearch/1.1/}"
    templates = {url.get("type"): url.get("template") for url in description.iter(f"{spec}Url")}
    page = templates["text/html"].replace("{searchTerms}", "ke+hoach")
    found = visitor.get(page.removeprefix("http://127.0.0.1:8000")).content.decode()
    assert notice.get_absolute_url() in found
    address = templates["application/atom+xml"].replace("{searchTerms}", "ke+hoach")
    assert len(feed(visitor, address.removeprefix("http://127.0.0.1:8000")).entries) == 1
    assert len(description.find(f"{spec}ShortName").text) <= 16
