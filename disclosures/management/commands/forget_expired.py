"""Carry out the retention rules; safe to run as often as one likes."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand

from disclosures.actions.expire_comment import expire_comment
from disclosures.duties.retention import (
    comments_over,
    forget_old_cache,
    forget_old_contacts,
    forget_old_following,
    forget_old_imports,
)
from disclosures.errors import Refusal
from disclosures.models import Heartbeat
from disclosures.queries.service_account import service_account
from disclosures.rules import clock

BATCH = 200


def forget_expired() -> tuple[int, int, int]:
    """Imports, contacts and comments forgotten; the cache, letters and wishes go uncounted."""
    now = clock.now()
    forget_old_cache(now)
    forget_old_following(now)
    imports, contacts = forget_old_imports(now), forget_old_contacts(now)
    comments = _expire_comments(now)
    Heartbeat.objects.update_or_create(
        task="forget_expired", defaults={"ran_at": now, "counted": imports + contacts + comments}
    )
    return imports, contacts, comments


def _expire_comments(now: dt.datetime) -> int:
    """One action for each, so that a crash leaves the rest for the next round; how many."""
    by, count = service_account(), 0
    for comment in comments_over(now, BATCH):
        try:
            expire_comment(by=by, comment=comment)
            count += 1
        except Refusal:
            # Another worker was first.
            continue
    return count


class Command(BaseCommand):
    """Prints what it did."""

    help = "Delete uploads, contacts and comments that have served their purpose."

    def handle(self, *args: Any, **options: Any) -> None:
        imports, contacts, comments = forget_expired()
        self.stdout.write(f"{imports} imports, {contacts} contacts, {comments} comments forgotten")
