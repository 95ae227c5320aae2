"""What the database itself refuses, whoever asks: four eyes, frozen versions, history."""

import pytest
from django.db import DatabaseError, connection, transaction

from disclosures.actions.answer_comment import answer_comment
from disclosures.models import Attachment, DataTable, Decision, Disclosure, FullRow, Version
from disclosures.models.ledger import LedgerEntry
from tests import make
from tests.actions.cases import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(unit, other_unit):
    return Cast(unit, other_unit)


@pytest.fixture
def published(cast):
    """A published list of households, with rows, an entry for each step, and a file."""
    return make.published(
        make.household_draft(cast.official, cast.unit), cast.official, cast.approver
    )


def refused(sql, parameters=(), *, match=""):
    """Run the statement as the owner of the tables would; it must fail, at the latest when the
    transaction ends."""
    connection.check_constraints()  # what led here is whole, and leaves no trigger to wait for
    with pytest.raises(DatabaseError, match=match or None), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            assert cursor.rowcount != 0, "the statement touched nothing"
        connection.check_constraints()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET body = '{}'",
        "UPDATE ledger_entry SET recorded_at = now()",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
        "UPDATE ledger_commitment SET root = repeat('A', 43)",
        "DELETE FROM ledger_commitment",
        "TRUNCATE ledger_commitment",
    ],
)
def test_an_entry_neither_changes_nor_goes(published, statement):
    refused(statement, match="append-only")


def test_an_entry_cannot_be_slipped_in_between(published):
    entry = LedgerEntry.objects.order_by("-idx").first()
    refused(
        "SELECT ledger_append(%s, %s, '{}'::bytea, 'x.y', 'd:zzzzzzzz', 1, now())",
        [entry.log_id, entry.idx],
        match="gap or reorder",
    )


@pytest.mark.parametrize(
    "change",
    [
        "title = 'Khác'", "summary = ''", "body = 'x'", "document_number = '1'", "salts = ''",
        "roots = '[]'", "author_id = author_id + 1", "frozen_at = NULL", "number = 9",
        "change_reason = 'x'",
    ],
)  # fmt: skip
@pytest.mark.parametrize("state", ["submitted", "published"])
def test_a_version_is_frozen_from_submission_on(cast, change, state):
    version = cast.submitted() if state == "submitted" else cast.published().current_version
    refused(f"UPDATE disclosures_version SET {change} WHERE id = %s", [version.pk])


def test_a_frozen_version_is_not_deleted(published):
    refused("DELETE FROM disclosures_version WHERE disclosure_id = %s", [published.pk])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disclosures_publicrow SET cells = '[]' WHERE table_id = %s",
        "UPDATE disclosures_publicrow SET folded = '' WHERE table_id = %s",
        "DELETE FROM disclosures_publicrow WHERE table_id = %s",
        "UPDATE disclosures_fullrow SET cells = '[]' WHERE table_id = %s",
        "UPDATE disclosures_fullrow SET salts = '' WHERE table_id = %s",
        "DELETE FROM disclosures_fullrow WHERE table_id = %s",
        "UPDATE disclosures_datatable SET totals = '{}' WHERE id = %s",
        "DELETE FROM disclosures_datatable WHERE id = %s",
        "INSERT INTO disclosures_publicrow (table_id, position, cells, salts, key, village, folded)"
        " VALUES (%s, 99, '[]', '', '', '', '')",
    ],
)
def test_a_published_row_neither_changes_nor_goes_nor_comes(published, statement):
    table = DataTable.objects.get(version=published.current_version)
    assert FullRow.objects.filter(table=table).count() == 3
    refused(statement, [table.pk], match="frozen")


def test_a_file_of_a_frozen_version_stays(cast):
    attachment = cast.attachment()
    version = attachment.version
    make.approved(version, cast.official, cast.approver)
    assert Attachment.objects.filter(version=version).count() == 1
    sha256 = "0" * 64
    refused(f"UPDATE disclosures_attachment SET sha256 = '{sha256}'", match="frozen")
    refused("DELETE FROM disclosures_attachment", match="frozen")


def test_nobody_approves_their_own_version(cast):
    version = cast.submitted()
    entry = LedgerEntry.objects.order_by("-idx").first()
    refused(
        "INSERT INTO disclosures_decision (verb, disclosure_id, version_id, unit_id, by_id, role,"
        " author_id, reason_code, note, note_salts, decided_at, entry_log, entry_idx) VALUES"
        " ('approve_disclosure', %s, %s, %s, %s, 'approver', %s, '', '', '', now(), %s, %s)",
        [
            version.disclosure_id, version.pk, cast.unit.pk, cast.official.pk, cast.official.pk,
            entry.log_id, entry.idx,
        ],
    )  # fmt: skip


def test_nobody_lends_another_name_to_the_author_they_approve(cast):
    version = cast.submitted()
    entry = LedgerEntry.objects.order_by("-idx").first()
    refused(
        "INSERT INTO disclosures_decision (verb, disclosure_id, version_id, unit_id, by_id, role,"
        " author_id, reason_code, note, note_salts, decided_at, entry_log, entry_idx) VALUES"
        " ('approve_disclosure', %s, %s, %s, %s, 'approver', %s, '', '', '', now(), %s, %s)",
        [
            version.disclosure_id, version.pk, cast.unit.pk, cast.official.pk, cast.moderator.pk,
            entry.log_id, entry.idx,
        ],
        match="names the author",
    )  # fmt: skip


@pytest.mark.parametrize("status", ["approved", "scheduled", "published"])
def test_no_version_is_public_without_its_decisions_and_entries(cast, status):
    version = cast.submitted()
    refused(
        "UPDATE disclosures_version SET status = %s, publish_at = now(), published_at = now()"
        " WHERE id = %s",
        [status, version.pk],
        match="without an approval",
    )


def test_an_approved_version_is_not_published_without_an_entry(cast):
    version = cast.scheduled()
    refused(
        "UPDATE disclosures_version SET status = 'published' WHERE id = %s",
        [version.pk],
        match="without its entry",
    )


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ("status = 'published', publish_at = now(), published_at = now()", ""),
        ("status = 'withdrawn', withdrawn_at = now(), withdrawal_reason = 'revoked'", ""),
        ("status = 'superseded'", ""),
    ],
)
def test_a_disclosure_takes_no_status_that_was_not_decided(cast, change, match):
    disclosure = cast.draft().disclosure
    refused(
        f"UPDATE disclosures_disclosure SET {change} WHERE id = %s", [disclosure.pk], match=match
    )


@pytest.mark.parametrize(
    "change", ["number = 99", "year = 2020", "slug = 'khac'", "subject = 'd:a'"]
)
def test_a_reference_stays_for_ever(published, change):
    refused(
        f"UPDATE disclosures_disclosure SET {change} WHERE id = %s",
        [published.pk],
        match="keeps its reference",
    )


def test_what_was_public_is_not_deleted(published):
    Decision.objects.filter(disclosure=published).exists()
    refused("DELETE FROM disclosures_disclosure WHERE id = %s", [published.pk])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE disclosures_decision SET note = 'x'", "DELETE FROM disclosures_decision"],
)
def test_a_decision_neither_changes_nor_goes(published, statement):
    refused(statement, match="append-only")


def test_an_answer_neither_changes_nor_goes(cast):
    answer_comment(by=cast.official, comment=cast.shown(), office="Phòng Kinh tế", body="Đã xong.")
    refused("UPDATE disclosures_reply SET body = 'x'", match="append-only")
    refused("DELETE FROM disclosures_reply", match="append-only")


@pytest.mark.parametrize("change", ["body = 'x'", "name = 'x'", "received_at = now()"])
def test_a_comment_keeps_its_words(cast, change):
    comment = cast.pending()
    refused(
        f"UPDATE disclosures_comment SET {change} WHERE id = %s",
        [comment.pk],
        match="keeps its words",
    )


@pytest.mark.parametrize("status", ["published", "rejected", "hidden", "closed"])
def test_no_comment_is_decided_without_a_decision(cast, status):
    comment = cast.pending()
    refused(
        "UPDATE disclosures_comment SET status = %s, decided_at = now() WHERE id = %s",
        [status, comment.pk],
        match="without a decision",
    )


def test_a_private_comment_is_never_shown(cast):
    comment = cast.private()
    refused(
        "UPDATE disclosures_comment SET status = 'published', decided_at = now() WHERE id = %s",
        [comment.pk],
    )


def test_a_decision_without_an_entry_is_refused(cast):
    version = cast.submitted()
    refused(
        "INSERT INTO disclosures_decision (verb, disclosure_id, version_id, unit_id, by_id, role,"
        " author_id, reason_code, note, note_salts, decided_at, entry_log, entry_idx) VALUES"
        " ('approve_disclosure', %s, %s, %s, %s, 'approver', %s, '', '', '', now(), 1, 999999)",
        [
            version.disclosure_id, version.pk, cast.unit.pk, cast.approver.pk, cast.official.pk,
        ],
    )  # fmt: skip


def test_a_draft_may_still_change_and_go(cast):
    """The guards hold what is frozen, and nothing else."""
    version = cast.draft()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE disclosures_version SET title = 'x' WHERE id = %s", [version.pk])
    assert Version.objects.get(pk=version.pk).title == "x"
    assert Disclosure.objects.filter(pk=version.disclosure_id).exists()
