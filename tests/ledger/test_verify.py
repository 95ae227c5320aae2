"""Whatever is changed past the portal, by whoever owns the tables, is named by verify_ledger."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from disclosures.ledger.verify import verify_log
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.management.commands.verify_ledger import verify_nightly
from disclosures.models import Heartbeat, LedgerLog
from tests import make
from tests.ledger.logs import make_log

pytestmark = pytest.mark.django_db
OF_31732 = "log_id = (SELECT id FROM ledger_log WHERE unit_code = '31732')"


@pytest.fixture
def whole(settings, tmp_path, request):
    """A commune's log with tables, files, comments in every state, amended and withdrawn."""
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")
    names = ("unit", "official", "approver", "moderator")
    unit, official, approver, moderator = map(request.getfixturevalue, names)
    draft = make.household_draft(official, unit)
    make.attach(official, draft)
    make.published(draft, official, approver)
    shown = make.published(make.budget_draft(official, unit), official, approver)
    make.withdrawn(make.published(make.draft(official, unit), official, approver), approver)
    make.version_in("returned", official, approver, unit)
    for status in ("published", "hidden", "rejected", "pending", "closed", "taken_back"):
        make.comment_in(status, moderator, unit, shown if status != "closed" else None)
    seal_round()
    connection.check_constraints()
    return LedgerLog.objects.get(unit_code="31732")


def forced(sql):
    """As somebody does who owns the tables: without triggers."""
    with connection.cursor() as cursor:
        tables = [
            "ledger_entry", "ledger_tile", "ledger_checkpoint", "ledger_commitment",
            "disclosures_publicrow", "disclosures_fullrow", "disclosures_version",
            "disclosures_comment", "disclosures_decision", "disclosures_attachment",
        ]  # fmt: skip
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(sql)
        assert cursor.rowcount > 0


def test_an_untouched_log_agrees_with_itself_to_the_last_row(whole):
    report = verify_log(whole)
    assert report.problems == []
    assert report.entries > 20 and report.commitments > 10 and report.rows > 10
    assert report.checkpoints == 1 and report.tiles > 0


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        ("UPDATE disclosures_publicrow SET cells = jsonb_set(cells, '{1}', '\"X\"')", "public_1"),
        ("UPDATE disclosures_fullrow SET cells = jsonb_set(cells, '{1}', '\"X\"')", "full_1"),
        ("DELETE FROM disclosures_publicrow WHERE position = 1", "public_1"),
        ("UPDATE disclosures_version SET title = title || '.'", "meta"),
        ("UPDATE disclosures_version SET salts = salts || salts", "entry"),
        ("UPDATE disclosures_attachment SET sha256 = repeat('a', 64)", "files"),
        ("UPDATE disclosures_comment SET body = 'Khen.' WHERE status = 'rejected'", "body"),
        ("UPDATE disclosures_decision SET note = 'khác' WHERE note <> ''", "note"),
        ("UPDATE disclosures_decision SET verb = 'restore_comment' WHERE verb = 'publish_comment'",
         "claims it"),
        (f"UPDATE ledger_entry SET body = body || ' ' WHERE idx = 5 AND {OF_31732}", "canonical"),
        (f"DELETE FROM ledger_commitment WHERE name = 'meta' AND {OF_31732}", "kept otherwise"),
        (f"UPDATE ledger_tile SET data = set_byte(data, 0, 255 - get_byte(data, 0)) "
         f"WHERE {OF_31732}", "does not fit"),
        (f"UPDATE ledger_checkpoint SET root = sha256('x') WHERE {OF_31732}", "root"),
        (f"UPDATE ledger_checkpoint SET note = replace(note, E'\\n', E'\\n\\n') WHERE {OF_31732}",
         "checkpoint"),
        (f"UPDATE ledger_entry SET subject = 'd:zzzzzzzzzz' WHERE idx = 5 AND {OF_31732}",
         "columns"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(whole, sql, word):
    forced(sql)
    problems = verify_log(whole).problems
    assert any(word in problem for problem in problems), problems


def test_a_lost_tail_and_a_gap_are_named(whole):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    forced(f"UPDATE ledger_entry SET idx = idx + 1000 WHERE idx = 4 AND {OF_31732}")
    assert any("entry 4 is missing" in problem for problem in verify_log(whole).problems)


def test_other_peoples_entries_that_cannot_be_read_are_told_one_by_one(whole):
    log = make_log(3, code="31759")
    assert [problem for problem in verify_log(log).problems if "cannot be read" in problem]


def test_the_command_counts_and_fails_where_something_disagrees(whole, capsys):
    call_command("verify_ledger", unit="31732")
    assert "1 logs: " in capsys.readouterr().out
    forced("UPDATE disclosures_version SET title = 'khác'")
    with pytest.raises(CommandError, match="disagreements"):
        call_command("verify_ledger")
    assert "meta" in capsys.readouterr().err
    with pytest.raises(CommandError, match="no log"):
        call_command("verify_ledger", unit="99999")


def test_once_a_day_it_is_done_by_the_worker_and_seen_in_the_health_of_the_portal(whole, visitor):
    verify_nightly()
    assert Heartbeat.objects.get(task="verify_ledger").counted == 0
    forced("UPDATE disclosures_version SET title = 'khác'")
    verify_nightly()
    assert Heartbeat.objects.get(task="verify_ledger").counted == 0
    Heartbeat.objects.filter(task="verify_ledger").delete()
    verify_nightly()
    assert Heartbeat.objects.get(task="verify_ledger").counted > 0
    assert visitor.get("/readyz").json()["checks"]["ledger"] is False
