"""A bag whose making was interrupted anywhere is the same bag as one made at once."""

import io
import shutil
import subprocess
import zipfile

import pytest
from django.core.management import CommandError, call_command

from disclosures.actions.export_history import export_history
from disclosures.errors import NotAllowed
from disclosures.ledger.bag import job as jobs
from disclosures.ledger.bag import make as making
from disclosures.models import ExportJob, FullRowReading, LedgerEntry
from disclosures.rules import clock
from disclosures.vocabulary import ExportStatus
from tests import make
from tests.ledger import bags

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Killed(BaseException):
    """The worker is gone: nothing after this runs."""


def kept(job):
    """Name and bytes of every file of the archive but the workbook, whose ZIP carries a clock."""
    with zipfile.ZipFile(jobs.archive_of(job)) as archive:
        assert archive.testzip() is None
        found = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    moving = ("data/history.xlsx", "manifest", "tagmanifest", "bag-info.txt")
    return {name: data for name, data in found.items() if not name.startswith(moving)}


def killed_at(job, step, monkeypatch):
    """Carry the job out until the worker is killed while step number `step` runs."""
    name, weight, run = jobs.STEPS[step].name, jobs.STEPS[step].weight, jobs.STEPS[step].run

    def dies(order, start, tell):
        run(order, start, tell)
        raise Killed

    steps = list(jobs.STEPS)
    steps[step] = making.Step(name, weight, dies)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "STEPS", tuple(steps))
        with pytest.raises(Killed):
            jobs.carry_out(job)


@pytest.mark.parametrize("limit", ["SHORT", "MOST_SHORT"])
def test_an_archive_too_large_for_the_old_form_of_zip_opens_with_other_programs(
    told, limit, monkeypatch
):
    whole = kept(bags.taken_out(told))
    monkeypatch.setattr(jobs, limit, 1)
    job = bags.taken_out(told)
    assert kept(job) == whole
    with zipfile.ZipFile(jobs.archive_of(job)) as archive:
        assert {info.extract_version for info in archive.infolist()} == {45}  # ZIP64 (APPNOTE 4.5)
    unzip = shutil.which("unzip")
    if unzip is None:
        pytest.skip("unzip is not installed; CI requires it.")
    subprocess.run([unzip, "-tqq", jobs.archive_of(job)], check=True)


@pytest.mark.parametrize("step", range(len(jobs.STEPS)))
def test_killed_at_a_step_it_goes_on_there_and_nothing_is_lost_or_doubled(told, step, monkeypatch):
    whole = bags.taken_out(told)
    job = export_history(by=None, unit=told, edition="public")
    now = clock.now()
    killed_at(jobs.claim(now), step, monkeypatch)
    job.refresh_from_db()
    assert (job.status, job.step) == (ExportStatus.RUNNING, step)
    assert jobs.claim(now) is None, "its worker may still be at work"
    again = jobs.claim(now + jobs.SILENCE * 2)
    assert again.pk == job.pk
    jobs.carry_out(again)
    job.refresh_from_db()
    assert job.status == ExportStatus.DONE
    assert kept(job) == kept(whole)
    assert [path.name for path in jobs.folder_of(job).iterdir()] == [job.filename]


def test_cancelled_while_it_is_made_it_stops_and_leaves_no_file(told, monkeypatch):
    job = export_history(by=None, unit=told, edition="public")
    claimed = jobs.claim(clock.now())
    assert jobs.cancel(job)
    jobs.carry_out(claimed)
    job.refresh_from_db()
    assert job.status == ExportStatus.CANCELLED
    assert not jobs.folder_of(job).exists()


def test_newest_entries_are_waited_for_until_they_are_sealed(told):
    make.comment(told)
    export_history(by=None, unit=told, edition="public")
    assert jobs.claim(clock.now()) is None
    assert jobs.claim(clock.now() + jobs.PATIENCE * 2) is not None


def test_entries_that_do_not_give_the_signed_root_are_not_exported(told):
    point = bags.seal(told)
    with jobs.transaction.get_connection().cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
        cursor.execute(
            "UPDATE ledger_entry SET body = convert_to(replace(convert_from(body, 'UTF8'), "
            "'rule-1', 'rule-2'), 'UTF8') WHERE log_id = %s",
            [point.log_id],
        )
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    job = bags.taken_out(told)
    assert job.status == ExportStatus.FAILED
    assert "không khớp với gốc đã ký" in job.problem


def test_a_file_that_is_gone_is_named(told, settings):
    (file,) = {path for path in settings.FILES_DIR.rglob("*") if path.is_file()}
    file.unlink()
    job = bags.taken_out(told)
    assert job.status == ExportStatus.FAILED
    assert "31732-2026-" in job.problem
    without = bags.taken_out(told, with_files=False)
    assert without.status == ExportStatus.DONE


def test_full_rows_that_an_auditor_takes_out_count_as_read(told, auditor):
    before = FullRowReading.objects.count()
    bags.taken_out(told, by=auditor, edition="auditor")
    assert FullRowReading.objects.filter(by=auditor).count() == before + 3
    bags.taken_out(told)
    assert FullRowReading.objects.count() == before + 3


def test_the_command_writes_a_bag(told, tmp_path, service):
    out = io.StringIO()
    call_command("export_history", unit="31732", out=tmp_path / "out", stdout=out)
    (bag,) = (tmp_path / "out").iterdir()
    assert bag.name.startswith("phuong-nga-nam-31732-")
    (tmp_path / "out" / "key").write_text((bag / "data/ledger/log.vkey").read_text())
    assert bags.judge(bag)[0] == 0
    assert "1 bags" in out.getvalue()
    assert ExportJob.objects.get().status == ExportStatus.EXPIRED
    assert LedgerEntry.objects.filter(etype="export.created").count() == 1


def test_the_command_writes_a_bag_for_each_commune_of_a_province(told, other_unit, tmp_path):
    make.comment(other_unit)
    bags.seal(other_unit)
    call_command("export_history", unit="92", out=tmp_path / "out", stdout=io.StringIO())
    assert sorted(p.name.split("-2026")[0][-5:] for p in (tmp_path / "out").iterdir()) == [
        "31732",
        "31759",
    ]


def test_the_command_refuses_what_it_cannot_make(told, other_unit, tmp_path):
    for code in ("99999", other_unit.address_code):
        with pytest.raises(CommandError):
            call_command("export_history", unit=code, out=tmp_path, stdout=io.StringIO())
    assert list(tmp_path.glob("*bag*")) == []


def test_nobody_takes_the_auditor_edition_without_the_role(told, official):
    for person in (None, official):
        with pytest.raises(NotAllowed):
            export_history(by=person, unit=told, edition="auditor")


def test_a_period_gives_the_contents_of_its_days_and_the_whole_log(told, tmp_path):
    day = clock.today()
    inside = bags.make(told, tmp_path / "a", period=(day, day))
    assert bags.judge(inside)[0] == 0
    past = day.replace(year=2020)
    outside = bags.make(told, tmp_path / "b", period=(past, past))
    code, words = bags.judge(outside, auditor=True)
    assert code == 0, words
    assert b"Ng\xc3\xa3 N\xc4\x83m" not in (outside / "data/disclosure_versions.csv").read_bytes()
