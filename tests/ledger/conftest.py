"""Known answers that were computed by other programs than ours."""

import json
from pathlib import Path

import pytest

from tests.ledger.story import tell

VECTORS = Path(__file__).parent / "vectors.json"


@pytest.fixture(scope="session")
def vectors():
    return json.loads(VECTORS.read_text("utf-8"))


@pytest.fixture
def told(unit, official, approver, second_approver, moderator):
    """A commune in which everything happened that a log can tell of; sealed."""
    return tell(unit, official, approver, moderator)
