"""SIGKILL at every step of append, publish, integrate, sign, record and export: after a restart
nothing is lost, doubled or contradictory."""

import os
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from disclosures.actions.export_history import export_history
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.ledger import seal, tiles
from disclosures.ledger.bag import files as bag_files
from disclosures.ledger.bag import job as jobs
from disclosures.ledger.bag import make as bag_steps
from disclosures.ledger.bag import verify as bag_verify
from disclosures.management.commands import seal_ledger as sealer
from disclosures.management.commands.make_exports import make_exports
from disclosures.management.commands.publish_due import publish_due
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.management.commands.verify_ledger import verify_all
from disclosures.models import (
    AdministrativeUnit,
    Comment,
    Decision,
    ExportJob,
    LedgerCheckpoint,
    LedgerEntry,
    LedgerHead,
    LedgerLog,
)
from disclosures.rules import clock
from disclosures.vocabulary import Role
from tests import make
from tests.ledger.mortal import at_commit, database_of_its_own, lives, on_call, on_sql

pytestmark = pytest.mark.slow
CODE = "31732"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """A commune at work, on a database whose commits are real."""
    folder = tmp_path_factory.mktemp("mortal")
    apart = {
        "LEDGER_STATE_DIR": folder / "state",
        "LEDGER_KEY_FILE": folder / "state" / "log.key",
        "FILES_DIR": folder / "files",
        "EXPORTS_DIR": folder / "exports",
    }
    with override_settings(**apart), database_of_its_own(django_db_blocker):
        unit = make.join(AdministrativeUnit.objects.get(address_code=CODE))
        make.service(make.operator())
        official = make.person("can-bo", Role.OFFICIAL, unit)
        approver = make.person("lanh-dao", Role.APPROVER, unit)
        make.published(make.budget_draft(official, unit), official, approver)
        seal_round()
        yield unit, official, approver


def head():
    return LedgerHead.objects.get(log__unit_code=CODE).size


def nothing_disagrees():
    assert [problem for report in verify_all() for problem in report.problems] == []


@pytest.mark.django_db
def test_the_database_that_is_copied_has_no_past():
    assert not LedgerLog.objects.exists()


APPEND = {
    "the index was reserved": on_sql("ledger_reserve"),
    "the entry was appended": on_sql("ledger_append"),
    "the commitment was written": on_sql("ledger_commit"),
    "the comment was written": on_sql('INSERT INTO "disclosures_comment"'),
    "before the commit": at_commit(after=False),
    "after the commit": at_commit(after=True),
}


@pytest.mark.parametrize("point", APPEND)
def test_killed_while_a_comment_is_received_it_is_there_with_its_entry_or_not_at_all(world, point):
    unit, body, before = world[0], f"Cầu hỏng khi {point}.", head()

    def receive():
        make.comment(unit, body=body)

    assert not lives(receive, APPEND[point])
    is_there = Comment.objects.filter(body=body).count()
    assert is_there == (point == "after the commit")
    assert head() == before + is_there
    assert LedgerEntry.objects.filter(log__unit_code=CODE).count() == head()
    assert lives(receive)
    assert head() == before + is_there + 1
    nothing_disagrees()


PUBLISH = {
    "the version was published": on_sql('UPDATE "disclosures_version" SET "status"'),
    "the disclosure was published": on_sql('UPDATE "disclosures_disclosure" SET'),
    "the index was reserved": on_sql("ledger_reserve"),
    "the entry was appended": on_sql("ledger_append"),
    "the decision was written": on_sql('INSERT INTO "disclosures_decision"'),
    "before the commit": at_commit(after=False),
    "after the commit": at_commit(after=True),
}


@pytest.mark.parametrize("point", PUBLISH)
def test_killed_while_the_worker_publishes_it_is_published_once(world, point):
    unit, official, approver = world
    version = make.approved(make.draft(official, unit), official, approver)
    disclosure = schedule_disclosure(by=approver, version=version)
    assert not lives(publish_due, PUBLISH[point])
    publish_due()
    disclosure.refresh_from_db()
    assert disclosure.status == "published"
    told = LedgerEntry.objects.filter(subject=disclosure.subject, etype="disclosure.published")
    decided = Decision.objects.filter(disclosure=disclosure, verb="publish_disclosure")
    assert (told.count(), decided.count()) == (1, 1)
    publish_due()
    assert told.count() == 1
    nothing_disagrees()


SEAL = {
    "the tiles were stored": on_call(tiles, "store", after=True),
    "the integrated size was written": on_sql('UPDATE "ledger_integrated"'),
    "before the tree is committed": at_commit(after=False),
    "after the tree was committed": at_commit(after=True),
    "before the root is remembered": on_call(seal.Memory, "remember", after=False),
    "the memory's draft was written": on_call(Path, "replace", after=False),
    "the memory was replaced": on_call(Path, "replace", after=True),
    "the root was remembered": on_call(seal.Memory, "remember", after=True),
    "the checkpoint was written": on_sql('INSERT INTO "ledger_checkpoint"'),
    "the log was looked at": on_sql('UPDATE "ledger_sealing"'),
    "before the portal's log is told": on_call(sealer, "seal_log", after=False),
    "the portal's entry was appended": on_sql("ledger_append"),
    "the portal's log was told": on_call(sealer, "seal_log", after=True),
    "before the portal's own log is sealed": on_call(sealer, "_own", after=False),
    "after everything": on_call(sealer, "_own", after=True),
}


@pytest.mark.parametrize("point", SEAL)
def test_killed_while_sealing_the_next_round_signs_each_size_once_and_tells_of_it_once(
    world, point
):
    log = LedgerLog.objects.get(unit_code=CODE)
    make.comment(world[0], body=f"Trước khi {point}.")
    assert not lives(seal_round, SEAL[point])
    kept = seal.Memory().signed[log.origin]
    assert seal_round()[1] == []
    newest = LedgerCheckpoint.objects.filter(log=log).latest("size")
    assert newest.size == head()
    if kept["size"] == newest.size:
        assert newest.note == kept["note"]
    assert seal.Memory().signed[log.origin]["note"] == newest.note
    own = LedgerLog.objects.get(unit_code=None)
    told = [
        bytes(body)
        for body in own.entries.filter(etype="log.sealed").values_list("body", flat=True)
        if f'"origin":"{log.origin}"'.encode() in bytes(body)
        and f'"size":{newest.size}}}'.encode() in bytes(body)
    ]
    assert len(told) == 1
    assert seal_round() == (0, [])
    nothing_disagrees()


EXPORT = {
    "the job was being claimed": on_sql('UPDATE "disclosures_exportjob" SET "status"'),
    "a file was written": on_call(bag_files.Files, "write", after=True),
    "the contents were begun": on_call(bag_steps, "committed", after=False),
    "a table was begun": on_call(bag_steps, "_csv", after=False),
    "a table was written": on_call(bag_files.Files, "note", after=True),
    "the archive is packed": on_call(jobs, "_blocks", after=False),
    "the archive got its name": on_call(Path, "replace", after=True),
    "before it is done": on_call(jobs, "_finish", after=False),
}


@pytest.mark.parametrize("point", EXPORT)
def test_killed_while_an_archive_is_made_another_worker_finishes_one_that_verifies(
    world, point, monkeypatch, tmp_path
):
    job = export_history(by=None, unit=world[0], edition="public")
    seal_round()
    assert not lives(make_exports, EXPORT[point])
    job.refresh_from_db()
    assert job.status == ("queued" if point == "the job was being claimed" else "running")
    monkeypatch.setattr(jobs, "SILENCE", clock.now() - clock.now())
    make_exports()
    job.refresh_from_db()
    assert job.status == "done", job.problem
    assert [path.name for path in jobs.folder_of(job).iterdir()] == [job.filename]
    with zipfile.ZipFile(jobs.archive_of(job)) as archive:
        archive.extractall(tmp_path / "out")
    (bag,) = (tmp_path / "out").iterdir()
    (tmp_path / "key").write_bytes((bag / "data/ledger/log.vkey").read_bytes())
    words = []
    assert bag_verify.run([str(bag), "--vkey", str(tmp_path / "key")], words.append) == 0, words
    assert ExportJob.objects.filter(pk=job.pk).count() == 1


def test_the_children_really_die_and_the_living_end_well(world):
    assert lives(lambda: None)
    assert not lives(lambda: os.kill(os.getpid(), 9))
    with pytest.raises(AssertionError, match="raised"):
        lives(lambda: 1 / 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0].startswith("mortal_")
