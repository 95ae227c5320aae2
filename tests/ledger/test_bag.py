"""A history is taken out as a bag that other people's programs and our own accept."""

import pytest

from tests.ledger import bags

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("edition", ["public", "auditor"])
def test_a_bag_of_everything_is_accepted(told, edition, tmp_path, auditor):
    bag = bags.make(told, tmp_path, edition=edition, reader=auditor)
    code, words = bags.judge(bag, auditor=edition == "auditor")
    assert code == 0, "\n".join(words)
    assert words[-1].startswith("ĐÚNG · OK")
