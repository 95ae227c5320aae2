"""The outbox between what happened and what is sent: deliveries, then letters, then done.

Every step is one short transaction that may be repeated; a process killed in between leaves the
rest for the next round, and several at once take different rows (SKIP LOCKED).
"""

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from disclosures.models import Announcement, Comment, Delivery, Letter, Subscription
from disclosures.rules import clock
from disclosures.vocabulary import Frequency, LetterOutcome, LetterPurpose

BATCH = 2000
GATHERING = 0x7468_6F64_6F69
MORNING = dt.time(7)
MONDAY = 0
# When a letter that the server would not take yet is tried again; after the last it is given up.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440, 2880))


def due_at(frequency: str, happened_at: dt.datetime) -> dt.datetime:
    """When it is told: at once, next morning at 7, or next Monday at 7, as clocks in Vietnam go."""
    if frequency == Frequency.NOW:
        return happened_at
    local = happened_at.astimezone(clock.VIETNAM)
    day = local.date() if local.time() < MORNING else local.date() + dt.timedelta(days=1)
    if frequency == Frequency.WEEKLY:
        day += dt.timedelta(days=(MONDAY - day.weekday()) % 7)
    return dt.datetime.combine(day, MORNING, clock.VIETNAM)


def next_announcement() -> Announcement | None:
    """The oldest that was not spread, locked; call inside the transaction that spreads it."""
    return (
        Announcement.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("unit", "by", "comment", "disclosure__unit", "disclosure__current_version")
        .filter(spread_at__isnull=True)
        .order_by("id")
        .first()
    )


def spread(
    announcement: Announcement,
    hearers: Iterable[tuple[int, int, str]],
    author: Comment | None,
    now: dt.datetime,
) -> None:
    """A delivery for each (follower, subscription, frequency), and the letter to the author."""
    rows = [
        Delivery(
            follower_id=follower,
            announcement=announcement,
            subscription_id=subscription,
            due_at=due_at(frequency, announcement.at),
        )
        for follower, subscription, frequency in hearers
    ]
    Delivery.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    if author is not None:
        letter = Letter(
            purpose=LetterPurpose.COMMENT,
            comment=author,
            announcement=announcement,
            created_at=now,
            next_try_at=now,
        )
        Letter.objects.bulk_create([letter], ignore_conflicts=True)
    announcement.spread_at = now
    announcement.save(update_fields=["spread_at"])


@transaction.atomic
def gather(now: dt.datetime) -> int:
    """One letter for each follower with due deliveries; how many were made.

    One process at a time, so that nobody's news is divided between two letters.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [GATHERING])
        if not cursor.fetchone()[0]:
            return 0
    due = Delivery.objects.filter(letter__isnull=True, due_at__lte=now)
    locked = list(
        due.select_for_update(skip_locked=True, of=("self",)).order_by("follower_id", "id")
        .values_list("id", "follower_id")[:BATCH]
    )  # fmt: skip
    letters: dict[int, Letter] = {}
    for _pk, follower in locked:
        if follower not in letters:
            letters[follower] = Letter(
                purpose=LetterPurpose.NEWS,
                follower_id=follower,
                created_at=now,
                next_try_at=now,
            )
    Letter.objects.bulk_create(letters.values())
    changed = [Delivery(pk=pk, letter=letters[follower]) for pk, follower in locked]
    Delivery.objects.bulk_update(changed, ["letter"], batch_size=1000)
    return len(letters)


def gather_roots(now: dt.datetime) -> int:
    """From 7 in the morning on, the day's letter for each follower of signed roots.

    At most one a day, however often and in how many processes this runs; how many were made.
    """
    local = now.astimezone(clock.VIETNAM)
    if local.time() < MORNING:
        return 0
    today = local.date()
    has_it = Letter.objects.filter(follower=OuterRef("follower"), day=today)
    wanting = Subscription.objects.confirmed().filter(~Exists(has_it), is_of_roots=True)
    letters = [
        Letter(
            purpose=LetterPurpose.ROOTS,
            follower_id=follower,
            day=today,
            created_at=now,
            next_try_at=now,
        )
        for follower in wanting.order_by().values_list("follower", flat=True).distinct()[:BATCH]
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    return len(letters)


@contextlib.contextmanager
def next_letter(now: dt.datetime, *, to_browsers: bool = False) -> Iterator[Letter | None]:
    """The oldest letter to be sent now, locked as long as the block lasts; None when there is none.

    Those to browsers go another way than those to mailboxes, and neither waits for the other.

    What the block writes about the letter is kept when it ends. A process that dies inside leaves
    the letter waiting, and whoever sends it then gives it the same Message-ID.
    """
    browsers = ~Q(follower__endpoint="") & Q(follower__isnull=False)
    with transaction.atomic():
        yield (
            Letter.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(outcome=LetterOutcome.WAITING, next_try_at__lte=now)
            .filter(browsers if to_browsers else ~browsers)
            .order_by("next_try_at", "created_at")
            .first()
        )


def settle(letter: Letter, outcome: LetterOutcome, now: dt.datetime) -> None:
    """Say what became of the letter."""
    letter.outcome = outcome
    letter.done_at = now
    letter.save(update_fields=["outcome", "done_at"])


def put_off(letter: Letter, now: dt.datetime) -> None:
    """Try again later, or give up after the last time."""
    if letter.attempts >= len(WAITS):
        settle(letter, LetterOutcome.FAILED, now)
        return
    letter.next_try_at = now + WAITS[letter.attempts]
    letter.attempts += 1
    letter.save(update_fields=["next_try_at", "attempts"])
