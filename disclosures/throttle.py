"""Counts requests of a network in the shared cache; the network address itself is not kept."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from disclosures.rules.throttle import prefix


def count(request: HttpRequest, purpose: str, *, seconds: int) -> int:
    """Count one more request of the reader's network; how many there were in `seconds`."""
    place = hashlib.sha256(f"{purpose}|{prefix(request.META.get('REMOTE_ADDR', ''))}".encode())
    key = f"throttle-{place.hexdigest()[:32]}"
    if cache.add(key, 1, seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two questions
        return 1
