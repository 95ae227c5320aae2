"""What a Khmer reader meets is in Khmer, and pages say where something is not."""

import pytest
from django.utils import translation

from disclosures.catalogue import load
from disclosures.catalogue.comment_rules import comment_rules
from tests import make
from tests.house.public_words import public_sentences
from tests.house.test_catalogues import missing

ONLY_VIETNAMESE = "ឯកសារនេះជាភាសាវៀតណាម"


@pytest.fixture(autouse=True)
def _in_vietnamese():
    """The client leaves the language of the last page behind."""
    with translation.override("vi"):
        yield


def test_every_sentence_that_a_resident_can_meet_has_its_khmer():
    absent = missing("km", public_sentences())
    assert not absent, "\n".join(absent)


@pytest.mark.django_db
def test_pages_tell_in_khmer_that_a_notice_is_in_vietnamese(visitor, unit, official, approver):
    address = make.published(make.draft(official, unit), official, approver).get_absolute_url()
    assert ONLY_VIETNAMESE in visitor.get(f"/km{address}").content.decode()
    assert "only the portal's own words" in visitor.get(f"/en{address}").content.decode()
    assert ONLY_VIETNAMESE not in visitor.get(address).content.decode()


def test_titles_of_kinds_groups_and_rules_have_their_khmer():
    without = [kind["code"] for kind in load.kinds() if not kind["title"].get("km")]
    without += [group.code for group in load.groups() if not group.titles.get("km")]
    without += [group.code for group in load.groups() if not group.texts.get("km")]
    without += [rule.number for rule in comment_rules() if not rule.texts.get("km")]
    assert without == []
    # The portal's own translation: graded as one that somebody has still to check.
    assert all("title.km" in kind["needs_review"] for kind in load.kinds())
