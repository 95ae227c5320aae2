"""The threat table of the ledger's design, row by row, with the database roles of production.

Who may try what: the application, the owner of the tables, the superuser, whoever rules the sealer
and its key as well. What is not refused is seen by verify_ledger, by the sealer, or by a checkpoint
that somebody kept.
"""

import base64
import json
import shutil

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from disclosures.errors import Gone, WrongState
from disclosures.ledger import note, seal, tiles
from disclosures.ledger.bag import verify as bag_verify
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.management.commands.verify_ledger import verify_all
from disclosures.models import Comment, Disclosure, LedgerCheckpoint, LedgerEntry, LedgerLog
from disclosures.queries import disclosure_page
from disclosures.rules import clock
from disclosures.rules.hashing import canonical, cell_digest, new_salts
from tests import make
from tests.ledger import bags, production
from tests.ledger.production import as_role, without_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OWNER, SUPERUSER, APPLICATION = "portal_owner", None, "portal_app"


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, request):
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")


@pytest.fixture
def real(settings):
    """Not a sample, whose notices may lie in the past."""
    settings.SAMPLE_DATABASE = False


@pytest.fixture
def commune(unit, official, approver, moderator):
    """A table, a withdrawn notice and comments, sealed; then the roles of production."""
    make.published(make.household_draft(official, unit), official, approver)
    shown = make.published(make.budget_draft(official, unit), official, approver)
    make.withdrawn(make.published(make.draft(official, unit), official, approver), approver)
    for status in ("published", "rejected", "pending"):
        make.comment_in(status, moderator, unit, shown)
    seal_round()
    production.install()
    return LedgerLog.objects.get(unit_code="31732")


def problems():
    return [problem for report in verify_all() for problem in report.problems]


def seen(word):
    return any(word in problem for problem in problems())


# An official edits a published list silently; a moderator drops a comment; somebody dates back;
# somebody withdraws and pretends that it never was: by the table behind the page.
EDITS = {
    "a row is edited": (
        "UPDATE disclosures_publicrow SET cells = jsonb_set(cells, '{1}', '\"X\"')", "public_1",
    ),
    "a row is taken out": ("DELETE FROM disclosures_publicrow WHERE position = 1", "public_1"),
    "the title is edited": ("UPDATE disclosures_version SET title = 'Khác'", "meta"),
    "a publication is dated back": (
        "UPDATE disclosures_version SET publish_at = publish_at - interval '40 days' "
        "WHERE status = 'published'", "posted_on",
    ),
    "a decision is dated back": (
        "UPDATE disclosures_decision SET decided_at = decided_at - interval '40 days'",
        "another date",
    ),
    "a comment is dropped": (
        "DELETE FROM disclosures_comment WHERE status = 'pending'", "row that it tells of is gone",
    ),
    "a comment's words are changed": ("UPDATE disclosures_comment SET body = 'Khen.'", "body"),
    "a decision is taken out": (
        "DELETE FROM disclosures_decision WHERE verb = 'withdraw_disclosure'", "is gone",
    ),
    "an entry is edited": (
        "UPDATE ledger_entry SET body = convert_to(replace(convert_from(body, 'UTF8'), 'rule-1', "
        "'rule-2'), 'UTF8') WHERE etype = 'comment.rejected'", "does not fit the entries",
    ),
    "an entry is taken out": ("DELETE FROM ledger_entry WHERE etype = 'comment.rejected'",
                              "is missing"),
    "a checkpoint is edited": ("UPDATE ledger_checkpoint SET root = sha256('x')", "root"),
}  # fmt: skip


@pytest.mark.parametrize("role", [APPLICATION, OWNER])
def test_the_application_and_the_owner_are_refused_every_edit(commune, role):
    """Triggers hold for the owner as well; deferred ones are asked as at a commit."""
    for name, (sql, _word) in EDITS.items():
        with pytest.raises((IntegrityError, ProgrammingError)) as refusal:
            as_role(role, sql, "SET CONSTRAINTS ALL IMMEDIATE")
        told = str(refusal.value)
        words = ("append-only", "frozen", "keeps its words", "permission denied", "refused")
        assert any(word in told for word in words), (name, told)


@pytest.mark.parametrize("role", [OWNER, SUPERUSER])
def test_with_triggers_off_every_edit_is_named_by_verify_ledger(commune, role):
    for name, (sql, word) in EDITS.items():
        edit = sql
        if role and name in ("an entry is taken out", "a comment is dropped"):
            # The owner cannot switch foreign keys off, but can drop them.
            edit = None
        with transaction.atomic():
            drop = _drop_foreign_keys() if edit is None else []
            without_triggers(role, *drop, sql)
            assert seen(word), (name, problems())
            transaction.set_rollback(True)
    assert problems() == []


def _drop_foreign_keys():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) "
            "FROM pg_constraint WHERE contype = 'f' AND "
            "confrelid::regclass::text IN ('ledger_entry', 'disclosures_comment')"
        )
        return [sql for (sql,) in cursor.fetchall()]


def test_the_superuser_cannot_slip_past_the_ledgers_triggers_by_replication_mode(commune):
    for table in ("ledger_entry", "ledger_checkpoint", "ledger_tile", "ledger_log"):
        with pytest.raises(IntegrityError, match=r"append-only|refused"):
            as_role(SUPERUSER, "SET LOCAL session_replication_role = replica",
                    f"DELETE FROM {table}")  # fmt: skip
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_role(OWNER, "SET LOCAL session_replication_role = replica")


def test_the_application_cannot_append_out_of_order_nor_reserve_without_an_entry(commune):
    with pytest.raises(IntegrityError, match="gap or reorder"):
        as_role(APPLICATION,
                "SELECT ledger_append(id, 999, '{}', 'x.y', 'd:zzzzzzzz', 1, now()) "
                "FROM ledger_log WHERE unit_code = '31732'")  # fmt: skip
    with pytest.raises(IntegrityError, match="foreign key"):
        as_role(APPLICATION,
                "SELECT ledger_reserve(id, 'd:zzzzzzzz') FROM ledger_log",
                "SET CONSTRAINTS ALL IMMEDIATE")  # fmt: skip


def test_nobody_pretends_that_a_withdrawn_notice_never_existed(commune):
    disclosure = Disclosure.objects.get(status="withdrawn")
    unit, year, number = disclosure.unit.address_code, disclosure.year, disclosure.number
    with pytest.raises(Gone):
        disclosure_page.find(unit, year, number, clock.now())
    without_triggers(
        SUPERUSER,
        f"DELETE FROM disclosures_decision WHERE disclosure_id = '{disclosure.pk}'",
        f"DELETE FROM disclosures_disclosure WHERE id = '{disclosure.pk}'",
    )
    assert seen("the row that it tells of is gone")


def rewrite(log, *, event, old, new):
    """What a thorough administrator does: entry, row and tree are all made to agree again."""
    body = bytes(LedgerEntry.objects.get(log=log, etype=event).body)
    entry = json.loads(body.replace(old, new))
    without_triggers(
        SUPERUSER,
        "UPDATE disclosures_decision SET reason_code = '2' WHERE verb = 'reject_comment'",
        f"UPDATE ledger_entry SET body = '\\x{canonical(entry).hex()}' "
        f"WHERE log_id = {log.pk} AND etype = '{event}'",
    )
    _forget_tree(log)


def _forget_tree(log):
    for table in ("ledger_tile", "ledger_integrated", "ledger_checkpoint"):
        without_triggers(SUPERUSER, f"DELETE FROM {table} WHERE log_id = {log.pk}")
    seal.integrate(log)


def test_a_rewritten_past_is_refused_by_the_sealer_which_remembers_elsewhere(commune):
    rewrite(commune, event="comment.rejected", old=b"rule-1", new=b"rule-2")
    assert [alarm.kind for alarm in seal_round()[1]] == [seal.REWRITE]
    assert not LedgerCheckpoint.objects.filter(log=commune).exists()
    assert seen("the sealer's memory") and seen("has another root")
    with pytest.raises(WrongState):
        make.comment(Comment.objects.first().unit)


def test_a_restored_backup_is_refused_by_the_sealer(commune, unit):
    backup = transaction.savepoint_create()
    make.comment(unit)
    seal_round()
    transaction.savepoint_rollback(backup)
    assert {alarm.kind for alarm in seal_round()[1]} == {seal.ROLLBACK}
    assert seen("the sealer's memory")


@pytest.fixture
def perfect_crime(commune):
    """Database, sealer, key and portal's log in one hand: everything agrees. The old notes."""
    own = LedgerLog.objects.get(unit_code=None)
    kept = [LedgerCheckpoint.objects.filter(log=log).latest("size").note for log in (commune, own)]
    old = base64.b64encode(bytes(LedgerCheckpoint.objects.get(log=commune).root))
    rewrite(commune, event="comment.rejected", old=b"rule-1", new=b"rule-2")
    size = int(kept[0].splitlines()[1])
    new = base64.b64encode(tiles.root(commune.pk, size))
    body = bytes(LedgerEntry.objects.get(log=own, etype="log.sealed").body).replace(old, new)
    without_triggers(
        SUPERUSER,
        f"UPDATE ledger_entry SET body = '\\x{body.hex()}' "
        f"WHERE log_id = {own.pk} AND etype = 'log.sealed'",
    )
    _forget_tree(own)
    (django_settings.LEDGER_STATE_DIR / "signer-state.json").unlink()
    assert seal_round()[1] == []
    return kept


def test_whoever_rules_database_sealer_and_key_is_found_by_one_kept_checkpoint(perfect_crime):
    """This is the one assumption: somebody outside kept one. Without it nothing can be seen."""
    assert problems() == []
    for kept in perfect_crime:
        found = [problem for report in verify_all(kept=[kept]) for problem in report.problems]
        assert found and all("the kept checkpoint" in problem for problem in found)


def test_a_bag_of_the_rewritten_past_is_red_under_the_kept_checkpoint(
    perfect_crime, unit, tmp_path
):
    bag = bags.make(unit, tmp_path)
    assert bags.judge(bag)[0] == 0
    (tmp_path / "kept").write_text(perfect_crime[0])
    code, words = bags.judge(bag, "--checkpoint", str(tmp_path / "kept"))
    assert code == 1 and "viết lại" in words[-1]


def test_two_histories_for_two_people_are_found_when_they_compare_checkpoints(
    commune, unit, tmp_path
):
    """A split view: both are signed, both verify, and together they cannot be true."""
    view = transaction.savepoint_create()
    make.comment(unit, body="Chỉ người này thấy.")
    seal_round()
    first = LedgerCheckpoint.objects.filter(log=commune).latest("size").note
    transaction.savepoint_rollback(view)
    (django_settings.LEDGER_STATE_DIR / "signer-state.json").unlink()
    make.comment(unit, body="Chỉ người kia thấy.")
    seal_round()
    bag = bags.make(unit, tmp_path)
    (tmp_path / "other").write_text(first)
    assert bags.judge(bag)[0] == 0
    assert bags.judge(bag, "--checkpoint", str(tmp_path / "other"))[0] == 1
    found = [problem for report in verify_all(kept=[first]) for problem in report.problems]
    assert any("the kept checkpoint" in problem for problem in found)


def test_what_was_deleted_before_an_export_keeps_the_bag_from_being_made(commune, unit, tmp_path):
    without_triggers(
        SUPERUSER, "DELETE FROM ledger_entry WHERE etype = 'comment.rejected'"
    )  # fmt: skip
    with pytest.raises((WrongState, LookupError)):
        bags.make(unit, tmp_path)


def test_an_export_that_stops_early_is_red_under_a_newer_checkpoint(commune, unit, tmp_path):
    bag = bags.make(unit, tmp_path)
    make.comment(unit)
    seal_round()
    newer = LedgerCheckpoint.objects.filter(log=commune).latest("size").note
    (tmp_path / "mail").write_text(newer)
    code, words = bags.judge(bag, "--checkpoint", str(tmp_path / "mail"))
    assert code == 1 and "gói bị cắt bớt" in words[-1]


def test_a_clock_set_back_contradicts_the_time_at_which_a_witness_saw_the_log(
    real, commune, unit, tmp_path
):
    """Entries after a witnessed checkpoint cannot be older than it."""
    from_outside = LedgerCheckpoint.objects.filter(log=commune).latest("size")
    make.comment(unit)
    seal_round()
    bag = bags.make(unit, tmp_path)
    last = json.loads((bag / "data/ledger/entries.jsonl").read_bytes().splitlines()[-1])
    moment = int(bag_verify.seconds(last["t"]))
    for shift, code in ((0, 0), (4000, 1)):
        signed, vkey = bags.cosigned(from_outside.note, moment + shift)
        (tmp_path / "kept").write_text(signed)
        (tmp_path / "witness").write_text(vkey + "\n")
        outside = ("--checkpoint", str(tmp_path / "kept"), "--witness", str(tmp_path / "witness"))
        found, words = bags.judge(bag, *outside, "--quorum", "0")
        assert found == code, words


def test_a_new_log_put_in_the_place_of_the_old_one_has_another_key_and_root(
    commune, unit, tmp_path
):
    """Origin and key are on paper: a bag of a log begun anew does not pass under them."""
    bag = bags.make(unit, tmp_path)
    paper = (tmp_path / "key").read_text()
    other = note.load_or_create_key(tmp_path / "other.key")
    (tmp_path / "key").write_text(note.verifier_key(commune.origin, note.public_bytes(other)))
    assert bags.judge(bag)[0] == 1
    (tmp_path / "key").write_text(paper)
    assert bags.judge(bag)[0] == 0
    shutil.rmtree(django_settings.LEDGER_STATE_DIR)
    make.comment(unit)
    seal_round()
    assert seen("No signature by this key")


def test_an_entry_names_an_account_that_was_granted_its_role_before(commune):
    """A stolen account leaves its name and role; who sat at the keyboard no log can say."""
    granted = {
        (entry["data"]["account"], entry["data"]["role"])
        for (body,) in LedgerEntry.objects.filter(etype="account.granted").values_list("body")
        for entry in [json.loads(bytes(body))]
    }
    for (body,) in LedgerEntry.objects.filter(log=commune, idx__gt=0).values_list("body"):
        actor = json.loads(bytes(body))["actor"]
        if actor["role"] != "resident":
            assert (actor["id"], actor["role"]) in granted, actor


def test_a_role_taken_without_an_entry_is_named(commune):
    without_triggers(
        OWNER, "UPDATE disclosures_roleassignment SET role = 'approver' WHERE role = 'moderator'"
    )
    assert seen("has another role")


def test_a_name_cannot_be_guessed_from_a_digest():
    """The same value twice has two digests; without its 128 random bits nobody can try names."""
    one, other = (cell_digest(new_salts(1), "ho_ten", "Thạch Thị Sa R") for _ in range(2))
    assert one != other
    guessed = {cell_digest(bytes([n]) * 16, "ho_ten", "Thạch Thị Sa R") for n in range(256)}
    assert one not in guessed and len(new_salts(1)) * 8 == 128


def test_a_sealer_that_stays_away_is_seen_in_the_health_of_the_portal(commune, visitor):
    """A frozen view: an old state goes on being served. Witnesses see it by their own clock."""
    assert visitor.get("/readyz").json()["checks"]["ledger"] is True
    without_triggers(
        SUPERUSER, "UPDATE ledger_sealing SET checked_at = checked_at - interval '1 hour'"
    )
    assert visitor.get("/readyz").json()["checks"]["ledger"] is False
