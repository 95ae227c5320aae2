"""Schemas from the catalogue's files, and the commune of the messy workbooks."""

import functools

import pytest

from disclosures.catalogue import load
from disclosures.tables import schema as schemas
from disclosures.tables.checked import Context


@functools.cache
def _bodies():
    return {record["name"]: record for record in load.tables()}


@pytest.fixture
def schema():
    """A declared schema by its name."""
    return lambda name: schemas.read(_bodies()[name])


@pytest.fixture
def commune():
    return Context(
        villages=("Khóm Vĩnh Trung", "Khóm Vĩnh Kiên", "Khóm Vĩnh Tiền"), fiscal_year=2026
    )
