"""The signed roots that a letter brings, so that they lie where the portal cannot reach them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosures.models import AdministrativeUnit, LedgerCheckpoint, LedgerLog, LedgerWitness
from disclosures.rules import clock


@dataclass(frozen=True, slots=True)
class SignedRoot:
    """One log's newest checkpoint: whose, over how many entries, the note, the log's key.

    `witnesses` is how many of the portal's witnesses cosigned it; None where none are asked.
    """

    name: str
    size: int
    signed_at: dt.datetime
    note: str
    vkey: str
    filename: str
    witnesses: int | None


def signed(units: Iterable[AdministrativeUnit]) -> list[SignedRoot]:
    """The portal's newest checkpoint and those of the units' logs, as far as there are any.

    Two queries, and three for each log.
    """
    logs = [(log, _("the portal")) for log in LedgerLog.objects.filter(unit_code__isnull=True)]
    names = {unit.address_code: unit.full_name for unit in units}
    of_units = LedgerLog.objects.filter(unit_code__in=names).order_by("unit_code")
    logs += [(log, names[log.unit_code]) for log in of_units]
    found = []
    for log, name in logs:
        point = LedgerCheckpoint.objects.filter(log=log).order_by("-size").first()
        if point is not None:
            found.append(_of(log, name, point))
    return found


def _of(log: LedgerLog, name: str, point: LedgerCheckpoint) -> SignedRoot:
    code = log.unit_code or "cong"
    known = set(LedgerWitness.objects.filter(active=True).values_list("vkey", flat=True))
    cosigned = len(known & set(point.cosigned()))
    return SignedRoot(
        name=name,
        size=point.size,
        signed_at=point.created_at,
        note=point.signed_note(),
        vkey=log.verifier_key(),
        filename=f"{code}-{clock.day_of(point.created_at).isoformat()}-{point.size}.checkpoint",
        witnesses=cosigned if known and log.unit_code is None else None,
    )
