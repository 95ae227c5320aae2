"""Pages about the portal, in each language."""

import pytest

from disclosures.catalogue.comment_rules import comment_rules

PAGES = (
    "/gioi-thieu/",
    "/du-lieu-mo/",
    "/quyen-rieng-tu/",
    "/tro-nang/",
    "/quy-tac-binh-luan/",
    "/cach-doc/ngan-sach/",
    "/cach-doc/boi-thuong/",
    "/cach-doc/ho-ngheo/",
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en", "/km"])
def test_each_page_is_written_for_each_language(visitor, prefix, address):
    response = visitor.get(prefix + address)
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert ' style="' not in html
    assert "<style" not in html


def test_khmer_readers_are_told_that_the_text_is_vietnamese(visitor):
    html = visitor.get("/km/gioi-thieu/").content.decode()
    assert '<p class="flag grey">' in html
    assert '<div lang="vi">' in html
    assert '<html lang="km">' in html


@pytest.mark.parametrize("address", ["/km/", "/km/tim/?q=zzzz", "/km/tim-xa/?q=zzzz"])
def test_khmer_readers_find_their_way_in_khmer(visitor, address):
    html = visitor.get(address).content.decode()
    for words in ("រំលងទៅខ្លឹមសារ", "អំពីគេហទំព័រនេះ"):
        assert words in html


def test_the_english_page_is_english(visitor):
    html = visitor.get("/en/gioi-thieu/").content.decode()
    assert "Nothing is quietly changed" in html
    assert '<div lang="vi">' not in html


def test_each_comment_rule_has_its_own_anchor(visitor):
    html = visitor.get("/quy-tac-binh-luan/").content.decode()
    for rule in comment_rules():
        assert f'id="quy-tac-{rule.number}"' in html
        assert rule.texts["vi"] in html


def test_the_rules_say_how_long_a_decision_takes(visitor):
    assert "trong 2 ngày làm việc" in visitor.get("/quy-tac-binh-luan/").content.decode()
    assert "within 10 working days" in visitor.get("/en/quy-tac-binh-luan/").content.decode()


@pytest.mark.parametrize("slug", ["khong-co", "about", "privacy"])
def test_there_is_no_guide_for_other_words(visitor, slug):
    assert visitor.get(f"/cach-doc/{slug}/").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_the_language_links_keep_the_same_page(visitor, address):
    html = visitor.get("/en" + address).content.decode()
    assert f'href="{address}" lang="vi" hreflang="vi"' in html
    assert f'href="/km{address}" lang="km" hreflang="km"' in html
    assert f'href="/en{address}" lang="en" hreflang="en" aria-current="true"' in html
