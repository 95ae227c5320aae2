"""What was erased stays erased, and nothing is taken away without a decision."""

import datetime as dt
import json

import pytest
from django.db import connection, transaction

from disclosures.actions.propose_redaction import propose_redaction
from disclosures.actions.redact_person import redact_person
from disclosures.ledger.verify.log import verify_log
from disclosures.models import LedgerLog, PublicRow
from disclosures.rules.hashing import b64url, cell_digest
from disclosures.vocabulary import Role
from tests import make
from tests.ledger.production import without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased(operator, service, unit, official, approver):
    """A list from which one household was erased by decision; its row as it was, and as it is."""
    households = make.published(make.household_draft(official, unit), official, approver)
    table = households.current_version.tables.get()
    before = PublicRow.objects.get(table=table, position=1)
    redaction = propose_redaction(
        by=make.person("bao-ve-du-lieu", Role.DATA_PROTECTION, unit),
        unit=unit, places=[f"row:{table.pk}:1"], basis="request", decision_number="12/QĐ-UBND",
        decision_date=dt.date(2026, 1, 5), note="Người dân yêu cầu xoá.",
    )  # fmt: skip
    redact_person(by=approver, redaction=redaction)
    connection.check_constraints()
    assert problems() == []
    return before


def problems():
    return verify_log(LedgerLog.objects.get(unit_code="31732")).problems


def named(word, sql):
    with transaction.atomic():
        without_triggers(None, sql)
        found = problems()
        transaction.set_rollback(True)
    return any(word in problem for problem in found)


def test_a_row_blackened_without_a_decision_is_named(erased):
    row = PublicRow.objects.get(position=2)
    digest = b64url(cell_digest(bytes(row.salts)[16:32], row.table.public_columns[1], row.cells[1]))
    assert named(
        "was taken away without a decision",
        "UPDATE disclosures_publicrow SET cells = jsonb_set(cells, '{1}', 'null'), "
        f"erased = '{json.dumps({'1': digest})}' WHERE id = {row.pk}",
    )


def test_a_value_that_a_backup_brought_back_is_named(erased):
    cells = json.dumps(erased.cells, ensure_ascii=False).replace("'", "''")
    assert named(
        "its value is there again",
        f"UPDATE disclosures_publicrow SET cells = '{cells}', erased = NULL, "
        f"salts = '\\x{bytes(erased.salts).hex()}' WHERE id = {erased.pk}",
    )


def test_something_shown_in_the_place_of_what_was_erased_is_named(erased):
    assert named(
        "something is shown in its place",
        "UPDATE disclosures_publicrow SET cells = jsonb_set(cells, '{1}', '\"Ông khác\"') "
        f"WHERE id = {erased.pk}",
    )
