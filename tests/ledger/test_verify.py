"""Whatever is changed past the portal, by whoever owns the tables, is named by verify_ledger."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from disclosures.actions.declare_nothing_due import declare_nothing_due
from disclosures.actions.take_down_posting import take_down_posting
from disclosures.ledger import note, seal
from disclosures.ledger.verify import log as verifier
from disclosures.ledger.verify.log import verify_log
from disclosures.ledger.verify.standing import unrecorded
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.management.commands.verify_ledger import verify_nightly
from disclosures.models import Heartbeat, LedgerCheckpoint, LedgerLog
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
    hung = make.posting(
        shown, official, hours=(dt.time(7),), sheets=2, present=40, note="Có biên bản."
    )
    take_down_posting(by=official, posting=hung, ended_on=hung.begins_on)
    make.withdrawn(make.published(make.draft(official, unit), official, approver), approver)
    make.version_in("returned", official, approver, unit)
    declare_nothing_due(
        by=official, unit=unit, kind_code="budget-execution-period", period="2026-Q1",
        reason="Không phát sinh.",
    )  # fmt: skip
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
            "disclosures_disclosure", "disclosures_datatable", "disclosures_roleassignment",
            "disclosures_posting", "disclosures_postingend", "disclosures_nothingdue",
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


# Each is done past the portal; the word stands in the sentence that tells of it.
CHEATS = [
    ("UPDATE disclosures_publicrow SET cells = jsonb_set(cells, '{1}', '\"X\"')", "public_1"),
    ("UPDATE disclosures_fullrow SET cells = jsonb_set(cells, '{1}', '\"X\"')", "full_1"),
    ("DELETE FROM disclosures_publicrow WHERE position = 1", "public_1"),
    ("UPDATE disclosures_version SET title = title || '.'", "meta"),
    ("UPDATE disclosures_version SET salts = salts || salts", "entry"),
    ("UPDATE disclosures_attachment SET sha256 = repeat('a', 64)", "files"),
    ("UPDATE disclosures_attachment SET title = 'Phụ lục khác'", "files"),
    ("UPDATE disclosures_attachment SET role = 'signed'", "files"),
    ("UPDATE disclosures_attachment SET pages = 40", "files"),
    ("UPDATE disclosures_attachment SET salts = substr(salts, 1, 64), title = 'Phụ lục khác'",
     "one cell and one salt"),
    ("UPDATE disclosures_publicrow SET key = key || '!' WHERE position = 2", "key or village"),
    ("UPDATE disclosures_publicrow SET village = 'Khóm Vĩnh Hòa' WHERE position = 2",
     "key or village"),
    ("UPDATE disclosures_publicrow SET folded = '' WHERE position = 2", "found by other words"),
    ("UPDATE disclosures_comment SET number = number + 100 WHERE status = 'published'",
     "another number, 10"),
    ("UPDATE disclosures_comment SET answer_due_on = answer_due_on + 30", "another answer_due_on"),
    ("UPDATE disclosures_posting SET place = 'Nhà văn hóa'", "behind posting"),
    ("UPDATE disclosures_posting SET note = ''", "behind posting"),
    ("UPDATE disclosures_posting SET hours = '{17:00}'", "behind posting"),
    ("UPDATE disclosures_posting SET sheets = 9", "behind posting"),
    ("UPDATE disclosures_posting SET present = 400", "behind posting"),
    ("UPDATE disclosures_posting SET salts = ''", "entry"),
    ("UPDATE disclosures_posting SET begins_on = begins_on - 9", "another begins_on"),
    ("UPDATE disclosures_nothingdue SET reason = 'Quên.'", "behind reason"),
    ("UPDATE disclosures_disclosure SET comments_close_on = comments_close_on - 3",
     "comments_close_on is not"),
    ("UPDATE disclosures_version SET publish_at = publish_at - interval '50 minutes' "
     "WHERE status = 'published'", "another hour"),
    ("UPDATE disclosures_disclosure SET reviewed_at = now() WHERE status = 'published'",
     "a second look without an entry"),
    ("UPDATE disclosures_comment SET body = 'Khen.' WHERE status = 'rejected'", "body"),
    ("UPDATE disclosures_decision SET note = 'khác' WHERE note <> ''", "note"),
    ("UPDATE disclosures_decision SET verb = 'restore_comment' WHERE verb = 'publish_comment'",
     "claims it"),
    ("UPDATE disclosures_posting SET photo_sha256 = repeat('a', 64)", "behind posting"),
    ("UPDATE disclosures_postingend SET note = note || '.'", "behind note"),
    ("UPDATE disclosures_postingend SET ended_on = ended_on + 30", "ends_on"),
    ("DELETE FROM disclosures_postingend", "is gone"),
    (f"UPDATE ledger_entry SET body = body || ' ' WHERE idx = 5 AND {OF_31732}", "canonical"),
    (f"DELETE FROM ledger_commitment WHERE name = 'meta' AND {OF_31732}", "kept otherwise"),
    (f"UPDATE ledger_tile SET data = set_byte(data, 0, 255 - get_byte(data, 0)) "
     f"WHERE {OF_31732}", "does not fit"),
    (f"UPDATE ledger_checkpoint SET root = sha256('x') WHERE {OF_31732}", "root"),
    (f"UPDATE ledger_checkpoint SET note = replace(note, E'\\n', E'\\n\\n') WHERE {OF_31732}",
     "checkpoint"),
    (f"UPDATE ledger_entry SET subject = 'd:zzzzzzzzzz' WHERE idx = 5 AND {OF_31732}",
     "columns"),
    ("UPDATE disclosures_disclosure SET status = 'published', withdrawn_at = NULL "
     "WHERE status = 'withdrawn'", "its entries say withdrawn"),
    ("UPDATE disclosures_disclosure SET withdrawal_note = 'khác' WHERE status = 'withdrawn'",
     "another reason for the withdrawal"),
    ("UPDATE disclosures_disclosure SET withdrawal_reason = 'revoked' "
     "WHERE status = 'withdrawn'", "another withdrawal"),
    ("UPDATE disclosures_disclosure SET due_on = '2099-01-01' WHERE status = 'published'",
     "due_on is not"),
    ("UPDATE disclosures_disclosure SET posting_ends_on = '2026-01-01' "
     "WHERE status = 'published'", "ends_on is not"),
    ("UPDATE disclosures_disclosure SET posting_ended_at = now() WHERE status = 'published'",
     "ended without an entry"),
    ("UPDATE disclosures_version SET publish_at = publish_at - interval '30 days' "
     "WHERE status = 'published'", "another posted_on"),
    ("UPDATE disclosures_disclosure SET number = number + 100 WHERE status = 'published'",
     "another reference"),
    ("UPDATE disclosures_version SET status = 'published' WHERE status = 'returned'",
     "versions are shown"),
    ("UPDATE disclosures_comment SET status = 'published' WHERE status = 'rejected'",
     "its last entry comment.rejected"),
    ("UPDATE disclosures_comment SET shown_body = 'Khen.' WHERE status = 'published'",
     "never committed"),
    ("UPDATE disclosures_comment SET received_at = received_at - interval '3 days'",
     "another date"),
    ("DELETE FROM disclosures_decision WHERE verb = 'hide_comment'", "row that it tells of"),
    ("UPDATE disclosures_decision SET by_id = author_id WHERE verb = 'return_disclosure'",
     "another actor"),
    ("UPDATE disclosures_decision SET role = 'auditor' WHERE verb = 'publish_comment'",
     "another role"),
    ("UPDATE disclosures_decision SET note = 'Khen.' WHERE verb = 'publish_disclosure'",
     "never committed"),
    ("UPDATE disclosures_datatable SET totals = jsonb_set(totals, '{rows}', '9')",
     "sums and counts"),
    ("UPDATE disclosures_datatable SET public_columns = public_columns || '[\"x\"]'",
     "named otherwise"),
    ("INSERT INTO disclosures_attachment (version_id, number, role, title, filename, media_type, "
     "size, sha256, salts, added_at, scan, virus, findings) SELECT version_id, 9, 'annex', 'x', "
     "'x', 'x', 1, sha256, salts, now(), scan, virus, findings FROM disclosures_attachment LIMIT 1",
     "never committed"),
]  # fmt: skip


@pytest.mark.slow
def test_whatever_was_changed_is_named(whole):
    for sql, word in CHEATS:
        with transaction.atomic():
            forced(sql)
            problems = verify_log(whole).problems
            assert any(word in problem for problem in problems), (sql, problems)
            transaction.set_rollback(True)
    assert verify_log(whole).problems == []


def test_a_lost_tail_and_a_gap_are_named(whole):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    forced(f"UPDATE ledger_entry SET idx = idx + 1000 WHERE idx = 4 AND {OF_31732}")
    assert any("entry 4 is missing" in problem for problem in verify_log(whole).problems)


def test_other_peoples_entries_that_cannot_be_read_are_told_one_by_one(whole):
    log = make_log(3, code="31759")
    assert [problem for problem in verify_log(log).problems if "cannot be read" in problem]


def test_a_checkpoint_that_somebody_kept_shows_what_the_database_no_longer_says(whole, tmp_path):
    newest = LedgerCheckpoint.objects.filter(log=whole).latest("size")
    assert verify_log(whole, [newest.note]).problems == []
    key = note.load_or_create_key(settings.LEDGER_KEY_FILE)
    for size, root, word in (
        (newest.size, bytes(32), "give the root"),
        (newest.size + 1, bytes(newest.root), "the tree holds"),
    ):
        kept = note.sign(seal.checkpoint_text(whole.origin, size, root), whole.origin, key)
        assert any(word in problem for problem in verify_log(whole, [kept]).problems)
    forged = newest.note.replace(f"\n{newest.size}\n", f"\n{newest.size - 1}\n")
    assert any("does not hold" in problem for problem in verify_log(whole, [forged]).problems)
    other = newest.note.replace("31732", "31759")
    assert verify_log(whole, [other]).problems == []


def test_the_portals_record_of_a_root_is_held_against_the_log_it_names(whole):
    own = LedgerLog.objects.get(unit_code=None)
    assert verify_log(own).problems == []
    forced("UPDATE ledger_tile SET data = set_byte(data, 0, 255 - get_byte(data, 0)) "
           f"WHERE {OF_31732}")  # fmt: skip
    assert any("has another root" in problem for problem in verify_log(own).problems)


def test_a_role_that_was_given_or_kept_past_the_portal_is_named(whole):
    own = LedgerLog.objects.get(unit_code=None)
    forced("UPDATE disclosures_roleassignment SET revoked_at = now() WHERE role = 'moderator'")
    assert any("grants that hold" in problem for problem in verify_log(own).problems)


def test_rows_outside_every_log_are_named(whole):
    assert unrecorded().problems == []
    forced("UPDATE disclosures_decision SET entry_log = 0 WHERE verb = 'reject_comment'")
    assert any("decision claim" in problem for problem in unrecorded().problems)
    forced("UPDATE disclosures_disclosure SET unit_id = (SELECT id FROM "
           "disclosures_administrativeunit WHERE address_code = '31759')")  # fmt: skip
    assert any("has no log" in problem for problem in unrecorded().problems)


def test_what_the_sealer_refuses_is_told(whole):
    seal.Memory().remember(whole.origin, 10_000, bytes(32), "")
    seal_round()
    problems = verify_log(whole).problems
    assert any("the sealer's memory" in problem for problem in problems)
    assert any("refuses it: rollback" in problem for problem in problems)


def test_the_command_counts_and_fails_where_something_disagrees(whole, capsys):
    call_command("verify_ledger", unit="31732")
    assert "1 logs: " in capsys.readouterr().out
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_ledger", checkpoint=[Path("/nowhere")])
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


@pytest.mark.slow
def test_a_chain_is_followed_from_one_batch_into_the_next(whole, monkeypatch):
    monkeypatch.setattr(verifier, "BATCH", 2)
    assert verify_log(whole).problems == []
    forced(f"UPDATE ledger_entry SET subject_seq = 90 WHERE idx = 1 AND {OF_31732}")
    broken = [each for each in verify_log(whole).problems if "chain of its subject" in each]
    assert len(broken) == 2
