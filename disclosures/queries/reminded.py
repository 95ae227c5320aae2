"""Who is to be reminded of which duties."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils import translation

from disclosures.models import AdministrativeUnit, RoleAssignment
from disclosures.notifications.reminders import OpenDuty
from disclosures.queries import duties
from disclosures.vocabulary import Role


def officials_and_duties(*, today: dt.date) -> Iterator[tuple[Any, list[OpenDuty]]]:
    """Each active official with an address, and what their communes have not published yet.

    One query, and three for each commune.
    """
    grants = (
        RoleAssignment.objects.current()
        .filter(role=Role.OFFICIAL, unit__joined_at__isnull=False, unit__valid_to__isnull=True)
        .filter(person__is_active=True)
        .exclude(person__email="")
        .select_related("person", "unit")
        .order_by("person_id", "unit_id")
    )
    units: dict[Any, list[AdministrativeUnit]] = defaultdict(list)
    for grant in grants:
        units[grant.person].append(grant.unit)
    owed = {unit: _open(unit, today) for unit in {one for many in units.values() for one in many}}
    for person, theirs in units.items():
        yield person, [duty for unit in theirs for duty in owed[unit]]


def _open(unit: AdministrativeUnit, today: dt.date) -> list[OpenDuty]:
    with translation.override("vi"):
        return [
            OpenDuty(
                unit, duty.kind.code, duty.period.code,
                f"{duty.kind.title_vi} {duty.period.words()}", duty.due_on,
            )
            for duty in duties.duties_of(unit, today=today)
            if duty.published_on is None and duty.state != "nothing"
        ]  # fmt: skip
