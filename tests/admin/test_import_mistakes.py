"""Thousands of mistakes: light pages, one after the other, few queries, nothing lost on the way."""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.models import ImportSession
from tests import make
from tests.admin import uploads
from tests.admin.reading import words

pytestmark = pytest.mark.django_db
HEADER = uploads.HOUSEHOLDS[0]
WRONG_VILLAGE, GOOD_VILLAGE = "Khóm Vĩnh Chung", "Khóm Vĩnh Trung"


def homes(count):
    """Households with a misspelt village each; every second has words for a count, too."""
    return [
        HEADER,
        *(
            [at, f"Danh Thử {at}", WRONG_VILLAGE, 4 if at % 2 else "ba", "Hộ nghèo"]
            for at in range(1, count + 1)
        ),
    ]


@pytest.fixture
def begun(writing, official, unit):
    """Sends a file whose columns are found by themselves; the address of its mistakes."""

    def begin(rows):
        version = make.draft(official, unit, kind_code="poor-household-review")
        address = reverse("admin:import", kwargs={"pk": version.pk, "schema": "ho-ngheo"})
        answer = writing.post(address, {"file": uploads.upload(uploads.csv(rows), "bang.csv")})
        return answer.url.replace("/cot/", "/sua/")

    return begin


def cells(page):
    return re.findall(r'<tr id="cell-([A-Z]+\d+)"', page)


def following(page):
    found = re.search(r'rel="next" href="([^"]+)"', page)
    return found and found[1].replace("&amp;", "&")


@pytest.mark.slow
def test_five_thousand_mistakes_are_a_light_page_with_as_many_queries_as_five(writing, begun):
    few, many = begun(homes(3)), begun(homes(3400))
    writing.get(few)
    weights = []
    for address in (few, many):
        with CaptureQueriesContext(connection) as queries:
            answer = writing.get(address)
        weights.append((len(queries), len(gzip.compress(answer.content, 6))))
    (for_few, _light), (for_many, weight) = weights
    page = words(answer)
    assert "Còn 5100 ô phải sửa" in page.replace("5.100", "5100")
    assert for_many <= for_few
    assert weight <= 60 * 1024
    assert len(cells(page)) == 100 and "1 đến 100 trong 5100" in page.replace("5.100", "5100")


def test_the_pages_follow_each_other_while_cells_are_mended(writing, begun):
    address = begun(homes(120))
    page = words(writing.get(address))
    first = cells(page)
    answer = writing.post(
        address, {f"cell-{cell}": GOOD_VILLAGE for cell in first if cell[0] == "C"}
    )
    assert answer.url == address
    second = cells(words(writing.get(address + following(page))))
    assert not set(first) & set(second)
    assert second[0] == "C69" and second[-1] == "D121"
    assert following(words(writing.get(address + following(page)))) is None


def test_saving_on_a_later_page_comes_back_to_that_page(writing, begun):
    address = begun(homes(120))
    later = address + following(words(writing.get(address)))
    assert writing.post(later, {"cell-C69": GOOD_VILLAGE}).url == later
    assert cells(words(writing.get(later)))[0] == "D69"


def test_one_group_is_shown_alone_and_the_whole_list_again_when_it_is_mended(writing, begun):
    address = begun(homes(6))
    (group,) = {name for name in re.findall(r'nhom=([^"&]+)"', words(writing.get(address)))
                if name.startswith("thon.")}  # fmt: skip
    alone = f"{address}?nhom={group}"
    assert {cell[0] for cell in cells(words(writing.get(alone)))} == {"C"}
    assert writing.post(alone, {"group": group}).url == alone
    answer = writing.get(alone)
    assert answer.url == address
    assert cells(words(writing.get(address))) == ["D3", "D5", "D7"]


@pytest.mark.parametrize(
    "query", ["sau=9999999999", "sau=x.y", "sau=-1.A", "nhom=khong-co", "sau=²"]
)
def test_a_bent_address_shows_the_list_from_the_first(writing, begun, query):
    answer = writing.get(f"{begun(homes(2))}?{query}", follow=True)
    assert cells(words(answer)) == ["C2", "C3", "D3"]


def test_a_dash_leaves_an_optional_cell_blank(writing, begun):
    rows = [[*HEADER, "Ghi chú"], [1, "Danh Thử", GOOD_VILLAGE, 4, "Hộ nghèo", "094085000001"]]
    address = begun(rows)
    assert cells(words(writing.get(address))) == ["F2"]
    writing.post(address, {"cell-F2": "–"})
    assert "Mọi ô đều đúng" in words(writing.get(address))
    assert ImportSession.objects.get().overrides == {"F2": "–"}
