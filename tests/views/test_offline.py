"""What a device may keep, and until when, is said by the page; the rest happens on the device."""

import datetime as dt
from email.utils import parsedate_to_datetime

import pytest

from disclosures.models import Disclosure
from disclosures.queries.keeping import KEPT_FOR
from disclosures.rules import clock
from tests import make

pytestmark = pytest.mark.django_db


def until(response):
    return parsedate_to_datetime(response["X-Keep-Until"]).astimezone(clock.VIETNAM)


def test_a_list_of_persons_is_kept_no_longer_than_it_is_posted(visitor, unit, official, approver):
    notice = make.published(make.household_draft(official, unit), official, approver)
    last = clock.today() + dt.timedelta(days=4)
    Disclosure.objects.filter(pk=notice.pk).update(posting_ends_on=last)
    told = until(visitor.get(notice.get_absolute_url()))
    assert told == dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), clock.VIETNAM)


def test_nothing_is_kept_longer_than_thirty_days(visitor, unit, official, approver):
    notice = make.published(make.draft(official, unit), official, approver)
    Disclosure.objects.filter(pk=notice.pk).update(posting_ends_on=None)
    response = visitor.get(notice.get_absolute_url())
    assert until(response).date() == clock.today() + KEPT_FOR + dt.timedelta(days=1)
    html = response.content.decode()
    assert 'data-keep="/da-giu/"' in html and 'id="ban-giu" hidden' in html
    assert "<span data-kept>" in html


def test_older_versions_and_withdrawn_notices_are_not_kept(visitor, unit, official, approver):
    notice = make.published(make.draft(official, unit), official, approver)
    table = visitor.get(f"{notice.get_absolute_url()}lich-su/")
    make.withdrawn(notice, approver)
    gone = visitor.get(notice.get_absolute_url())
    assert gone.status_code == 410
    assert "X-Keep-Until" not in gone.headers and "X-Keep-Until" not in table.headers


def test_the_worker_stands_at_the_root_and_is_never_old(visitor):
    response = visitor.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert "X-Keep-Until" in response.content.decode()
    assert visitor.post("/sw.js").status_code == 405


def test_the_list_is_the_same_for_everybody_and_may_be_kept(visitor, db):
    response = visitor.get("/da-giu/")
    assert until(response) > clock.now() + dt.timedelta(days=300)
    html = response.content.decode()
    assert "<ul data-kept-list" in html and "không có mạng" in html
    assert "noindex" in response["X-Robots-Tag"]
