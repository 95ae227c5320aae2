"""What is asked back where words find nothing: what they may have meant."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosures.management.commands.rebuild_search import count_words
from disclosures.models import SearchWord
from disclosures.queries import meant as meant_module
from disclosures.queries.filters import Filters
from disclosures.queries.meant import meant
from disclosures.rules import clock
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ASKED = re.compile(r'Có phải ông/bà tìm <a href="([^"]*)" lang="vi">([^<]*)</a>\?')


@pytest.fixture
def notices(unit, official, approver):
    """Four about the budget, one about a bridge; a list of persons, whose names are covered."""
    for number in range(4):
        title = f"Ngân sách phường năm {2022 + number}"
        make.published(make.draft(official, unit, title=title), official, approver)
    make.published(make.draft(official, unit, title="Sửa đường Lộ Mới"), official, approver)
    make.published(make.household_draft(official, unit), official, approver)
    count_words()


def proposed(visitor, query):
    found = ASKED.search(visitor.get(f"/tim/?{query}").content.decode())
    return found.groups() if found else None


@pytest.mark.parametrize(
    ("typed", "meant_words"),
    [
        ("ngân sáhc", "ngân sách"),
        ("ngan sahc", "ngan sach"),
        ("ngansach", "ngan sach"),
        ("ngaan sachs", "ngân sách"),
        ("nga6n sa1ch", "ngân sách"),
        ("dduowngf lộ", "đường lộ"),
        ("ngan sachh phuong 2022", "ngan sach phuong 2022"),
        ('"ngan sahc" 2022', '"ngan sach" 2022'),
    ],
)
def test_the_nearest_words_that_find_something_are_proposed(notices, typed, meant_words):
    filters = Filters(q=typed).understood()
    assert meant(filters, 0, now=clock.now()) == meant_words


def test_the_proposal_is_a_link_that_keeps_the_filters(visitor, notices):
    address, words = proposed(visitor, "q=ngan+sahc&tinh-trang=niem-yet")
    assert words == "ngan sach"
    page = visitor.get("/tim/" + address.replace("&amp;", "&")).content.decode()
    assert page.count('class="note"') == 4
    assert 'value="niem-yet"' in page


def test_nothing_is_proposed_that_finds_nothing_more(visitor, notices, unit):
    assert proposed(visitor, "q=xyzzy+abcdefgh") is None
    assert proposed(visitor, "q=ngan+sach") is None
    assert proposed(visitor, "q=ngan+sahc&nam=1999") is None
    assert proposed(visitor, "q=ngan+sahc&tinh-trang=da-thay") is None
    assert proposed(visitor, "q=") is None
    assert proposed(visitor, f"q=ngan+sahc&xa={unit.address_code}") is not None


def test_words_that_find_something_are_doubted_only_beside_many_times_as_much(notices):
    """“Hội thương” in two notices is no better than “bồi thường” in one."""
    SearchWord.objects.filter(folded="ngan").update(notices=1)
    SearchWord.objects.create(spelling="ngán", folded="ngan", notices=1)
    filters = Filters(q="ngan sahc").understood()
    assert meant(filters, 0, now=clock.now()) == "ngan sach"
    assert meant(filters, 1, now=clock.now()) == ""


def test_a_number_is_never_mended_and_no_covered_name_is_told(visitor, notices):
    SearchWord.objects.create(spelling="rây", folded="ray", notices=50)
    for hidden in ("rya", "ra+raay", "danh+hoafng", "094085000002", "2023+094085000001"):
        assert proposed(visitor, f"q={hidden}") is None


def test_words_of_withdrawn_notices_are_not_proposed(visitor, unit, official, approver):
    gone = make.published(make.draft(official, unit, title="Đập Bàu Xúc"), official, approver)
    count_words()
    assert proposed(visitor, "q=xcus") is None and proposed(visitor, "q=xcu")[1] == "xuc"
    make.withdrawn(gone, approver)
    assert proposed(visitor, "q=xcu") is None


def test_a_rare_word_is_doubted_only_beside_a_much_more_frequent_one(
    notices, unit, official, approver, monkeypatch
):
    make.published(make.draft(official, unit, title="Sac dien"), official, approver)
    count_words()
    assert meant(Filters(q="sac").understood(), 1, now=clock.now()) == ""
    monkeypatch.setattr(meant_module, "TIMES", 4)
    assert meant(Filters(q="sac").understood(), 1, now=clock.now()) == "sach"


def test_it_takes_three_queries_at_most_and_none_where_much_was_found(notices):
    filters = Filters(q="ngan sahc phuogn ngansach lo").understood()
    with CaptureQueriesContext(connection) as captured:
        meant(filters, 0, now=clock.now())
    assert len(captured) <= 3
    with CaptureQueriesContext(connection) as captured:
        assert meant(filters, 3, now=clock.now()) == ""
    assert len(captured) == 0
