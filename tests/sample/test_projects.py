"""The shortcut of large samples gives the very roots that committing gives."""

import random

import pytest

from disclosures.rules.hashing import commit_rows
from disclosures.sample.copying import Batch
from disclosures.sample.projects import Projects

pytestmark = pytest.mark.django_db


def test_its_roots_are_those_of_committing():
    batch = Batch()
    projects = Projects(random.Random(3), 7)
    public, full = projects.add(batch, 1, 2)
    for commitment, name in ((public, "public"), (full, "full")):
        salts = [row[3] for row in batch.rows[f"disclosures_{name}row"]]
        again = commit_rows(f"{name}_1", projects.columns, zip(projects.cells, salts, strict=True))
        assert commitment == again


def test_no_two_rows_share_a_salt():
    batch = Batch()
    Projects(random.Random(3), 7).add(batch, 1, 2)
    salts = [
        row[3][at : at + 16]
        for name in ("public", "full")
        for row in batch.rows[f"disclosures_{name}row"]
        for at in range(0, len(row[3]), 16)
    ]
    assert len(set(salts)) == len(salts)
