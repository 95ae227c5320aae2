"""Until when a reader's device may keep the page of a notice for reading without a connection."""

import datetime as dt

from disclosures.models import Disclosure
from disclosures.rules import clock

# No law sets it: long enough for a month without a network, short enough to be forgotten.
KEPT_FOR = dt.timedelta(days=30)


def kept_until(disclosure: Disclosure, today: dt.date) -> dt.datetime:
    """Thirty days, and never beyond the posting: with it rows of persons leave the page."""
    last = today + KEPT_FOR
    if disclosure.posting_is_open(today) and disclosure.posting_ends_on is not None:
        last = min(last, disclosure.posting_ends_on)
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), clock.VIETNAM)
