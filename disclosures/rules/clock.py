"""What time it is. Law counts in Vietnam's days; sample databases alone may move the clock."""

import contextlib
import contextvars
import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_moved: contextvars.ContextVar[dt.datetime | None] = contextvars.ContextVar("moved", default=None)


def now() -> dt.datetime:
    """The present moment, aware; inside `moved_to` the moment that it names."""
    return _moved.get() or dt.datetime.now(dt.UTC)


def is_moved() -> bool:
    """Whether the clock is moved; the ledger then takes its entry times from `now`."""
    return _moved.get() is not None


def today() -> dt.date:
    """The present day in Vietnam."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Vietnam on which `moment` falls."""
    return moment.astimezone(VIETNAM).date()


@contextlib.contextmanager
def moved_to(moment: dt.datetime) -> Iterator[None]:
    """Let it be `moment` inside the block, so that illustrative notices can lie in the past.

    Refused unless the setting SAMPLE_DATABASE is on, which production never is: nothing real can
    be back-dated.
    """
    if not getattr(settings, "SAMPLE_DATABASE", False):
        raise ImproperlyConfigured("Only a sample database may move its clock.")
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
