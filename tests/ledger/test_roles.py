"""What the roles of production may do to the ledger, as deploy/ gives them their rights."""

import pytest
from django.db import ProgrammingError, connection, transaction

from disclosures.ledger import seal
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import LedgerCheckpoint, LedgerLog
from tests import make
from tests.ledger import production
from tests.ledger.production import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(settings, tmp_path, request):
    """Roles and grants as deploy/ writes them, and a log with something in it."""
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")
    unit, official, approver = map(request.getfixturevalue, ("unit", "official", "approver"))
    make.published(make.draft(official, unit), official, approver)
    production.install()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET body = '{}'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
        "INSERT INTO ledger_entry (log_id, idx, body, etype, subject, subject_seq, recorded_at) "
        "SELECT log_id, 999, '{}', 'x.y', 'd:x', 1, now() FROM ledger_entry LIMIT 1",
        "UPDATE ledger_head SET size = 1",
        "INSERT INTO ledger_tile SELECT log_id, 0, 0, body FROM ledger_entry LIMIT 1",
        "UPDATE ledger_checkpoint SET size = 1",
        "INSERT INTO ledger_checkpoint (log_id, size, root, note) "
        "SELECT id, 1, sha256('x'), '' FROM ledger_log LIMIT 1",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "UPDATE disclosures_decision SET verb = ''",
        "UPDATE django_migrations SET name = ''",
    ],
)
@pytest.mark.parametrize("role", ["portal_app"])
def test_the_application_is_refused(sealed, role, sql):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        as_role(role, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET body = '{}'",
        "DELETE FROM ledger_checkpoint",
        "UPDATE ledger_checkpoint SET note = ''",
        "DELETE FROM ledger_tile",
    ],
)
def test_the_sealer_is_refused_what_would_rewrite(sealed, sql):
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_role("portal_sealer", sql)


def test_the_sealer_seals_under_its_own_role_and_the_application_cannot(sealed):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE portal_app")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            seal.seal_log(LedgerLog.objects.first(), seal.Memory())
        cursor.execute("SET ROLE portal_sealer")
        assert seal_round() == (2, [])
        cursor.execute("RESET ROLE")
    assert LedgerCheckpoint.objects.count() == 2
