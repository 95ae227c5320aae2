"""Reminds officials of what is due: a letter for each person, one row for each duty and mark."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disclosures.models import (
    AdministrativeUnit,
    Disclosure,
    Letter,
    NothingDue,
    Reminder,
    RoleAssignment,
)
from disclosures.vocabulary import LetterPurpose, Role

# Days before the last day; no law sets them. After it one more letter follows.
MARKS = (1, 3, 10)
OVERDUE = -1


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """One notice that a commune owes: which, called what in Vietnamese, and its last day."""

    unit: AdministrativeUnit
    kind_code: str
    period: str
    title: str
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Reminded:
    """One line of the letter."""

    title: str
    words: str
    due_on: dt.date
    unit_name: str
    url: str


def mark_of(due_on: dt.date, today: dt.date) -> int | None:
    """The nearest mark that has come; None while the last day is further away than all."""
    left = (due_on - today).days
    if left < 0:
        return OVERDUE
    return next((mark for mark in MARKS if left <= mark), None)


@transaction.atomic
def remind(person: Any, owed: Iterable[OpenDuty], now: dt.datetime, today: dt.date) -> int:
    """One letter with all that reached a mark and was not told yet at it; how many it tells.

    Repeated or in two processes at once it writes nothing twice: the person's row is locked.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
    told = set(
        Reminder.objects.filter(person=person)
        .values_list("unit", "kind_code", "period", "days")
    )  # fmt: skip
    rows = [
        Reminder(
            person=person, unit=duty.unit, kind_code=duty.kind_code, period=duty.period,
            title=duty.title, due_on=duty.due_on, days=mark,
        )
        for duty in owed
        if (mark := mark_of(duty.due_on, today)) is not None
        and (duty.unit.pk, duty.kind_code, duty.period, mark) not in told
    ]  # fmt: skip
    if rows:
        letter = Letter.objects.create(
            purpose=LetterPurpose.REMINDER, person=person, created_at=now, next_try_at=now
        )
        for row in rows:
            row.letter = letter
        Reminder.objects.bulk_create(rows)
    return len(rows)


def still_open(letter: Letter, today: dt.date) -> list[Reminded]:
    """What of the letter is still to be done by its reader, most urgent first. Four queries.

    Nothing for a person who left, or no longer is an official of the commune.
    """
    person = letter.person
    if not person.is_active or not person.email:
        return []
    units = set(
        RoleAssignment.objects.current().filter(person=person, role=Role.OFFICIAL)
        .values_list("unit", flat=True)
    )  # fmt: skip
    rows = list(
        letter.reminders.filter(unit__in=units).select_related("unit").order_by("due_on", "id")
    )
    done = _done(rows)
    return [
        Reminded(
            title=row.title,
            words=_words((row.due_on - today).days),
            due_on=row.due_on,
            unit_name=row.unit.full_name,
            url=f"{settings.SITE_URL}{reverse('admin:compose', args=[row.kind_code])}"
            f"?ky={row.period}",
        )
        for row in rows
        if (row.unit_id, row.kind_code, row.period) not in done
    ]


def _done(rows: list[Reminder]) -> set[tuple[int, str, str]]:
    wanted = {"unit__in": {row.unit_id for row in rows}, "period__in": {row.period for row in rows}}
    key = ("unit", "kind_code", "period")
    published = Disclosure.objects.visible().filter(**wanted).values_list(*key)
    nothing = NothingDue.objects.filter(**wanted).values_list(*key)
    return {*published, *nothing}


def _words(left: int) -> str:
    if left < 0:
        words = ngettext("Overdue by %(days)d day", "Overdue by %(days)d days", -left)
        return words % {"days": -left}
    if left == 0:
        return _("Due today")
    return ngettext("Due in %(days)d day", "Due in %(days)d days", left) % {"days": left}
