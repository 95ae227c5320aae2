"""What a commune's own board says of itself: how much hangs, where, and whether it answers."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from disclosures.duties.service_levels import answer_working_days
from disclosures.models import AdministrativeUnit, Comment, Disclosure, Posting
from disclosures.vocabulary import Channel, CommentStatus

# Counting stops here; a board with more says so.
MOST = 1000
BOARDS = 5
# Answers that fell due in so many days are counted.
SPAN = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Noticeboard:
    """`boards` are the places where paper of today's notices hangs, the most used first; `due` and
    `answered` are the comments whose answer fell due in the last ninety days."""

    posted: int
    is_least: bool
    boards: tuple[str, ...]
    due: int
    answered: int
    answer_days: int


def noticeboard(unit: AdministrativeUnit, *, now: dt.datetime, today: dt.date) -> Noticeboard:
    """The facts of one commune. Three queries."""
    hanging = Disclosure.objects.readable(now).filter(unit=unit, posting_ends_on__gte=today)
    posted = len(hanging.order_by().values_list("pk")[: MOST + 1])
    places = (
        Posting.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            disclosure__in=hanging,
            channel=Channel.NOTICEBOARD,
            begins_on__lte=today,
            end__isnull=True,
        )
        .exclude(place="")
        .order_by()
        .values_list("place")
        .annotate(times=Count("pk"))
        .order_by("-times", "place")
    )
    said = Comment.objects.filter(
        unit=unit,
        status=CommentStatus.PUBLISHED,
        answer_due_on__lt=today,
        answer_due_on__gte=today - SPAN,
    ).aggregate(due=Count("pk"), answered=Count("pk", filter=Q(answered_at__isnull=False)))
    return Noticeboard(
        min(posted, MOST),
        posted > MOST,
        tuple(place for place, _times in places[:BOARDS]),
        said["due"],
        said["answered"],
        answer_working_days(),
    )
