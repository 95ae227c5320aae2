"""A commune's home: how much hangs, where, whether it answers, and nothing twice."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.record_posting import record_posting
from disclosures.actions.take_down_posting import take_down_posting
from disclosures.queries.noticeboard import noticeboard
from disclosures.rules import clock
from disclosures.vocabulary import Channel
from tests import make
from tests.admin.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(unit, official, approver):
    return make.published(make.budget_draft(official, unit), official, approver)


def board(unit):
    return noticeboard(unit, now=clock.now(), today=clock.today())


def hang(notice, official, place):
    return record_posting(
        by=official,
        disclosure=notice,
        channel=Channel.NOTICEBOARD,
        place=place,
        begins_on=clock.today(),
    )


def test_an_empty_board_says_so_in_figures(visitor, unit):
    assert (board(unit).posted, board(unit).boards, board(unit).due) == (0, (), 0)
    page = words(visitor.get(unit.get_absolute_url()))
    assert "Đang niêm yết 0 thông báo." in page
    assert "Xem bản giấy ở đâu" not in page
    assert "Xã trả lời trong 10 ngày làm việc." in page


def test_what_hangs_is_counted_until_its_last_day(unit, notice):
    assert board(unit).posted == 1
    with clock.moved_to(clock.now() + dt.timedelta(days=400)):
        assert board(unit).posted == 0


def test_a_withdrawn_notice_hangs_no_more(unit, notice, approver):
    make.withdrawn(notice, approver)
    assert board(unit).posted == 0


def test_boards_are_named_the_most_used_first_until_the_sheet_is_taken_down(
    visitor, unit, official, approver, notice
):
    other = make.published(make.draft(official, unit), official, approver)
    hang(notice, official, "Nhà văn hóa Khóm 1")
    sheet = hang(notice, official, "Trụ sở UBND")
    hang(other, official, "Trụ sở UBND")
    assert board(unit).boards == ("Trụ sở UBND", "Nhà văn hóa Khóm 1")
    page = words(visitor.get(unit.get_absolute_url()))
    assert "Xem bản giấy ở đâu" in page and "<li>Trụ sở UBND</li>" in page
    take_down_posting(by=official, posting=sheet, ended_on=clock.today())
    assert board(unit).boards == ("Nhà văn hóa Khóm 1", "Trụ sở UBND")


def test_answers_that_fell_due_are_counted_with_those_that_came(
    visitor, unit, official, moderator, notice
):
    with clock.moved_to(clock.now() - dt.timedelta(days=40)):
        first, _second = (make.comment_in("published", moderator, unit) for _each in range(2))
        answer_comment(by=official, comment=first, office="Phòng Kinh tế", body="Đã làm xong.")
    make.comment_in("published", moderator, unit)  # not due yet
    assert (board(unit).due, board(unit).answered) == (2, 1)
    page = words(visitor.get(unit.get_absolute_url()))
    assert "90 ngày qua đã trả lời 1 trên 2 câu đến hạn." in page


def test_what_waits_for_comments_does_not_stand_among_the_new_as_well(
    visitor, unit, official, approver
):
    draft = make.draft(official, unit, kind_code="consultation-open")
    asked = make.published(draft, official, approver)
    page = visitor.get(unit.get_absolute_url()).content.decode()
    assert page.count(f'href="{asked.get_absolute_url()}"') == 1


def test_the_facts_take_three_queries(unit, notice):
    with CaptureQueriesContext(connection) as captured:
        board(unit)
    assert len(captured) <= 3
