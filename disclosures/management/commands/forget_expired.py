"""Carry out the retention rules; safe to run as often as one likes."""

from typing import Any

from django.core.management.base import BaseCommand

from disclosures.duties.retention import (
    forget_old_cache,
    forget_old_contacts,
    forget_old_following,
    forget_old_imports,
)
from disclosures.models import Heartbeat
from disclosures.rules import clock


def forget_expired() -> tuple[int, int]:
    """(imports forgotten, contacts forgotten); the cache, letters and wishes go uncounted."""
    now = clock.now()
    forget_old_cache(now)
    forget_old_following(now)
    imports, contacts = forget_old_imports(now), forget_old_contacts(now)
    Heartbeat.objects.update_or_create(
        task="forget_expired", defaults={"ran_at": now, "counted": imports + contacts}
    )
    return imports, contacts


class Command(BaseCommand):
    """Prints what it did."""

    help = "Delete uploads and contacts that have served their purpose."

    def handle(self, *args: Any, **options: Any) -> None:
        imports, contacts = forget_expired()
        self.stdout.write(f"{imports} imports, {contacts} contacts forgotten")
