"""A commune's calendar gathers what stands elsewhere: schedule, notices, postings, duties."""

import datetime as dt
import html

import pytest
from icalendar import Calendar

from disclosures.actions.record_posting import record_posting
from disclosures.forms.values import PostingDetails
from disclosures.models import Disclosure
from disclosures.queries.calendar import days_of, month_of
from disclosures.rules import clock
from disclosures.vocabulary import Occasion
from tests import make

pytestmark = pytest.mark.django_db
SCHEDULE = """Nơi tiếp,Thời gian,Người chủ trì (chức vụ),Dự kiến nội dung
Trụ sở UBND phường,"Thứ Năm hằng tuần, 7 giờ 30",Chủ tịch UBND phường,Tiếp công dân định kỳ
Nhà văn hóa khóm 1,"14 giờ ngày 05 và 19/11/2026",Phó Chủ tịch,Tiếp công dân lưu động
Bộ phận Một cửa,Trong giờ làm việc,Công chức tiếp dân,Tiếp thường xuyên
"""
NOVEMBER = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
DECEMBER = (dt.date(2026, 12, 1), dt.date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _in_november():
    with clock.moved_to(dt.datetime(2026, 11, 26, 10, tzinfo=clock.VIETNAM)):
        yield


@pytest.fixture
def schedule(unit, official, approver):
    version = make.draft(
        official, unit, kind_code="reception-schedule", period="2026-11",
        triggered_on=dt.date(2026, 11, 5), title="Lịch tiếp công dân tháng 11/2026",
    )  # fmt: skip
    make.fill(official, version, 1, "tiep-dan-lich", SCHEDULE)
    return make.published(version, official, approver)


def events(unit, span, *what):
    found = days_of(unit, first=span[0], last=span[1], now=clock.now()).events
    return [event for event in found if event.what in what]


def page(visitor, unit, query=""):
    response = visitor.get(f"{unit.get_absolute_url()}lich/{query}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_the_rows_of_the_schedule_become_receptions_on_the_days_they_name(unit, schedule):
    found = events(unit, NOVEMBER, Occasion.RECEPTION)
    days = [(event.on.day, event.title) for event in found]
    weekly, moving = "Tiếp công dân định kỳ", "Tiếp công dân lưu động"
    assert days == [
        (5, weekly), (5, moving), (12, weekly), (19, weekly), (19, moving), (26, weekly),
    ]  # fmt: skip
    assert "Trụ sở UBND phường" in found[0].note and "Chủ tịch UBND phường" in found[0].note
    assert len({event.key for event in found}) == len(found)


def test_what_names_no_day_is_listed_apart_and_in_its_own_month_alone(unit, schedule):
    sessions = days_of(unit, first=NOVEMBER[0], last=NOVEMBER[1], now=clock.now()).sessions
    assert [session.when for session in sessions] == ["Trong giờ làm việc"]
    later = days_of(unit, first=DECEMBER[0], last=DECEMBER[1], now=clock.now())
    assert later.sessions == () and events(unit, DECEMBER, Occasion.RECEPTION) == []


def test_a_schedule_without_its_table_stands_on_the_day_it_counts_from(unit, official, approver):
    make.published(
        make.draft(official, unit, kind_code="reception-schedule", period="2026-11",
                   triggered_on=dt.date(2026, 11, 12), title="Lịch tiếp công dân"),
        official, approver,
    )  # fmt: skip
    (event,) = events(unit, NOVEMBER, Occasion.RECEPTION)
    assert (event.on.day, event.title) == (12, "Lịch tiếp công dân")


def test_gatherings_meetings_and_last_days_are_there(unit, official, approver):
    gathering = make.published(
        make.draft(official, unit, kind_code="annual-community-conference", period="2026",
                   triggered_on=dt.date(2026, 11, 20), title="Hội nghị nhân dân khóm 3"),
        official, approver,
    )  # fmt: skip
    Disclosure.objects.filter(pk=gathering.pk).update(comments_close_on=dt.date(2026, 11, 25))
    record_posting(
        by=official, disclosure=gathering, channel="meeting", place="Chùa Ô Chum",
        begins_on=clock.today(), details=PostingDetails(hours=(dt.time(19, 30),)),
    )  # fmt: skip
    this_month = month_of("", clock.today())
    (met,) = [e for e in events(unit, this_month, Occasion.MEETING) if "hop" in e.key]
    assert (met.on, met.note) == (clock.today(), "19:30 · Chùa Ô Chum")
    assert dt.date(2026, 11, 20) in {e.on for e in events(unit, NOVEMBER, Occasion.MEETING)}
    (last,) = events(unit, NOVEMBER, Occasion.WINDOW)
    assert (last.on.day, last.title) == (25, "Hội nghị nhân dân khóm 3")


def test_due_dates_are_those_of_the_page_of_duties(unit):
    span = (dt.date(2026, 10, 1), dt.date(2027, 3, 31))
    assert "budget-execution-period" in " ".join(e.key for e in events(unit, span, Occasion.DUE))


def test_what_is_not_public_or_was_withdrawn_is_not_in_it(unit, official, approver, schedule):
    make.withdrawn(schedule, approver)
    version = make.draft(
        official, unit, kind_code="annual-community-conference", period="2026",
        triggered_on=dt.date(2026, 11, 20),
    )  # fmt: skip
    make.approved(version, official, approver)
    found = days_of(unit, first=NOVEMBER[0], last=NOVEMBER[1], now=clock.now())
    assert found.sessions == ()
    assert {event.what for event in found.events} <= {Occasion.DUE}


def test_another_commune_sees_none_of_it(other_unit, schedule):
    assert events(other_unit, NOVEMBER, Occasion.RECEPTION, Occasion.MEETING) == []


def test_it_takes_six_queries(unit, schedule, django_assert_num_queries):
    with django_assert_num_queries(6):
        days_of(unit, first=NOVEMBER[0], last=NOVEMBER[1], now=clock.now())


def test_the_page_shows_a_month_and_leads_to_its_neighbours(visitor, unit, schedule):
    text = page(visitor, unit, "?thang=2026-11")
    assert "thứ Năm, 26/11/2026" in text and "Tiếp công dân lưu động" in text
    assert "?thang=2026-10" in text and "?thang=2026-12" in text
    assert "Trong giờ làm việc" in text
    assert (
        f"{unit.get_absolute_url()}lich/" in visitor.get(unit.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize(
    "wrong", ["", "2026", "2026-13", "9999-12", "0000-01", "2026-11-01", "x" * 300, "'"]
)
def test_a_month_that_means_nothing_is_this_month(visitor, unit, wrong):
    assert f"{clock.today():%m/%Y}</h1>" in page(visitor, unit, f"?thang={wrong}")


def test_the_calendar_ends_where_the_years_beside_this_one_end(visitor, unit):
    year = clock.today().year
    assert f"thang={year + 2}" not in page(visitor, unit, f"?thang={year + 1}-12")
    assert f"thang={year - 2}" not in page(visitor, unit, f"?thang={year - 1}-01")


def test_the_file_says_what_the_pages_say(visitor, unit, schedule):
    response = visitor.get(f"{unit.get_absolute_url()}lich.ics")
    known = events(unit, NOVEMBER, *Occasion)
    assert response["Content-Type"].startswith("text/calendar")
    found = Calendar.from_ical(response.content).walk("VEVENT")
    uids = [str(event["uid"]).partition("@")[0] for event in found]
    assert len(set(uids)) == len(uids) and {event.key for event in known} <= set(uids)
    summaries = {str(event["summary"]) for event in found}
    assert "Tiếp công dân: Tiếp công dân lưu động" in summaries
