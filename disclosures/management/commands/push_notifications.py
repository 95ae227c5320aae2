"""Hand messages to browsers over to their services; safe at any time and in several processes."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.notifications import push

# How long one round sends, so that the worker hears a signal in time.
SECONDS = 10.0


def push_notifications(seconds: float = SECONDS) -> Counter[str]:
    """Hand over what waits for at most `seconds`; counts by outcome."""
    return push.push_waiting(seconds)


class Command(BaseCommand):
    """Prints what it did; exits non-zero where there is no key."""

    help = "Send the messages to browsers that deliver_notifications gathered."

    def handle(self, *args: Any, **options: Any) -> None:
        if not push.is_set_up():
            raise CommandError("VAPID_PRIVATE_KEY is not set: see make_vapid_key.")
        counts = push_notifications(float("inf"))
        self.stdout.write(
            f"{counts['sent']} sent, {counts['dropped']} dropped, {counts['failed']} failed, "
            f"{counts['waiting']} put off"
        )
