"""Call the programs that asked to hear of changes; safe to run as often as one likes."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from disclosures.models import Heartbeat
from disclosures.notifications import webhooks
from disclosures.rules import clock

SECONDS = 10.0


def call_webhooks(seconds: float = SECONDS) -> Counter[str]:
    """What waits, for at most `seconds`; counts by outcome."""
    counts = webhooks.call_waiting(seconds)
    Heartbeat.objects.update_or_create(
        task="call_webhooks", defaults={"ran_at": clock.now(), "counted": counts["sent"]}
    )
    return counts


class Command(BaseCommand):
    """Prints what it did."""

    help = "Make the signed calls that are due."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = call_webhooks(float("inf"))
        self.stdout.write(
            f"{counts['sent']} answered, {counts['waiting']} put off, "
            f"{counts['failed']} given up, {counts['dropped']} dropped"
        )
