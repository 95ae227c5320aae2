"""Counts sendings in the shared cache; the network address itself is not kept."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from disclosures.rules.throttle import prefix


def is_over(request: HttpRequest, purpose: str, *, limit: int, seconds: int) -> bool:
    """Count one more sending; True once a network has sent more than `limit` in the time."""
    place = hashlib.sha256(f"{purpose}|{prefix(request.META.get('REMOTE_ADDR', ''))}".encode())
    key = f"throttle-{place.hexdigest()[:32]}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return int(cache.incr(key)) > limit
    except ValueError:
        return False


def seen_before(purpose: str, token: str, *, seconds: int) -> str | None:
    """What an earlier sending of the same form led to; None for the first."""
    found: str | None = cache.get(_once(purpose, token))
    return found


def remember(purpose: str, token: str, value: str, *, seconds: int) -> None:
    """Keep what the sending of a form led to, so that a second click changes nothing."""
    cache.set(_once(purpose, token), value, seconds)


def _once(purpose: str, token: str) -> str:
    return f"once-{purpose}-{hashlib.sha256(token.encode()).hexdigest()[:32]}"
