"""What time it is. Law counts in Vietnam's days; sample databases alone may move the clock."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> dt.datetime:
    """The present moment, UTC; in a sample database the moment that its setting names.

    Production refuses the setting at start (`portal.settings`), so that nothing can be back-dated.
    """
    moved: dt.datetime | None = getattr(settings, "SAMPLE_CLOCK", None)
    return moved or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The present day in Vietnam."""
    return now().astimezone(VIETNAM).date()


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Vietnam on which `moment` falls."""
    return moment.astimezone(VIETNAM).date()
