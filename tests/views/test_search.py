"""The list of what was found: where a word stands, the order, and the pages that follow."""

import re

import pytest

from disclosures.queries import catalogue
from disclosures.queries import found as finding
from disclosures.rules import clock
from disclosures.search.query import understand
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def found(visitor, query):
    html = visitor.get(f"/tim/?{query}").content.decode()
    return re.findall(r"<h3><a[^>]*>(.*?)</a></h3>", html), html


def test_what_was_typed_exactly_stands_before_newer_notices(visitor, unit, official, approver):
    for title in ("Sửa mả ở khóm 2", "Giữ mã số hồ sơ", "Đường ma sát cao"):
        make.published(make.draft(official, unit, title=title), official, approver)
    assert found(visitor, "q=mã")[0] == [
        "Giữ <mark>mã</mark> số hồ sơ",
        "Đường <mark>ma</mark> sát cao",
        "Sửa <mark>mả</mark> ở khóm 2",
    ]
    assert found(visitor, "q=mả")[0][0] == "Sửa <mark>mả</mark> ở khóm 2"
    assert found(visitor, "q=mã&xep=moi")[0][0] == "Đường <mark>ma</mark> sát cao"


def test_a_word_of_the_text_says_where_it_was_found(visitor, unit, official, approver):
    make.published(
        make.draft(official, unit, body="Sửa cống Bà Tám trước mùa mưa."), official, approver
    )
    assert "Tìm thấy trong nội dung hoặc bảng" in found(visitor, "q=bà+tám")[1]


def test_the_likeliest_are_paged_without_loss_or_double(
    visitor, unit, official, approver, monkeypatch
):
    monkeypatch.setattr(catalogue, "PAGE", 2)
    for number in range(5):
        make.published(make.draft(official, unit, title=f"Sửa cầu số {number}"), official, approver)
    address, seen = "q=sửa+cầu", []
    while address:
        titles, html = found(visitor, address)
        seen += titles
        following = re.search(
            r'<a[^>]*rel="next"[^>]*href="\?([^"]*)"|href="\?([^"]*)"[^>]*rel="next"', html
        )
        address = (
            (following.group(1) or following.group(2)).replace("&amp;", "&") if following else ""
        )
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(("cap", "count"), [(1000, 5), (3, 4)])
def test_those_beyond_the_newest_are_counted_too_but_no_further_than_the_cap(
    unit, official, approver, monkeypatch, cap, count
):
    monkeypatch.setattr(finding, "NEWEST", 1)
    monkeypatch.setattr(finding, "COUNT_CAP", cap)
    # In place of the last days: two of the five.
    monkeypatch.setattr(finding, "_slices", lambda now: ("'gan'", "'gan'"))
    for place in ("gần chợ", "gần đình", "xa chợ", "xa đình", "xa trường"):
        make.published(make.draft(official, unit, title=f"Sửa cầu {place}"), official, approver)
    asked = understand("sửa cầu")
    search = finding.Search(asked, "", clock.now())
    assert finding.likeliest(search, behind=None, limit=20).count == count
