"""How a list is narrowed: by links that count, chips that take away, and permanent addresses."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosures.models import SearchEntry
from disclosures.queries import facets
from disclosures.search.fold import fold
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def choices(page):
    """{words of a choice: (address, count)}, as they stand in the filters."""
    found = re.findall(
        r'<li><a rel="nofollow" href="([^"]*)"[^>]*>(?:✓ )?<span[^>]*>(.*?)</span></a>'
        r'<span class="mute num">(.*?)</span>',
        page.content.decode(),
    )
    return {html.unescape(w): (html.unescape(href), c.strip(" ()")) for href, w, c in found}


def titles(page):
    return re.findall(r"<h3><a[^>]*>(.*?)</a></h3>", page.content.decode())


@pytest.fixture
def notices(unit, official, approver):
    """Two notices of one kind about bridges, one budget."""
    made = [
        make.published(make.draft(official, unit, title=f"Sửa cầu {n}"), official, approver)
        for n in (1, 2)
    ]
    budget = make.budget_draft(official, unit)
    return [*made, make.published(budget, official, approver)]


def test_each_choice_counts_what_it_would_leave_and_leads_there(visitor, notices):
    found = choices(visitor.get("/tim/"))
    year = str(notices[0].year)
    assert found[year][1] == "3"
    assert found["Phường Ngã Năm"][1] == "3"
    address, count = found[notices[0].kind.title_vi]
    assert count == "2"
    there = visitor.get(f"/tim/{address}")
    assert len(titles(there)) == 2
    # The other kinds still tell what adding them would bring.
    assert choices(there)[notices[2].kind.title_vi][1] == "1"


def test_rows_that_wait_to_be_made_anew_offer_no_year(visitor, notices):
    SearchEntry.objects.update(year=0, edition=1)
    found = choices(visitor.get("/tim/"))
    assert "0" not in found
    assert found["Phường Ngã Năm"][1] == "3"


def test_a_chosen_filter_is_a_chip_that_takes_it_away(visitor, notices):
    page = visitor.get(
        f"/tim/?q=sua+cau&loai={notices[0].kind.slug}&nam={notices[0].year}&xa=31732"
    )
    text = page.content.decode()
    chips = re.search(r'<ul class="tags" aria-label="Bộ lọc đang chọn">(.*?)</ul>', text)[1]
    assert html.unescape(re.findall('href="([^"]*)"', chips)[0]).startswith("?q=sua+cau&nam=")
    assert chips.count("<li>") == 3 and "Phường Ngã Năm" in chips
    assert text.count('type="hidden" form="search"') == 3


def test_an_empty_list_says_which_filter_to_loosen(visitor, notices):
    page = visitor.get(f"/tim/?q=sua+cau&loai={notices[2].kind.slug}&nam={notices[0].year}")
    text = page.content.decode()
    assert not titles(page)
    assert f"Tìm không có “{notices[0].year}”" in text
    assert "Tìm không lọc" in text


def test_states_follow_the_notice_without_being_indexed_again(visitor, notices):
    disclosure = notices[0]
    before = SearchEntry.objects.get(disclosure=disclosure)
    assert before.posting_status == "open"
    assert choices(visitor.get("/tim/?q=sua+cau"))["Đang niêm yết"][1] == "2"
    type(disclosure).objects.filter(pk=disclosure.pk).update(posting_ends_on="2025-01-01")
    found = choices(visitor.get("/tim/?q=sua+cau"))
    assert found["Đang niêm yết"][1] == "1" and found["Hết hạn niêm yết"][1] == "1"
    assert titles(visitor.get("/tim/?q=sua+cau&tinh-trang=het-han")) == [
        f"<mark>Sửa</mark> <mark>cầu</mark> {disclosure.current_version.title[-1]}"
    ]


def test_villages_narrow_a_commune(visitor, unit, official, approver):
    for name in ("Khóm Vĩnh Trung", "Khóm Vĩnh Tiền"):
        unit.villages.get_or_create(name=name, defaults={"folded": fold(name)})
    make.published(make.draft(official, unit, title="Sửa lộ khóm Vĩnh Trung"), official, approver)
    make.published(make.draft(official, unit), official, approver)
    address, count = choices(visitor.get(f"{unit.get_absolute_url()}cong-khai/"))["Khóm Vĩnh Trung"]
    assert (address, count) == ("?ap=khom-vinh-trung", "1")
    there = visitor.get(f"{unit.get_absolute_url()}cong-khai/{address}")
    assert titles(there) == ["Sửa lộ khóm Vĩnh Trung"]
    assert "Khóm Vĩnh Tiền" not in choices(there)


def test_counting_stops_and_says_so(visitor, notices, monkeypatch):
    monkeypatch.setattr(facets, "LOOKED_AT", 1)
    assert choices(visitor.get("/tim/?q=sua+cau"))["Phường Ngã Năm"][1] == "ít nhất 2"
    monkeypatch.setattr(facets.found, "COUNT_CAP", 1)
    assert choices(visitor.get("/tim/?q=sua+cau"))["Phường Ngã Năm"][1] == "hơn 1.000"


def test_what_nobody_may_see_is_not_counted(visitor, notices, unit, official, approver):
    make.approved(make.draft(official, unit, title="Sửa cầu 9"), official, approver)
    make.withdrawn(notices[0], approver)
    assert choices(visitor.get("/tim/?q=sua+cau"))["Phường Ngã Năm"][1] == "1"


def test_the_part_that_htmx_asks_for_is_that_of_the_page(visitor, notices):
    address = "/tim/?q=sua+cau"
    part = visitor.get(address, headers={"HX-Request": "true", "HX-Target": "search-results"})
    whole = visitor.get(address).content.decode()
    # It comes with an empty list of suggestions: what was searched needs none.
    empty = '<div id="suggestions" data-hx-swap-oob="true"></div>'
    assert (
        part.content.decode().removeprefix(empty).strip() in whole
        and "<html" not in part.content.decode()
    )


@pytest.mark.parametrize(
    ("address", "most"),
    [("/tim/", 8), ("/tim/?q=sua+cau&tinh=92&nam=2026&loai=ngan-sach", 11),
     ("/tim/?q=sua+cau&xa=31732&ap=khom-1", 11), ("/tim/?q=khongco", 11),
     ("/xa/31732-phuong-nga-nam/cong-khai/?q=sua", 11)],
)  # fmt: skip
def test_a_list_with_its_filters_asks_the_database_at_most_eight_times(
    visitor, notices, address, most
):
    """And three times more to mend words that find next to nothing."""
    visitor.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(address).status_code == 200
    assert len(asked) <= most, [query["sql"][:120] for query in asked]


@pytest.mark.parametrize(
    "query",
    ["loai=khong-co", "nam=99999", "nam=x", "ap=" + "x" * 900, "ap=%00", "xa=00000", "tinh=zz",
     "ap=x'y%5C", "&".join(f"ap=a{n}" for n in range(200)), "trang=xx&xep=sap-het-han&q=a"],
)  # fmt: skip
def test_filters_that_mean_nothing_break_nothing(visitor, notices, query):
    for path in ("/tim/", "/xa/31732-phuong-nga-nam/cong-khai/"):
        assert visitor.get(f"{path}?{query}").status_code in (200, 400)


def test_where_nothing_is_found_no_empty_box_of_filters_stands(visitor, unit):
    found = visitor.get("/tim/?q=xyzzy").content.decode()
    assert 'class="filters"' not in found
    narrowed = visitor.get("/tim/?q=xyzzy&nam=2026").content.decode()
    assert 'class="filters"' in narrowed  # the way back from what was chosen
