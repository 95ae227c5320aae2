"""What a Khmer reader meets is in Khmer, and what is not says which language it is in."""

from tests.house.public_words import public_sentences
from tests.house.test_catalogues import missing


def test_every_sentence_that_a_resident_can_meet_has_its_khmer():
    absent = missing("km", public_sentences())
    assert not absent, "\n".join(absent)
