"""What a letter of news may say: everything is asked again when the letter is written."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from disclosures.models import Comment, Delivery, Disclosure
from disclosures.rules import clock
from disclosures.vocabulary import (
    Announced,
    CommentStatus,
    DisclosureStatus,
    WithdrawalReason,
)


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One notice in a letter: once, however much happened to it."""

    title: str
    url: str
    unit_name: str
    kind_title: str
    happened: tuple[str, ...]
    summary: str
    closes_on: dt.date | None
    # The language of title and summary where it is not the letter's.
    lang: str


def items(deliveries: Iterable[Delivery], now: dt.datetime) -> list[NewsItem]:
    """The notices that may be shown now, in the order in which something happened. Two queries."""
    happened: dict[object, list[tuple[str, int | None]]] = defaultdict(list)
    for delivery in deliveries:
        told = delivery.announcement
        happened[told.disclosure_id].append((told.what, told.comment_id))
    notices = {
        notice.pk: notice
        for notice in Disclosure.objects.visible(now)
        .filter(pk__in=happened)
        .select_related("unit", "kind", "current_version", "superseded_by")
    }
    shown = set(
        Comment.objects.shown()
        .filter(
            status=CommentStatus.PUBLISHED,
            pk__in=[pk for what in happened.values() for _word, pk in what if pk],
        )
        .values_list("pk", flat=True)
    )
    found = []
    for key, what in happened.items():
        notice = notices.get(key)
        item = notice and _item(notice, what, shown, now)
        if item:
            found.append(item)
    return found


def _item(
    notice: Disclosure, what: list[tuple[str, int | None]], shown: set[int], now: dt.datetime
) -> NewsItem | None:
    words = {word for word, _pk in what}
    if notice.status == DisclosureStatus.WITHDRAWN:
        # Who was to hear of its publication hears nothing: the withdrawal is news of its own.
        if Announced.WITHDRAWN not in words:
            return None
        reason = str(WithdrawalReason(notice.withdrawal_reason).label)
        return _made(notice, (f"{Announced.WITHDRAWN.label}: {reason}",), is_gone=True)
    lines = []
    if Announced.PUBLISHED in words:
        lines.append(str(Announced.PUBLISHED.label))
    elif Announced.AMENDED in words:
        lines.append(str(Announced.AMENDED.label))
    if notice.status == DisclosureStatus.SUPERSEDED and Announced.SUPERSEDED in words:
        lines.append(str(Announced.SUPERSEDED.label))
    comments = {pk for word, pk in what if word == Announced.COMMENTED and pk in shown}
    answers = {pk for word, pk in what if word == Announced.ANSWERED and pk in shown}
    if comments:
        lines.append(
            ngettext("%(count)d new comment", "%(count)d new comments", len(comments))
            % {"count": len(comments)}
        )
    if answers:
        lines.append(
            ngettext("%(count)d new answer", "%(count)d new answers", len(answers))
            % {"count": len(answers)}
        )
    return _made(notice, tuple(lines), now=now) if lines else None


def _made(
    notice: Disclosure,
    happened: tuple[str, ...],
    *,
    is_gone: bool = False,
    now: dt.datetime | None = None,
) -> NewsItem:
    version = notice.current_version
    closes_on = None
    if now is not None and notice.comments_close_on and notice.takes_comments(clock.day_of(now)):
        closes_on = notice.comments_close_on
    return NewsItem(
        title=notice.kind.title if is_gone else version.title,
        url=settings.SITE_URL + notice.get_absolute_url(),
        unit_name=notice.unit.full_name,
        kind_title=notice.kind.title,
        happened=happened,
        summary="" if is_gone else version.summary,
        closes_on=closes_on,
        lang="" if (get_language() or "vi") == "vi" else "vi",
    )


def about(item: NewsItem) -> str:
    """The item in a subject line."""
    return _("%(what)s: %(title)s") % {
        "what": item.happened[0],
        "title": " ".join(item.title.split()),
    }
