"""Carries out the jobs: one at a time, step by step, going on where a killed worker stopped."""

import datetime as dt
import hashlib
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from isal import isal_zlib
from stream_zip import ZIP_32, ZIP_64, MemberFile, stream_zip

from disclosures.catalogue.load import service_levels
from disclosures.errors import Refusal, WrongState
from disclosures.ledger.bag import make
from disclosures.ledger.bag.make import Step, Tell
from disclosures.ledger.bag.order import (
    Order,
    bag_name,
    log_of,
    newest_checkpoint,
    root_text,
    signed_note,
)
from disclosures.models import ExportJob, LedgerEntry, LedgerHead
from disclosures.rules import clock
from disclosures.vocabulary import ExportStatus

# A worker that says nothing for so long was killed.
SILENCE = dt.timedelta(minutes=2)
# How long the newest entries may take until they are sealed; then the bag does without them.
PATIENCE = dt.timedelta(seconds=90)
BEAT = 2.0
ROOM = 1 << 30
BLOCK = 1 << 20
# What the form of ZIP from before ZIP64 has room for: bytes, with much to spare, and files.
SHORT, MOST_SHORT = 1 << 31, (1 << 16) - 1
# What takes something off the pages: a bag from before is not given any more.
REMOVALS = ("disclosure.withdrawn", "comment.hidden", "content.redacted")


class Cancelled(Exception):
    """Somebody no longer wants the bag that is being made."""


def folder_of(job: ExportJob) -> Path:
    """Where a job's files lie, and nothing else."""
    return Path(settings.EXPORTS_DIR) / str(job.pk)


def archive_of(job: ExportJob) -> Path:
    """The finished archive."""
    return folder_of(job) / job.filename


def order_of(job: ExportJob, folder: Path) -> Order:
    """What the job is to make. Raises WrongState where there is nothing sealed."""
    log = log_of(job.unit)
    point = newest_checkpoint(log, job.size or None)
    day = clock.day_of(job.created_at)
    return Order(
        folder=folder / bag_name(job.unit, job.edition, day, point.size),
        unit=job.unit,
        log=log,
        size=point.size,
        root=root_text(point),
        note=signed_note(point),
        edition=job.edition,
        day=day,
        with_files=job.with_files,
        period=(job.from_on, job.until_on) if job.from_on and job.until_on else None,
        reader=job.requested_by,
    )


def pack(order: Order, start: int, tell: Tell) -> None:
    """The bag as one file to download; the folder goes."""
    archive = order.folder.with_suffix(".zip")
    draft = archive.with_suffix(".part")
    with draft.open("wb") as file:
        for piece in stream_zip(_members(order, tell), BLOCK, get_compressobj=_deflate):
            file.write(piece)
    draft.replace(archive)


def _members(order: Order, tell: Tell) -> Iterator[MemberFile]:
    paths = sorted(path for path in order.folder.rglob("*") if path.is_file())
    # Programs from before ZIP64 open whatever has room in the old form.
    size = sum(path.stat().st_size for path in paths)
    method = ZIP_32 if len(paths) <= MOST_SHORT and size < SHORT else ZIP_64
    for path in paths:
        written = dt.datetime.fromtimestamp(path.stat().st_mtime, clock.VIETNAM)
        name = path.relative_to(order.folder.parent).as_posix()
        yield name, written, stat.S_IFREG | 0o644, method, _blocks(path)
        tell(0)


def _deflate() -> Any:
    return isal_zlib.compressobj(level=1, wbits=-isal_zlib.MAX_WBITS)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


STEPS = (*make.STEPS, Step("archive", 12, pack))


def claim(now: dt.datetime) -> ExportJob | None:
    """The oldest job that nobody works on, taken; None where there is none."""
    with transaction.atomic():
        waiting = ExportJob.objects.unfinished().filter(
            Q(status=ExportStatus.QUEUED) | Q(beat_at__lt=now - SILENCE)
        )
        for job in waiting.select_for_update(skip_locked=True, of=("self",)).select_related(
            "unit__parent", "requested_by"
        )[:20]:
            if job.status == ExportStatus.QUEUED and _is_too_early(job, now):
                continue
            job.status, job.beat_at = ExportStatus.RUNNING, now
            job.started_at = job.started_at or now
            job.save(update_fields=["status", "beat_at", "started_at"])
            return job
    return None


def _is_too_early(job: ExportJob, now: dt.datetime) -> bool:
    """Whether entries from before the request are still to be sealed within a minute or so."""
    head = LedgerHead.objects.filter(log__unit_code=job.unit.address_code).first()
    if head is None or now - job.created_at > PATIENCE:
        return False
    try:
        return newest_checkpoint(head.log).size < head.size
    except WrongState:
        return True


def carry_out(job: ExportJob) -> None:
    """Make the job's bag from where it stands; afterwards it is done, failed or cancelled."""
    folder = folder_of(job)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < ROOM:
            raise WrongState(_("There is no room on the portal's disk at the moment."))
        order = order_of(job, folder)
        job.size, job.root, job.total = order.size, order.root, order.size
        job.save(update_fields=["size", "root", "total"])
        order.data.mkdir(parents=True, exist_ok=True)
        _steps(job, order)
        _finish(job, order)
    except Cancelled:
        shutil.rmtree(folder, ignore_errors=True)
    except (Refusal, OSError, ValueError) as reason:
        shutil.rmtree(folder, ignore_errors=True)
        _fail(job, reason)


def _steps(job: ExportJob, order: Order) -> None:
    last_beat = time.monotonic()

    def tell(done: int) -> None:
        nonlocal last_beat
        if time.monotonic() - last_beat > BEAT:
            last_beat = time.monotonic()
            note_progress(job, job.step, done)

    for number in range(job.step, len(STEPS)):
        note_progress(job, number, job.done if number == job.step else 0)
        STEPS[number].run(order, job.done, tell)
    note_progress(job, len(STEPS), 0)


def note_progress(job: ExportJob, step: int, done: int) -> None:
    """Remember how far it is. Raises Cancelled when somebody took the job back."""
    job.step, job.done = step, done
    running = ExportJob.objects.filter(pk=job.pk, status=ExportStatus.RUNNING)
    if not running.update(step=step, done=done, beat_at=clock.now()):
        raise Cancelled


def _finish(job: ExportJob, order: Order) -> None:
    archive = order.folder.with_suffix(".zip")
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    shutil.rmtree(order.folder, ignore_errors=True)
    now = clock.now()
    keep = dt.timedelta(days=service_levels()["retention"]["exports"]["days"])
    ExportJob.objects.filter(pk=job.pk, status=ExportStatus.RUNNING).update(
        status=ExportStatus.DONE, filename=archive.name, bytes=archive.stat().st_size,
        sha256=digest, finished_at=now, expires_at=now + keep,
    )  # fmt: skip


def _fail(job: ExportJob, reason: Exception) -> None:
    words = str(reason) if isinstance(reason, Refusal) else _("The portal could not make it.")
    ExportJob.objects.filter(pk=job.pk).update(
        status=ExportStatus.FAILED, problem=words[:300], finished_at=clock.now()
    )


def cancel(job: ExportJob) -> bool:
    """Take back a job that is not finished; whether there was something to take back."""
    found = ExportJob.objects.unfinished().filter(pk=job.pk)
    is_cancelled = bool(
        found.order_by().update(status=ExportStatus.CANCELLED, finished_at=clock.now())
    )
    if is_cancelled and job.status == ExportStatus.QUEUED:
        shutil.rmtree(folder_of(job), ignore_errors=True)
    return is_cancelled


def is_stale(job: ExportJob) -> bool:
    """Whether something that the bag holds has been taken off the pages since."""
    later = LedgerEntry.objects.filter(
        log__unit_code=job.unit.address_code, idx__gte=job.size, etype__in=REMOVALS
    )
    return job.is_public and later.exists()


def forget_old_exports(now: dt.datetime) -> int:
    """Delete what was kept long enough, and the oldest public bags beyond the room for them."""
    rules: dict[str, Any] = service_levels()
    over = list(ExportJob.objects.expired(now)[:500])
    kept = ExportJob.objects.filter(status=ExportStatus.DONE, edition="public")
    room = rules["exports"]["gigabytes"] * 10**9
    total = kept.aggregate(total=Sum("bytes"))["total"] or 0
    for job in kept.order_by("finished_at")[:500] if total > room else ():
        if total <= room:
            break
        total -= job.bytes
        over.append(job)
    for job in over:
        shutil.rmtree(folder_of(job), ignore_errors=True)
        ExportJob.objects.filter(pk=job.pk).update(status=ExportStatus.EXPIRED)
    days = dt.timedelta(days=rules["retention"]["export_jobs"]["days"])
    ended = ExportJob.objects.exclude(status=ExportStatus.DONE).filter(finished_at__lt=now - days)
    ended.delete()
    return len(over)
