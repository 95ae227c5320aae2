"""What is offered while somebody types: communes, kinds and notices."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TYPING = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "suggestions"}
LINKS = re.compile(r'<li><a href="([^"]*)"><strong[^>]*>(.*?)</strong>')


@pytest.fixture
def notices(unit, official, approver):
    make.published(
        make.draft(official, unit, title="Sửa cầu Rạch Sên", body="Cống Bà Tám"), official, approver
    )
    make.published(make.draft(official, unit, title="Lịch tiếp dân"), official, approver)


def offered(visitor, query, **headers):
    html = visitor.get(f"/tim/goi-y/?q={query}", **headers).content.decode()
    return LINKS.findall(html), html


def test_communes_kinds_and_notices_are_offered_as_links(visitor, notices, unit):
    links, _html = offered(visitor, "nga+nam", **TYPING)
    assert links[0] == (unit.get_absolute_url(), "Phường Ngã Năm")
    links, _html = offered(visitor, "ngan sach", **TYPING)
    assert all("/loai/" in address for address, _words in links) and links
    links, html = offered(visitor, "sua+rac", **TYPING)
    assert links == [(links[0][0], "<mark>Sửa</mark> cầu <mark>Rạch</mark> Sên")]
    assert "/cong-khai/" in links[0][0] and "Phường Ngã Năm" in html


def test_only_titles_are_offered_and_only_whole_fits(visitor, notices):
    assert offered(visitor, "ba+tam", **TYPING)[0] == []
    assert offered(visitor, "sua+khongco", **TYPING)[0] == []
    assert len(offered(visitor, "SỬA CẦU", **TYPING)[0]) == 1
    assert offered(visitor, "សួស្តី", **TYPING)[0] == []


def test_one_letter_or_none_offers_nothing(visitor, notices):
    for typed in ("", "s", "  ", "'", "\\", "&|!", '"'):
        links, html = offered(visitor, typed, **TYPING)
        assert links == [] and 'id="suggestions"' in html


def test_within_a_commune_its_notices_alone_are_offered(visitor, notices, other_unit):
    here = visitor.get("/tim/goi-y/?q=sua+cau&xa=31732", **TYPING).content.decode()
    assert len(LINKS.findall(here)) == 1
    there = f"/tim/goi-y/?q=sua+cau&xa={other_unit.address_code}"
    assert LINKS.findall(visitor.get(there, **TYPING).content.decode()) == []
    assert "<ul" not in visitor.get("/tim/goi-y/?q=nga+nam&xa=31732", **TYPING).content.decode()
    assert visitor.get("/tim/goi-y/?q=nga+nam&xa=99999").status_code == 404


def test_how_many_there_are_is_told_beside_the_list(visitor, notices):
    _links, html = offered(visitor, "rach+sen", **TYPING)
    said = re.search(r'<span id="suggestions-said" data-hx-swap-oob="true">(.*?)</span>', html)
    assert said[1] == "1 gợi ý ở dưới"
    _links, html = offered(visitor, "zzzz", **TYPING)
    assert '<span id="suggestions-said" data-hx-swap-oob="true"></span>' in html


def test_without_a_script_it_is_a_page_of_its_own(visitor, notices):
    links, html = offered(visitor, "rach+sen")
    assert len(links) == 1 and "<h1>Gợi ý</h1>" in html
    assert 'href="/tim/?q=rach%20sen"' in html
    assert "hx-swap-oob" not in html
    assert "Không có gì khớp với “zzzz”." in offered(visitor, "zzzz")[1]


def test_what_was_searched_already_needs_no_list(visitor, notices):
    headers = TYPING | {"HTTP_HX_CURRENT_URL": "http://testserver/tim/?q=rach+sen&nam=2026"}
    assert offered(visitor, "rach+sen", **headers)[0] == []
    assert len(offered(visitor, "sua+rac", **headers)[0]) == 1
    response = visitor.get("/tim/goi-y/?q=rach+sen", **TYPING)
    assert "HX-Current-URL" in response["Vary"]
    results = visitor.get("/tim/?q=rach+sen", HTTP_HX_REQUEST="true",
                          HTTP_HX_TARGET="search-results").content.decode()  # fmt: skip
    assert '<div id="suggestions" data-hx-swap-oob="true"></div>' in results


def test_hidden_and_withdrawn_notices_are_not_offered(visitor, unit, official, approver):
    make.approved(make.draft(official, unit, title="Đập Bàu Xúc"), official, approver)
    gone = make.published(make.draft(official, unit, title="Đập Bàu Đá"), official, approver)
    assert len(offered(visitor, "dap bau", **TYPING)[0]) == 1
    make.withdrawn(gone, approver)
    assert offered(visitor, "dap bau", **TYPING)[0] == []


def test_a_letter_typed_costs_nine_queries_at_most(visitor, notices):
    visitor.get("/tim/goi-y/?q=sua", **TYPING)
    for typed in ("sua", "nga+nam", "sua+rac"):
        with CaptureQueriesContext(connection) as captured:
            visitor.get(f"/tim/goi-y/?q={typed}", **TYPING)
        assert len(captured) <= 9, [query["sql"][:90] for query in captured]
