"""Somebody asks for a history; the portal log says so without naming unit or person."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.errors import Invalid
from disclosures.ledger.record import record
from disclosures.models import AdministrativeUnit, ExportJob
from disclosures.rules import clock
from disclosures.vocabulary import ExportStatus, Role, Verb

ANONYMOUS = "exports"


@transaction.atomic(durable=True)
def export_history(
    *,
    by: Any,
    unit: AdministrativeUnit,
    edition: str,
    with_files: bool = True,
    period: tuple[dt.date, dt.date] | None = None,
    in_background: bool = True,
) -> ExportJob:
    """Queue the making of a bag. The public edition is anybody's, the auditor edition theirs.

    A command that makes it at once takes the job out of the queue; the portal then keeps nothing.

    The entry goes to the portal's log without unit or actor, else a commune would learn that it
    is being looked at (ledger design, decision 12). Raises NotAllowed, Invalid for a period that
    ends before it begins.
    """
    if edition != "public":
        _gate.authorise(Verb.EXPORT_HISTORY, by=by, unit=unit)
    if period and period[0] > period[1]:
        raise Invalid(
            _("Not begun yet."), problems={"until": _("The last day lies before the first.")}
        )
    now = clock.now()
    job = ExportJob.objects.create(
        unit=unit,
        edition=edition,
        with_files=with_files,
        from_on=period[0] if period else None,
        until_on=period[1] if period else None,
        requested_by=by if isinstance(by, get_user_model()) else None,
        status=ExportStatus.QUEUED if in_background else ExportStatus.EXPIRED,
        created_at=now,
        finished_at=None if in_background else now,
    )
    record(
        event=str(Verb.EXPORT_HISTORY.event),
        log=None,
        subject=ANONYMOUS,
        actor_id=ANONYMOUS,
        actor_role=Role.SERVICE,
        data={"edition": edition},
        now=now,
    )
    return job
