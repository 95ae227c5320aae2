"""Who follows what happened: the subscriptions that an announcement concerns."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from disclosures.models import (
    Announcement,
    Comment,
    CommentContact,
    Delivery,
    Disclosure,
    Follower,
    PublicRow,
    Subscription,
)
from disclosures.queries.catalogue import filtered
from disclosures.queries.filters import Filters
from disclosures.rules import clock
from disclosures.search.fold import fold
from disclosures.vocabulary import Announced, Frequency

_HASTE = {str(frequency): at for at, frequency in enumerate(Frequency)}
_ABOUT_COMMENTS = frozenset({Announced.COMMENTED, Announced.ANSWERED})
_ABOUT_NOTICES = frozenset(
    {Announced.PUBLISHED, Announced.AMENDED, Announced.WITHDRAWN, Announced.SUPERSEDED}
)
# What is gone from the index cannot be found by words any more.
_LEAVING = frozenset({Announced.WITHDRAWN, Announced.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Hearer:
    """One follower and the subscription for whose sake they are told."""

    follower_id: int
    subscription_id: int
    frequency: str


def hearers(announcement: Announcement) -> list[Hearer]:
    """Everyone who follows it and confirmed so before it happened, each once; none about their
    own act. At most six queries and one for each different search that people follow.

    Who fits by several subscriptions is told as soon as the hastiest of them asks.
    """
    if announcement.disclosure is None:
        return []
    found = _candidates(announcement, announcement.disclosure).exclude(
        follower__in=_concerned(announcement)
    )
    rows = found.values_list("follower_id", "id", "frequency", "q", named=True)
    fitting = _fitting_searches(announcement, {row.q for row in rows if row.q})
    best: dict[int, Hearer] = {}
    for row in rows:
        if row.q and (row.follower_id, row.q) not in fitting and ("", row.q) not in fitting:
            continue
        known = best.get(row.follower_id)
        if known is None or _HASTE[row.frequency] < _HASTE[known.frequency]:
            best[row.follower_id] = Hearer(row.follower_id, row.id, row.frequency)
    return list(best.values())


def author_of(announcement: Announcement) -> Comment | None:
    """The comment whose author left an address and is to be told what became of it."""
    comment = announcement.comment
    if comment is None:
        return None
    has_address = CommentContact.objects.filter(comment=comment).exclude(email="").exists()
    return comment if has_address else None


def _candidates(announcement: Announcement, disclosure: Disclosure) -> QuerySet[Subscription]:
    asked = Subscription.objects.confirmed().filter(is_of_roots=False)
    confirmed = asked.filter(confirmed_at__lte=announcement.at)
    alone = Q(disclosure=disclosure)
    if announcement.what in _ABOUT_COMMENTS:
        return confirmed.filter(alone)
    if announcement.what not in _ABOUT_NOTICES:
        return confirmed.none()
    unit = disclosure.unit
    here = Q(unit__isnull=True) | Q(unit=unit) | Q(unit=unit.parent_id)
    topic = Q(topics=[]) | Q(topics__overlap=[disclosure.group, disclosure.kind_code])
    village = Q(village="") | Q(village__in=_villages(disclosure))
    return confirmed.filter(alone | (Q(disclosure__isnull=True) & here & topic & village))


def _villages(disclosure: Disclosure) -> list[str]:
    """The villages of the commune that the notice is about: by its rows, places or words."""
    version = disclosure.current_version
    if version is None:
        return []
    counted = set(
        PublicRow.objects.filter(table__version=version).exclude(village="")
        .values_list("village", flat=True).distinct()
    )  # fmt: skip
    words = f" {fold(' '.join([version.title, version.summary, *map(str, version.places)]))} "
    named = disclosure.unit.villages.filter(is_active=True)
    return [
        village.name
        for village in named
        if village.name in counted or f" {village.folded} " in words
    ]


def _concerned(announcement: Announcement) -> QuerySet[Follower]:
    """Followers who did it themselves, as staff or as the comment's author."""
    own = [announcement.by.email] if announcement.by.email else []
    own += CommentContact.objects.filter(
        comment=announcement.comment_id or 0
    ).values_list("email", flat=True)  # fmt: skip
    themselves = Q(pk__in=[])
    for address in filter(None, own):
        themselves |= Q(email__iexact=address)
    return Follower.objects.filter(themselves)


def _fitting_searches(
    announcement: Announcement, searches: Iterable[str]
) -> set[tuple[int | str, str]]:
    """(follower or "" for all, search): which searches find the notice.

    What left the index is told to those who heard of the notice before.
    """
    found: set[tuple[int | str, str]] = set()
    if not searches:
        return found
    if announcement.what in _LEAVING:
        heard = Delivery.objects.filter(
            announcement__disclosure=announcement.disclosure_id
        ).values_list("follower_id", "subscription__q")
        return {(follower, q) for follower, q in heard if q}
    now = clock.now()
    for q in searches:
        listed = filtered(Filters(q=q), now).filter(pk=announcement.disclosure_id)
        if listed.exists():
            found.add(("", q))
    return found
