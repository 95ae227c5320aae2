"""A list of 5,000 households: a light first page, found by name without accents, few queries."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.admin.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
VILLAGES = ("Khóm Vĩnh Trung", "Khóm Vĩnh Kiên")
HEADER = make.HOUSEHOLDS_CSV.splitlines()[0]
WIDTH = HEADER.count(",") - 4


def listed(official, approver, unit, count, period="2026"):
    """A published list of so many homes; the last is Lâm Thị Ngọc's."""
    names = [f"Nguyễn Văn Thử {at}" for at in range(1, count)] + ["Lâm Thị Ngọc"]
    lines = [
        f"{at},{name},{VILLAGES[at % 2]},{at % 7 + 1},Hộ nghèo" + "," * WIDTH
        for at, name in enumerate(names, start=1)
    ]
    version = make.draft(
        official, unit, kind_code="poor-household-review", period=period, title="Hộ nghèo"
    )
    make.fill(official, version, 1, "ho-ngheo", "\n".join([HEADER, *lines]))
    return make.published(version, official, approver)


def asked(client, address, **query):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, query)
    assert answer.status_code == 200
    return answer, len(queries)


def test_the_first_page_is_light_and_asks_no_more_for_five_thousand_than_for_fifty(
    client, official, approver, unit
):
    few = listed(official, approver, unit, 60, "2025").get_absolute_url()
    client.get(few)
    _page, for_few = asked(client, few)
    many = listed(official, approver, unit, 5000).get_absolute_url()
    page, for_many = asked(client, many)
    assert for_many <= for_few
    assert len(gzip.compress(page.content, 6)) <= 60 * 1024
    assert "5.000" in words(page) or "5000" in words(page)


def test_a_home_is_found_by_its_covered_name_without_accents_or_script(
    client, official, approver, unit
):
    address = listed(official, approver, unit, 500).get_absolute_url()
    assert "Lâm Thị N" not in words(client.get(address))
    answer, _count = asked(client, f"{address}bang/1/", q="lam thi ngoc")
    rows = words(answer).split("<tbody", 1)[1]
    assert "Lâm Thị N" in rows and "Ngọc" not in rows and "Nguyễn Văn T" not in rows
