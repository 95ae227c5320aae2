"""Counts sendings in the shared cache, and remembers what a sending led to."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from disclosures.throttle import count


def is_over(request: HttpRequest, purpose: str, *, limit: int, seconds: int) -> bool:
    """Count one more sending; True once a network has sent more than `limit` in the time."""
    return count(request, purpose, seconds=seconds) > limit


def seen_before(purpose: str, token: str, *, seconds: int) -> str | None:
    """What an earlier sending of the same form led to; None for the first."""
    found: str | None = cache.get(_once(purpose, token))
    return found


def remember(purpose: str, token: str, value: str, *, seconds: int) -> None:
    """Keep what the sending of a form led to, so that a second click changes nothing."""
    cache.set(_once(purpose, token), value, seconds)


def _once(purpose: str, token: str) -> str:
    return f"once-{purpose}-{hashlib.sha256(token.encode()).hexdigest()[:32]}"
