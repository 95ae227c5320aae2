"""A notice says where it stands among the steps that the law has for its kind."""

import datetime as dt
import re

import pytest
from django.utils.translation import override

from disclosures.catalogue import check
from disclosures.queries.catalogue import window_of
from disclosures.queries.steps import steps_of
from disclosures.rules import clock
from tests import make

BODY = {
    "steps": {
        "basis": "Luật 1/2022",
        "status": "RECALLED",
        "here": 2,
        "list": [{"vi": "Họp", "km": "ប្រជុំ"}, {"vi": "Niêm yết"}, {"vi": "Công nhận"}],
    }
}
TODAY = dt.date(2026, 11, 20)


def looks(to_on):
    window = window_of(dt.date(2026, 11, 10), to_on, TODAY)
    return [step.look for step in steps_of(BODY, window).steps]


def test_the_step_at_hand_is_this_notice_until_its_days_are_over():
    assert looks(TODAY) == ["done", "now", ""]
    assert looks(TODAY - dt.timedelta(days=1)) == ["done", "done", "now"]
    assert [step.look for step in steps_of(BODY, None).steps] == ["done", "now", ""]


def test_words_that_exist_in_vietnamese_alone_say_so():
    with override("km"):
        assert [step.lang for step in steps_of(BODY, None).steps] == ["km", "vi", "vi"]


def test_a_kind_without_steps_shows_none():
    assert steps_of({}, None) is None


@pytest.mark.parametrize(
    "change", [{"here": 0}, {"here": 4}, {"status": "SURE"}, {"list": [{"en": "Meeting"}]}]
)
def test_steps_that_are_not_whole_are_refused(change):
    with pytest.raises(check.BadRecord):
        check._steps("kind", {**BODY["steps"], **change})


@pytest.mark.django_db
def test_the_page_of_a_consultation_tells_what_comes_next(visitor, official, approver, unit):
    draft = make.draft(official, unit, kind_code="consultation-open", period="")
    page = make.published(draft, official, approver).get_absolute_url()
    html = visitor.get(page).content.decode()
    (present,) = re.findall(r'aria-current="step"><h3>([^<]*)</h3>', html)
    assert present == "Lấy ý kiến, ít nhất 20 ngày"
    assert "Đăng kết quả lấy ý kiến" in html and "Luật 10/2022/QH15 Đ.25, 26, 28" in html


@pytest.mark.django_db
def test_once_its_days_are_over_the_next_step_is_the_present_one(
    visitor, official, approver, unit, settings
):
    settings.SAMPLE_DATABASE = True
    with clock.moved_to(clock.now() - dt.timedelta(days=60)):
        draft = make.draft(official, unit, kind_code="consultation-open", period="")
        page = make.published(draft, official, approver).get_absolute_url()
    html = visitor.get(page).content.decode()
    (present,) = re.findall(r'aria-current="step"><h3>([^<]*)</h3>', html)
    assert present == "Tổng hợp, tiếp thu, giải trình"
