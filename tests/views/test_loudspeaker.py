"""The loudspeaker's script on the site: in whose words, and without names of residents."""

import re

import pytest

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def words(response):
    return re.search(r'<div id="loa".*?</div>', response.content.decode(), re.S)[0]


def test_the_script_is_read_in_southern_words_and_northern_on_request(
    visitor, unit, official, approver
):
    this = make.published(make.budget_draft(official, unit), official, approver)
    address = f"{this.get_absolute_url()}doc-loa/"
    south, north = visitor.get(address), visitor.get(f"{address}?giong=bac")
    assert "hai ngàn" in words(south)
    assert "hai nghìn" in words(north)
    text = re.sub(r"<[^>]+>", "", words(south))
    assert not re.search(r"\d", text)
    assert "s-maxage=4" in south["Cache-Control"]
    assert address in visitor.get(this.get_absolute_url()).content.decode()


def test_no_name_of_a_list_is_read_out(visitor, unit, official, approver):
    this = make.published(make.household_draft(official, unit), official, approver)
    assert "Thạch" not in words(visitor.get(f"{this.get_absolute_url()}doc-loa/"))


def test_withdrawn_notices_have_no_script_any_more(visitor, unit, official, approver):
    this = make.published(make.budget_draft(official, unit), official, approver)
    make.withdrawn(this, approver)
    assert visitor.get(f"{this.get_absolute_url()}doc-loa/").status_code == 410
