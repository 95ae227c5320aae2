"""A card of a notice for other people's pages, and its discovery by oEmbed."""

import html
import re

import pytest
from django.conf import settings

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(unit, official, approver):
    return make.published(make.budget_draft(official, unit), official, approver)


def ask(visitor, url, **more):
    return visitor.get("/oembed/", {"url": url, **more})


def test_the_card_may_stand_in_other_peoples_pages_and_the_notice_may_not(visitor, notice):
    card = visitor.get(f"{notice.get_absolute_url()}the/")
    assert card.status_code == 200
    assert "X-Frame-Options" not in card
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "script-src" not in card["Content-Security-Policy"]
    assert card["X-Robots-Tag"] == "noindex"
    page = visitor.get(notice.get_absolute_url())
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_the_card_tells_what_a_list_tells_and_leads_out_of_the_frame(visitor, notice):
    text = visitor.get(f"{notice.get_absolute_url()}the/").content.decode()
    assert html.escape(notice.current_version.title) in text
    assert notice.unit.full_name in text and notice.reference in text
    links = re.findall(r"<a [^>]*>", text)
    assert links and all('target="_blank"' in link for link in links)
    assert "<form" not in text and "<script" not in text


def test_the_card_of_a_withdrawn_notice_says_so_and_nothing_of_what_it_said(
    visitor, notice, approver
):
    title = notice.current_version.title
    make.withdrawn(notice, approver)
    card = visitor.get(f"{notice.get_absolute_url()}the/")
    assert card.status_code == 200
    assert "Đã gỡ" in card.content.decode() or "đã gỡ" in card.content.decode()
    assert title not in card.content.decode()
    said = ask(visitor, settings.SITE_URL + notice.get_absolute_url()).json()
    assert said["title"] != title and title not in said["html"]


def test_a_draft_has_no_card(visitor, official, unit, notice):
    path = notice.get_absolute_url().replace(notice.reference[6:], "2026-0999")
    assert visitor.get(f"{path}the/").status_code == 404
    assert ask(visitor, settings.SITE_URL + path).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en", "/km"])
def test_a_notices_page_leads_programs_to_its_card(visitor, notice, prefix):
    page = visitor.get(prefix + notice.get_absolute_url()).content.decode()
    (link,) = re.findall(r'type="application/json\+oembed" href="([^"]+)"', page)
    found = visitor.get(html.unescape(link))
    assert found["Access-Control-Allow-Origin"] == "*"
    said = found.json()
    assert (said["version"], said["type"]) == ("1.0", "rich")
    assert said["provider_url"].startswith(settings.SITE_URL)
    assert said["author_name"] == notice.unit.full_name
    source = html.unescape(re.search(r'src="([^"]+)"', said["html"]).group(1))
    assert source.startswith(f"{settings.SITE_URL}{prefix}/xa/")
    card = visitor.get(source.removeprefix(settings.SITE_URL))
    assert card.status_code == 200
    assert f'<html lang="{prefix.strip("/") or "vi"}">' in card.content.decode()


@pytest.mark.parametrize(
    ("asked", "width", "height"),
    [
        ({}, 600, 240),
        ({"maxwidth": "400", "maxheight": "200"}, 400, 200),
        ({"maxwidth": "10"}, 240, 240),
        ({"maxwidth": "9999"}, 600, 240),
        ({"maxwidth": "-1", "maxheight": "x"}, 600, 240),
        ({"maxwidth": "²"}, 600, 240),
    ],
)
def test_the_frame_fits_into_what_was_asked_for(visitor, notice, asked, width, height):
    said = ask(visitor, settings.SITE_URL + notice.get_absolute_url(), **asked).json()
    assert (said["width"], said["height"]) == (width, height)
    assert f'width="{width}" height="{height}"' in said["html"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "https://khac.example/xa/31732-phuong-nga-nam/",
        "javascript:alert(1)",
        "http://[::1",
        f"{settings.SITE_URL}/",
        f"{settings.SITE_URL}/khong-co/",
        f"{settings.SITE_URL}/xa/31732-phuong-nga-nam/",
        f"{settings.SITE_URL}@khac.example/xa/31732/",
    ],
)
def test_what_is_no_notice_of_this_portal_is_not_found(visitor, notice, url):
    assert ask(visitor, url).status_code == 404


def test_another_format_is_not_offered(visitor, notice):
    url = settings.SITE_URL + notice.get_absolute_url()
    assert ask(visitor, url, format="xml").status_code == 501


def test_words_of_a_title_stay_words_in_the_frame(visitor, official, approver, unit):
    title = 'Sửa "đường" <Lộ Mới> & cầu'
    notice = make.published(make.draft(official, unit, title=title), official, approver)
    said = ask(visitor, settings.SITE_URL + notice.get_absolute_url()).json()
    assert said["title"] == title
    assert "<Lộ" not in said["html"] and html.escape(title) in said["html"]
