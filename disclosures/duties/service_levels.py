"""By when a comment is to be moderated and answered (catalogue rules, graded PROPOSED)."""

import datetime as dt

from disclosures.catalogue.load import service_levels
from disclosures.duties.calendar import holiday_calendar
from disclosures.rules.working_days import add_working_days


def _days(level: str) -> int:
    return int(service_levels()[level]["working_days"])


def _due(level: str, day: dt.date) -> dt.date:
    return add_working_days(day, _days(level), holiday_calendar())


def moderation_due_on(day: dt.date) -> dt.date:
    """The last day for the moderator's decision on a comment received on `day`."""
    return _due("moderation", day)


def answer_due_on(day: dt.date) -> dt.date:
    """The last day for the commune's answer to a comment published on `day`."""
    return _due("answer", day)


def moderation_working_days() -> int:
    """How many working days moderators have for a decision."""
    return _days("moderation")


def answer_working_days() -> int:
    """How many working days a commune has for its answer."""
    return _days("answer")


def appeal_until(day: dt.date) -> dt.date:
    """The last day on which a decision of `day` can be looked at again; it counts days, not
    working days."""
    return day + dt.timedelta(days=int(service_levels()["appeal"]["days"]))


def second_look_due_on(day: dt.date) -> dt.date:
    """The last day for the second look at what one approver did alone on `day`."""
    return _due("second_look", day)
