"""Tell followers and authors what happened; safe at any time and in several processes at once."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from disclosures.models import Heartbeat
from disclosures.notifications import outbox, post, webhooks
from disclosures.queries import followers
from disclosures.rules import clock

# How long one round sends, so that the worker hears a signal in time.
SECONDS = 10.0


def deliver_notifications(seconds: float = SECONDS) -> Counter[str]:
    """Spread what happened, gather letters, send them for at most `seconds`; counts of each."""
    counts: Counter[str] = Counter()
    while spread_one():
        counts["spread"] += 1
    while made := outbox.gather(clock.now()):
        counts["letters"] += made
    while made := outbox.gather_roots(clock.now()):
        counts["letters"] += made
    counts += post.send_waiting(seconds)
    Heartbeat.objects.update_or_create(
        task="deliver_notifications", defaults={"ran_at": clock.now(), "counted": counts["sent"]}
    )
    return counts


@transaction.atomic
def spread_one() -> bool:
    """Write the deliveries of the oldest announcement that has none; False when there is none."""
    announcement = outbox.next_announcement()
    if announcement is None:
        return False
    hearers = followers.hearers(announcement)
    outbox.spread(
        announcement,
        [(one.follower_id, one.subscription_id, one.frequency) for one in hearers],
        followers.author_of(announcement),
        clock.now(),
    )
    webhooks.spread(announcement, clock.now())
    return True


class Command(BaseCommand):
    """Prints what it did; exits non-zero when letters wait and no server takes them."""

    help = "Send what followers and authors of comments are to be told."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = deliver_notifications(float("inf"))
        self.stdout.write(
            f"{counts['spread']} announcements spread, {counts['letters']} letters made, "
            f"{counts['sent']} sent, {counts['dropped']} dropped, {counts['failed']} failed, "
            f"{counts['waiting']} put off"
        )
        if not post.is_set_up():
            raise CommandError("EMAIL_URL is not set: nothing can be sent.")
        if counts["away"]:
            raise CommandError("The mail server does not answer; the rest waits.")
