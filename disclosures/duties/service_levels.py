"""By when a comment is to be moderated and answered (catalogue rules, graded PROPOSED)."""

import datetime as dt

from disclosures.catalogue.load import service_levels
from disclosures.duties.calendar import holiday_calendar
from disclosures.rules.working_days import add_working_days


def _due(level: str, day: dt.date) -> dt.date:
    days = service_levels()[level]["working_days"]
    return add_working_days(day, days, holiday_calendar())


def moderation_due_on(day: dt.date) -> dt.date:
    """The last day for the moderator's decision on a comment received on `day`."""
    return _due("moderation", day)


def answer_due_on(day: dt.date) -> dt.date:
    """The last day for the commune's answer to a comment published on `day`."""
    return _due("answer", day)


def second_look_due_on(day: dt.date) -> dt.date:
    """The last day for the second look at what one approver did alone on `day`."""
    return _due("second_look", day)
