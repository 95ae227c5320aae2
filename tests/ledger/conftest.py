"""Known answers that were computed by other programs than ours."""

import json
from pathlib import Path

import pytest

VECTORS = Path(__file__).parent / "vectors.json"


@pytest.fixture(scope="session")
def vectors():
    return json.loads(VECTORS.read_text("utf-8"))
