"""How numbers, dates and names look on a page."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from disclosures.search.query import Segment
from disclosures.templatetags import congkhai

EVENING_IN_UTC = dt.datetime(2026, 11, 25, 18, 5, tzinfo=dt.UTC)


def rendered(source, path="/", **context):
    request = RequestFactory().get(path)
    return Template("{% load congkhai %}" + source).render(Context({**context, "request": request}))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (14_903_250_000, "14,9 tỷ đồng"),
        (451_360_000, "451,36 triệu đồng"),
        (889_000, "889.000 đồng"),
        (0, "0 đồng"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_sum_is_said_in_the_unit_of_speech(value, words):
    assert congkhai.short_money(value) == words


def test_a_missing_figure_is_never_shown_as_zero():
    assert rendered("{{ a|money }}{{ a|number }}{{ a|percent }}{{ a|millions }}", a=None) == ""


def test_numbers_are_grouped_by_dots_and_broken_by_a_comma():
    shown = rendered("{{ a|number }} {{ b|percent }} {{ c|millions }}", a=1250000, b=80.25, c=5e8)
    assert shown == "1.250.000 80,3% 500"


def test_a_moment_is_shown_on_the_day_it_has_in_vietnam():
    assert congkhai.day(EVENING_IN_UTC) == "26/11/2026"
    assert '<span class="bloc-d">26</span>' in congkhai.bloc(EVENING_IN_UTC)
    assert congkhai.day(None) == "" == congkhai.day_and_time(None)


def test_minutes_have_two_digits():
    morning = dt.datetime(2026, 11, 26, 8, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with translation.override("en"):
        assert congkhai.day_and_time(morning) == "26/11/2026, 8:05"


def test_weekdays_are_written_as_vietnamese_offices_do():
    with translation.override("vi"):
        assert congkhai.weekday(dt.date(2026, 11, 26)) == "thứ Năm"
        assert congkhai.weekday(dt.date(2026, 11, 29)) == "Chủ nhật"
    with translation.override("en"):
        assert congkhai.weekday(dt.date(2026, 11, 26)) == "Thursday"


def test_the_calendar_block_says_when_its_day_is_a_last_day():
    with translation.override("en"):
        last = congkhai.bloc(dt.date(2026, 11, 26), "due")
        assert last.startswith('<span class="bloc due"') and "Due, month 11" in last
        assert ">Month 11<" in congkhai.bloc(dt.date(2026, 11, 26), "past")


def test_a_status_word_cannot_bring_markup_along():
    class Word:
        look, label = "ok", "<b>Posted</b>"

    assert congkhai.tags([Word()]) == (
        '<ul class="tags"><li class="tag ok">&lt;b&gt;Posted&lt;/b&gt;</li></ul>'
    )
    assert congkhai.tags([]) == ""


def test_the_last_day_is_named_and_not_counted():
    with translation.override("en"):
        assert congkhai.days_left(0) == "Today is the last day"
        assert congkhai.days_left(1) == "1 day left"
        assert congkhai.days_left(11) == "11 days left"


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "1 KB"), (310_400, "310 KB"), (2_400_000, "2,4 MB")]
)
def test_file_sizes_are_rounded_for_people(size, shown):
    assert congkhai.file_size(size) == shown


def test_the_time_on_a_slow_network_is_told():
    with translation.override("en"):
        assert congkhai.slow_network(310_000) == "about 6 seconds on 3G"
        assert congkhai.slow_network(10) == "about 1 second on 3G"


def test_a_masked_name_tells_screen_readers_that_it_is_covered():
    with translation.override("en"):
        shown = str(congkhai.masked("Thạch Thị Sa R•••"))
    assert 'aria-hidden="true">•••</span>' in shown
    assert '<span class="vh" lang="en"> (name covered)</span>' in shown
    assert shown.startswith("Thạch Thị Sa R<span")


def test_a_masked_name_cannot_carry_markup():
    assert "<script>" not in congkhai.masked("<script>•••")
    assert rendered("{{ a|masked }}", a="<b>") == "&lt;b&gt;"


def test_search_hits_are_marked_and_the_text_is_escaped():
    shown = congkhai.marked((Segment("<i>", False), Segment("bồi thường", True)))
    assert shown == "&lt;i&gt;<mark>bồi thường</mark>"


def test_a_telephone_link_holds_digits_only():
    assert congkhai.telephone("0299 300-0123") == "02993000123"


def test_a_value_is_found_by_its_key():
    assert congkhai.get({"a": 1}, "a") == 1
    assert congkhai.get(None, "a") is None


def test_a_query_keeps_the_other_parameters():
    assert rendered("{% query trang='abc' %}", "/?q=duong&trang=x") == "?q=duong&amp;trang=abc"
    assert rendered("{% query trang=None %}", "/?q=duong&trang=x") == "?q=duong"
    assert rendered("{% query q=None %}", "/?q=duong") == "?"


def test_one_filter_can_be_taken_out_and_the_page_begins_anew():
    shown = rendered("{% without 'loai' 'dat-dai' %}", "/?loai=dat-dai&loai=ngan-sach&trang=x")
    assert shown == "?loai=ngan-sach"
