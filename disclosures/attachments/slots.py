"""Lets only so many children that take files apart run at once on one machine; others wait.

The locks are the kernel's, on files under DATA_DIR: they hold across web processes and the worker,
and a process that dies gives its slot back.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

# Each child may take a gigabyte (child.py).
COUNT = 2
# Who waits keeps a thread of the web server, which readers need: more are sent away at once.
MOST_WAITING = 4
WAIT_SECONDS = 15.0
_LOOK_AGAIN_SECONDS = 0.05


class Busy(Exception):
    """All slots stayed taken for as long as one waits, or too many wait already."""


@contextlib.contextmanager
def taken(wait_seconds: float | None = None) -> Iterator[None]:
    """Hold a slot for the block. Raises Busy when none came free in time."""
    folder = Path(settings.DATA_DIR) / "slots"
    folder.mkdir(parents=True, exist_ok=True)
    ends_at = time.monotonic() + (WAIT_SECONDS if wait_seconds is None else wait_seconds)
    lock = _any_of(folder, "", COUNT)
    if lock is None:
        lock = _waited_for(folder, ends_at)
    try:
        yield
    finally:
        os.close(lock)


def _waited_for(folder: Path, ends_at: float) -> int:
    place = _any_of(folder, "waiting-", MOST_WAITING)
    if place is None:
        raise Busy
    try:
        while (lock := _any_of(folder, "", COUNT)) is None:
            if time.monotonic() >= ends_at:
                raise Busy
            time.sleep(_LOOK_AGAIN_SECONDS)
        return lock
    finally:
        os.close(place)


def _any_of(folder: Path, kind: str, count: int) -> int | None:
    for number in range(count):
        lock = os.open(folder / f"{kind}{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return lock
    return None
