"""Writes into the outbox, in the transaction of what happened; nothing is sent from here."""

import datetime as dt
from typing import Any

from disclosures.models import Announcement, Comment, Disclosure
from disclosures.vocabulary import Announced


def announce_notice(
    what: Announced, disclosure: Disclosure, *, by: Any, now: dt.datetime
) -> Announcement:
    """Let those who follow the notice, its commune, kind or words hear of it."""
    return Announcement.objects.create(
        what=what, unit=disclosure.unit, disclosure=disclosure, by=by, at=now
    )


def announce_comment(
    what: Announced, comment: Comment, *, by: Any, now: dt.datetime
) -> Announcement:
    """Let the author hear what became of the comment, and followers of its notice if it shows."""
    return Announcement.objects.create(
        what=what,
        unit=comment.unit,
        disclosure=comment.disclosure,
        comment=comment,
        by=by,
        at=now,
    )
