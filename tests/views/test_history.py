"""The history of a notice: what happened in what order, what changed, and what proves it."""

import dataclasses
import datetime as dt
import re

import pytest

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.edit_draft import edit_draft
from disclosures.forms.values import VersionFields
from disclosures.queries import history
from disclosures.queries.printed_code import verification_code
from disclosures.rules import clock
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(unit, official, approver, moderator):
    """Two versions, a posting, and an answer."""
    this = make.published(make.budget_draft(official, unit), official, approver)
    make.posting(this, official)
    asked = make.comment_in("published", moderator, unit, this)
    answer_comment(by=official, comment=asked, office="Phòng Kinh tế", body="Sẽ sửa.")
    draft = amend_disclosure(by=official, disclosure=this, reason="Sửa số thu.")
    fields = dataclasses.replace(VersionFields.of(draft), title="Thu, chi đã sửa")
    edit_draft(by=official, version=draft, fields=fields, expected=draft.modified_at)
    return make.published(draft, official, approver)


def page(visitor, notice, query=""):
    return visitor.get(f"{notice.get_absolute_url()}lich-su/{query}").content.decode()


def steps(html):
    return [
        re.sub(r"<[^>]+>", "", title) for title in re.findall(r"<li class=.*?<h3>(.*?)</h3>", html)
    ]


def test_steps_of_text_postings_and_answers_stand_in_one_line_newest_first(visitor, notice):
    html = page(visitor, notice)
    titles = steps(html)
    assert titles[0] == "Đã sửa: bản 2"
    assert [title for title in titles if title.startswith("Trả lời ý kiến YK-")]
    assert titles[-1] == "Bảng niêm yết", "it hung from three days before"
    assert "Bảng tin trụ sở phường" in html and "Phòng Kinh tế" in html
    assert "Sửa số thu." in html


def test_links_narrow_to_one_sort_of_step_and_count_them(visitor, notice):
    assert "tất cả (4)" in page(visitor, notice)
    assert steps(page(visitor, notice, "?xem=niem-yet")) == ["Bảng niêm yết"]
    assert len(steps(page(visitor, notice, "?xem=noi-dung"))) == 2
    assert len(steps(page(visitor, notice, "?xem=y-kien"))) == 1
    assert len(steps(page(visitor, notice, "?xem=gi-do"))) == 4


def test_each_version_stands_with_the_code_of_its_paper(visitor, notice):
    html = page(visitor, notice)
    first = notice.versions.get(number=1)
    codes = {verification_code(notice, version) for version in (first, notice.current_version)}
    assert len(codes) == 2 and all(code in html for code in codes)


def test_two_versions_are_compared_in_the_page_whichever_is_named_first(visitor, notice):
    for query in ("", "?a=1&b=2", "?a=2&b=1", "?a=1&b=1", "?a=9&b=x"):
        html = page(visitor, notice, query)
        assert "<del" in html and "Thu, chi đã sửa" in html, query
        assert "so-sanh/1..2/" in html, query


def test_large_tables_are_compared_on_a_page_of_their_own(visitor, notice, monkeypatch):
    monkeypatch.setattr(history, "INLINE_ROWS", 1)
    html = page(visitor, notice)
    assert "<del" not in html and "so-sanh/1..2/" in html


def test_a_notice_that_was_never_amended_has_nothing_to_compare(visitor, unit, official, approver):
    html = page(visitor, make.published(make.draft(official, unit), official, approver))
    assert "<select" not in html and "chưa sửa lần nào" in html.lower()


def test_comments_that_are_not_shown_leave_no_step(visitor, unit, official, approver):
    this = make.published(make.draft(official, unit), official, approver)
    private = make.comment(unit, this, visibility="private").comment
    answer_comment(by=official, comment=private, office="Phòng Kinh tế", body="Đã gửi riêng.")
    html = page(visitor, this)
    assert "Trả lời ý kiến" not in html and "Đã gửi riêng" not in html


def test_queries_do_not_grow_with_answers(
    notice, unit, official, moderator, django_assert_max_num_queries
):
    for _n in range(5):
        asked = make.comment_in("published", moderator, unit, notice)
        answer_comment(by=official, comment=asked, office="Phòng Kinh tế", body="Sẽ sửa.")
    with django_assert_max_num_queries(5):
        found = history.events(notice)
    assert len(found) == 9
    assert [event.place_in_time for event in found] == sorted(
        (event.place_in_time for event in found), reverse=True
    )


def test_the_first_version_says_whether_it_came_in_time(visitor, unit, official, approver):
    draft = make.draft(
        official, unit, kind_code="consultation-open", period="",
        triggered_on=clock.today() - dt.timedelta(days=1),
    )  # fmt: skip
    html = page(visitor, make.published(draft, official, approver))
    assert re.search(r"Đăng (sớm \d+ ngày|đúng hạn)[^<]*\(hạn \d\d/\d\d/\d{4}\)", html)


def test_figures_say_by_how_much_they_rose_or_fell(visitor, unit, official, approver):
    this = make.published(make.budget_draft(official, unit), official, approver)
    draft = amend_disclosure(by=official, disclosure=this, reason="Sửa số chi.")
    more = make.BALANCE_CSV
    for before, after in (
        ("TỔNG SỐ CHI,100,70,70", "TỔNG SỐ CHI,100,75,75"),
        ("Chi thường xuyên,60,40", "Chi thường xuyên,60,45"),
        ("KẾT DƯ,0,10", "KẾT DƯ,0,5"),
    ):
        more = more.replace(before, after)
    make.fill(official, draft, 1, "bx-can-doi", more)
    html = page(visitor, make.published(draft, official, approver))
    assert re.search(r"tăng [0-9.]+</td>", html) and re.search(r"giảm [0-9.]+</td>", html)
