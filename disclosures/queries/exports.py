"""Exports as their pages show them: what is there already, how far one is, who may take it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from disclosures.catalogue.load import service_levels
from disclosures.errors import NotFound
from disclosures.ledger.bag import job as jobs
from disclosures.models import AdministrativeUnit, ExportJob, LedgerHead
from disclosures.queries.permitted import grants_of
from disclosures.rules import clock, permissions
from disclosures.vocabulary import ExportStatus, Verb

OWN = 20
_SURE = 0.05


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job; `left_seconds` is None until there is something to reckon from."""

    job: ExportJob
    percent: int
    left_seconds: int | None
    is_stale: bool
    waiting_before: int

    @property
    def left_minutes(self) -> int:
        """Rounded up; 0 where nothing is known."""
        return -(-(self.left_seconds or 0) // 60)

    @property
    def may_download(self) -> bool:
        return self.job.status == ExportStatus.DONE and not self.is_stale


def may_export_for_auditors(person: Any, unit: AdministrativeUnit) -> bool:
    """Whether `person` is an auditor of the unit or its province. One query."""
    if not isinstance(person, get_user_model()) or not person.is_active:
        return False
    province = unit.parent.address_code if unit.parent else None
    role = permissions.role_for(
        Verb.EXPORT_HISTORY, grants_of(person), unit=unit.address_code, province=province
    )
    return role is not None


def job_for(person: Any, pk: Any) -> ExportJob:
    """The job, if this reader may know of it: a public one anybody, another one its auditor.

    Raises NotFound, also when the role was taken away since.
    """
    job = ExportJob.objects.select_related("unit__parent", "requested_by").filter(pk=pk).first()
    if job is None:
        raise NotFound
    is_theirs = job.requested_by_id == getattr(person, "pk", None) and (
        may_export_for_auditors(person, job.unit)
    )
    if not job.is_public and not is_theirs:
        raise NotFound
    return job


def job_page(job: ExportJob) -> JobPage:
    """How far a job is. Two queries."""
    share = progress(job)
    left = None
    if job.status == ExportStatus.RUNNING and job.started_at and share > _SURE:
        spent = (clock.now() - job.started_at).total_seconds()
        left = int(spent * (1 - share) / share)
    before = 0
    if job.status == ExportStatus.QUEUED:
        before = ExportJob.objects.unfinished().filter(created_at__lt=job.created_at).count()
    done = job.status == ExportStatus.DONE
    return JobPage(job, round(share * 100), left, done and jobs.is_stale(job), before)


def progress(job: ExportJob) -> float:
    """The part of the work that is done, 0 to 1, by the weights of the steps."""
    if job.status == ExportStatus.DONE:
        return 1.0
    weights = [step.weight for step in jobs.STEPS]
    done = float(sum(weights[: job.step]))
    if job.step < len(weights) and job.total:
        done += weights[job.step] * min(job.done / job.total, 1)
    return done / sum(weights)


def made_already(
    unit: AdministrativeUnit, *, with_files: bool, period: tuple[dt.date, dt.date] | None
) -> ExportJob | None:
    """A public bag of the same state of the log, finished or being made: no need for another."""
    head = LedgerHead.objects.filter(log__unit_code=unit.address_code).first()
    same = ExportJob.objects.filter(
        unit=unit,
        edition="public",
        with_files=with_files,
        from_on=period[0] if period else None,
        until_on=period[1] if period else None,
    ).order_by("-created_at")
    finished = same.filter(status=ExportStatus.DONE, expires_at__gt=clock.now())
    found = finished.filter(size=head.size).first() if head else None
    return found or same.filter(status__in=("queued", "running")).first()


def is_full() -> bool:
    """Whether so many bags wait that strangers must wait as well. One query."""
    waiting = ExportJob.objects.unfinished().filter(edition="public").count()
    return bool(waiting >= service_levels()["exports"]["waiting"])


def own_jobs(person: Any) -> list[ExportJob]:
    """What a signed-in person asked for, newest first. One query; none for anybody else."""
    if not isinstance(person, get_user_model()):
        return []
    found = ExportJob.objects.filter(requested_by=person).select_related("unit")
    return list(found.order_by("-created_at")[:OWN])
