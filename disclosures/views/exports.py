"""Taking out a history: ask for it, watch it being made, download it."""

import uuid
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.access import public
from disclosures.actions.export_history import export_history
from disclosures.errors import NotFound, TooMany
from disclosures.forms.export import ExportForm
from disclosures.ledger.bag import job as jobs
from disclosures.models import AdministrativeUnit, ExportJob
from disclosures.queries import exports as queries
from disclosures.queries.units import find_units
from disclosures.views import _ranges, _throttle
from disclosures.views._page import unit_or_404
from disclosures.views._respond import page_or_fragment

HOUR = 3600
SALT = "export"


@require_http_methods(["GET", "HEAD", "POST"])
@public
@cache_control(private=True, no_store=True)
def export_form(request: HttpRequest) -> HttpResponse:
    """Choose a commune and an edition; the public one is anybody's."""
    code = (request.POST if request.method == "POST" else request.GET).get("xa", "").strip()[:100]
    known = AdministrativeUnit.objects.filter(address_code=code).exists() if code else False
    unit = unit_or_404(code) if known else None
    form = ExportForm(request.POST) if request.method == "POST" else ExportForm()
    if request.method == "POST" and unit is not None and form.is_valid():
        return _begin(request, unit, form)
    context = {
        "asked": code,
        "chosen": unit,
        "form": form,
        "suggestions": find_units(code, 8).found if code and unit is None else (),
        "missing": request.method == "POST" and unit is None,
        "may_audit": unit is not None and queries.may_export_for_auditors(request.user, unit),
        "jobs": queries.own_jobs(request.user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "disclosures/exports/export_form.html", context, status=status)


def _begin(request: HttpRequest, unit: AdministrativeUnit, form: ExportForm) -> HttpResponse:
    edition = form.cleaned_data["ban"]
    with_files = not form.cleaned_data["khong_tep"]
    if edition == "public":
        found = queries.made_already(unit, with_files=with_files, period=form.period)
        if found:
            return redirect("export_job", pk=found.pk)
        if queries.is_full():
            raise TooMany(_("Many archives are being made. Try again in an hour."),
                          retry_after=HOUR)  # fmt: skip
    if _throttle.is_over(request, "export", limit=20, seconds=HOUR):
        raise TooMany(_("Many archives went to your network. Wait an hour."), retry_after=HOUR)
    job = export_history(
        by=request.user, unit=unit, edition=edition, with_files=with_files, period=form.period
    )
    key = signing.dumps(str(job.pk), salt=SALT)
    return redirect(f"{reverse('export_job', kwargs={'pk': job.pk})}?khoa={key}")


@require_http_methods(["GET", "HEAD", "POST"])
@public
@cache_control(private=True, no_store=True)
def export_job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far it is; whoever asked for it may take it back, nobody else."""
    job = queries.job_for(request.user, pk)
    may_cancel = _is_owner(request, job)
    if request.method == "POST":
        if not may_cancel:
            raise NotFound
        jobs.cancel(job)
        return redirect("export_job", pk=job.pk)
    context = {"page": queries.job_page(job), "job": job, "may_cancel": may_cancel}
    return page_or_fragment(
        request,
        page="disclosures/exports/export_job.html",
        fragment="disclosures/exports/_export_progress.html",
        target="export-progress",
        context=context,
    )


def _is_owner(request: HttpRequest, job: ExportJob) -> bool:
    """The person who asked, or whoever holds the address that the asking led to."""
    if job.requested_by_id is not None:
        return bool(job.requested_by_id == request.user.pk)
    try:
        key = (request.POST if request.method == "POST" else request.GET).get("khoa", "")
        return bool(signing.loads(key, salt=SALT) == str(job.pk))
    except signing.BadSignature:
        return False


@require_safe
@public
@cache_control(private=True, no_store=True)
def export_file(request: HttpRequest, pk: uuid.UUID, filename: str) -> HttpResponse:
    """The archive. 404 once it is not kept, or holds what has been taken off the pages since."""
    job = queries.job_for(request.user, pk)
    page = queries.job_page(job)
    path = jobs.archive_of(job)
    if not page.may_download or filename != job.filename or not path.is_file():
        raise NotFound
    return _ranges.send(
        request, partial(_opened, path), path.stat().st_size, etag=f'"{job.sha256}"',
        filename=job.filename, media_type="application/zip",
    )  # fmt: skip


def _opened(path: Path, first: int) -> BinaryIO:
    file = path.open("rb")
    file.seek(first)
    return file
