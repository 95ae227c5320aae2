"""Remind officials by e-mail of what is due soon or overdue; safe to run as often as one likes."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand

from disclosures.models import Heartbeat
from disclosures.notifications import reminders
from disclosures.queries.reminded import officials_and_duties
from disclosures.rules import clock

TASK = "remind_deadlines"
MORNING = dt.time(7)


def remind_deadlines() -> tuple[int, int]:
    """Write the letters that the worker sends: (letters, duties told in them).

    A run that is killed leaves the other officials for the next one.
    """
    now, today = clock.now(), clock.today()
    letters = told = 0
    for person, owed in officials_and_duties(today=today):
        count = reminders.remind(person, owed, now, today)
        letters += bool(count)
        told += count
    Heartbeat.objects.update_or_create(task=TASK, defaults={"ran_at": now, "counted": letters})
    return letters, told


def remind_daily() -> None:
    """Once a day, from seven in the morning on."""
    local = clock.now().astimezone(clock.VIETNAM)
    beat = Heartbeat.objects.filter(task=TASK).first()
    ran_today = beat is not None and clock.day_of(beat.ran_at) >= local.date()
    if local.time() >= MORNING and not ran_today:
        remind_deadlines()


class Command(BaseCommand):
    """Prints what it did."""

    help = "Write letters that remind officials of deadlines; deliver_notifications sends them."

    def handle(self, *args: Any, **options: Any) -> None:
        letters, told = remind_deadlines()
        self.stdout.write(f"{letters} letters written, {told} duties told in them")
