"""Lists of notices as residents see them: on home pages, in lists, in search results."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosures.catalogue.load import groups
from disclosures.models import AdministrativeUnit, Disclosure
from disclosures.queries import file_hits, found
from disclosures.queries.filters import (
    CLOSING,
    LIKELIEST,
    Filters,
    after,
    before,
    encode_cursor,
    in_states,
    place,
)
from disclosures.rules import clock
from disclosures.search import query as search_query
from disclosures.vocabulary import DisclosureStatus, WithdrawalReason

PAGE = 20


@dataclass(frozen=True, slots=True)
class Tag:
    """A status in words; `look` only colours it."""

    key: str
    label: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days that runs out."""

    from_on: dt.date
    to_on: dt.date
    days_left: int
    percent: int
    purpose: str

    @property
    def is_soon(self) -> bool:
        return 0 <= self.days_left <= 7

    @property
    def is_over(self) -> bool:
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a list tells of a notice that was taken away."""

    on: dt.date
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One notice in a list."""

    reference: str
    url: str
    title: str
    title_lang: str
    kind_title: str
    group_title: str
    document_number: str
    unit_name: str
    summary: str
    bloc_on: dt.date
    bloc_look: str
    tags: tuple[Tag, ...]
    withdrawal: Withdrawal | None = None
    window: Window | None = None
    found_in: str = ""
    file_hit: file_hits.FileHit | None = None
    title_parts: tuple[search_query.Segment, ...] = ()
    summary_parts: tuple[search_query.Segment, ...] = ()

    @property
    def is_withdrawn(self) -> bool:
        """Whether nothing but a tombstone is left of it."""
        return self.withdrawal is not None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list: its items, how many there are (capped), and where the next begins."""

    items: tuple[NoticeItem, ...]
    count: int
    next_cursor: str
    is_first: bool
    # The likeliest end before all were shown: the rest is found in the order of time.
    is_cut: bool = False

    @property
    def count_words(self) -> str:
        """«12», or «hơn 1.000» where counting on would cost too much."""
        return _("more than 1.000") if self.count > found.COUNT_CAP else str(self.count)


def window_of(
    from_on: dt.date, to_on: dt.date, today: dt.date, purpose: str = "comments"
) -> Window:
    """The bar between two days, and how much of it has passed."""
    whole = max(1, (to_on - from_on).days + 1)
    passed = min(whole, max(0, (today - from_on).days))
    return Window(from_on, to_on, (to_on - today).days, round(passed * 100 / whole), purpose)


def tags_of(disclosure: Disclosure, today: dt.date) -> tuple[Tag, ...]:
    """The status words of a notice, the same in tags, filters and feeds (brief, section 8)."""
    if disclosure.status == DisclosureStatus.WITHDRAWN:
        return (Tag("withdrawn", _("Withdrawn"), "gone"),)
    if disclosure.status == DisclosureStatus.SUPERSEDED:
        return (Tag("superseded", _("Replaced by another document"), "warn"),)
    tags = []
    if disclosure.comments_close_on and disclosure.takes_comments(today):
        days = (disclosure.comments_close_on - today).days
        tags.append(
            Tag("open", _("Open for comments until %(day)s") % {
                "day": f"{disclosure.comments_close_on:%d/%m}"
            }, "warn" if days <= 7 else "")
        )  # fmt: skip
    if disclosure.posting_is_open(today):
        label = _("Posted")
        if disclosure.posting_ends_on:
            label = _("Posted until %(day)s") % {"day": f"{disclosure.posting_ends_on:%d/%m/%Y}"}
        tags.append(Tag("posted", label, "ok"))
    elif disclosure.posting_ends_on:
        label = _("Posting ended on %(day)s") % {"day": f"{disclosure.posting_ends_on:%d/%m/%Y}"}
        tags.append(Tag("expired", label, "shut"))
    version = disclosure.current_version
    if version.number > 1 and version.published_at:
        label = _("Amended on %(day)s") % {"day": f"{clock.day_of(version.published_at):%d/%m/%Y}"}
        tags.append(Tag("amended", label, "amend"))
    if disclosure.is_urgent and disclosure.reviewed_at is None:
        tags.append(Tag("urgent", _("Published urgently, second look to come"), "warn"))
    return tuple(tags)


_LISTED = (
    "kind_code", "group", "status", "year", "number", "slug", "publish_at", "is_urgent",
    "reviewed_at", "posting_status", "posting_ends_on", "posting_ended_at", "comments_open_on",
    "comments_close_on", "unit__address_code", "unit__slug", "unit__full_name", "unit__level",
    "kind__title_vi", "kind__title_en", "kind__title_km", "current_version__number",
    "current_version__title", "current_version__summary", "current_version__document_number",
    "current_version__published_at", "withdrawn_at", "withdrawal_reason", "withdrawal_note",
)  # fmt: skip


def notice_item(
    disclosure: Disclosure, today: dt.date, group_titles: dict[str, str], *, with_window: bool
) -> NoticeItem:
    """The item of one disclosure; of a withdrawn one nothing but its kind is told."""
    version = disclosure.current_version
    withdrawn = disclosure.status == DisclosureStatus.WITHDRAWN
    posted_on = clock.day_of(disclosure.publish_at)
    closes_on = disclosure.comments_close_on
    window = None
    if with_window and closes_on and disclosure.takes_comments(today):
        window = window_of(disclosure.comments_open_on, closes_on, today)
    return NoticeItem(
        reference=disclosure.reference,
        url=disclosure.get_absolute_url(),
        title=disclosure.kind.title if withdrawn else version.title,
        title_lang=_lang_of(disclosure.kind.title_lang if withdrawn else "vi"),
        kind_title=disclosure.kind.title,
        group_title=group_titles.get(disclosure.group, ""),
        document_number="" if withdrawn else version.document_number,
        unit_name=disclosure.unit.full_name,
        summary="" if withdrawn else version.summary,
        bloc_on=closes_on if window else posted_on,
        bloc_look="due" if window else ("" if disclosure.posting_is_open(today) else "past"),
        tags=tags_of(disclosure, today),
        withdrawal=_withdrawal(disclosure) if withdrawn else None,
        window=window,
    )


def _lang_of(lang: str) -> str:
    """The `lang` attribute of words in that language; empty in a page of the same."""
    return "" if lang == (get_language() or "vi") else lang


def _withdrawal(disclosure: Disclosure) -> Withdrawal:
    return Withdrawal(
        clock.day_of(disclosure.withdrawn_at or disclosure.publish_at),
        str(WithdrawalReason(disclosure.withdrawal_reason).label),
        disclosure.withdrawal_note,
    )


def notice_items(
    disclosures: Iterable[Disclosure],
    today: dt.date,
    *,
    unit: AdministrativeUnit | None = None,
    with_window: bool = False,
) -> tuple[NoticeItem, ...]:
    """Items for disclosures that were fetched with `for_lists`, all of `unit` if it is given."""
    titles = {group.code: group.title for group in groups()}
    if unit is not None:
        disclosures = list(disclosures)
        for disclosure in disclosures:
            disclosure.unit = unit
    return tuple(
        notice_item(disclosure, today, titles, with_window=with_window)
        for disclosure in disclosures
    )


def for_lists(
    queryset: QuerySet[Disclosure], unit: AdministrativeUnit | None = None
) -> QuerySet[Disclosure]:
    """What an item needs in one query and nothing else: a statement costs by its columns.

    Of one known `unit` each item is told it, by `notice_items`, and its columns are left out.
    """
    if unit is None:
        return queryset.select_related("unit", "kind", "current_version").only(*_LISTED)
    columns = [name for name in _LISTED if not name.startswith("unit__")]
    return queryset.select_related("kind", "current_version").only("unit_id", *columns)


def ending_soon(
    *, now: dt.datetime, unit: AdministrativeUnit | None = None, limit: int = 6
) -> tuple[NoticeItem, ...]:
    """Notices whose comment window runs out, soonest first. One query."""
    today = clock.day_of(now)
    queryset = Disclosure.objects.readable(now).open_for_comments(today)
    if unit is not None:
        queryset = queryset.filter(unit=unit)
    found = for_lists(queryset, unit).order_by("comments_close_on", "id")[:limit]
    return notice_items(found, today, unit=unit, with_window=True)


def newest(
    *, now: dt.datetime, unit: AdministrativeUnit | None = None, limit: int = 6, kind: str = ""
) -> tuple[NoticeItem, ...]:
    """The latest notices. One query."""
    queryset = Disclosure.objects.readable(now)
    if unit is not None:
        queryset = queryset.filter(unit=unit)
    if kind:
        queryset = queryset.filter(kind_code=kind)
    found = for_lists(queryset, unit).newest_first()[:limit]
    return notice_items(found, clock.day_of(now), unit=unit)


def listing(filters: Filters, *, now: dt.datetime, count: int | None = None) -> Listing:
    """One page of the list that `filters` ask for, in its order.

    At most three queries, and one more where words stood in files.
    """
    if filters.needs_index:
        return _found(filters, now)
    if count is None:
        count = counted(filters, now)
    chosen = list(for_lists(_page(filters, now))[: PAGE + 1])
    last = chosen[PAGE - 1] if len(chosen) > PAGE else None
    cursor = _cursor(filters, last) if last else ""
    items = notice_items(chosen[:PAGE], clock.day_of(now))
    return Listing(items, count, cursor, not filters.cursor)


def _found(filters: Filters, now: dt.datetime) -> Listing:
    """A page of what words or villages find."""
    search = filters.search(now)
    if not search.asked and filters.q:
        return Listing((), 0, "", not filters.cursor)
    order = filters.ordered_by
    if order == LIKELIEST:
        finds = found.likeliest(search, behind=place(filters.cursor), limit=PAGE + 1)
    elif order == CLOSING:
        finds = found.closing(search, behind=place(filters.cursor), limit=PAGE + 1)
    else:
        finds = found.newest(search, before=before(filters.cursor), limit=PAGE + 1)
    page = {find.pk: find for find in finds.page}
    known = {one.pk: one for one in for_lists(Disclosure.objects.visible(now).filter(pk__in=page))}
    chosen = [(known[pk], find) for pk, find in page.items() if pk in known]
    cursor = ""
    if len(page) > PAGE and len(chosen) >= PAGE:
        last, find = chosen[PAGE - 1]
        cursor = _cursor(filters, last, find.relevance if order == LIKELIEST else None)
    items = notice_items([one for one, _find in chosen[:PAGE]], clock.day_of(now))
    if filters.q:
        hits = file_hits.of(
            [one for one, find in chosen[:PAGE] if find.found_in == "file"], search.asked
        )
        items = tuple(
            _highlighted(item, search.asked, find.found_in, hits.get(one.pk))
            for item, (one, find) in zip(items, chosen, strict=False)
        )
    is_cut = order == LIKELIEST and not cursor and finds.count > found.NEWEST
    return Listing(items, finds.count, cursor, not filters.cursor, is_cut)


def _cursor(filters: Filters, last: Disclosure, relevance: int | None = None) -> str:
    is_closing = filters.ordered_by == CLOSING
    value = last.comments_close_on if is_closing else last.publish_at
    return encode_cursor(value, last.pk, relevance)


def counted(filters: Filters, now: dt.datetime) -> int:
    """How many `filters` ask for, no further than one above the cap. One query."""
    if filters.needs_index:
        search = filters.search(now)
        return found.count(search) if search.asked or not filters.q else 0
    return filtered(filters, now).order_by()[: found.COUNT_CAP + 1].count()


def _page(filters: Filters, now: dt.datetime) -> QuerySet[Disclosure]:
    order = filters.ordered_by
    queryset = filtered(filters, now)
    if order == CLOSING:
        queryset = queryset.filter(comments_close_on__gte=clock.day_of(now))
        return after(queryset, filters.cursor, order).order_by("comments_close_on", "id")
    return after(queryset, filters.cursor, order).order_by("-publish_at", "-id")


def _highlighted(
    item: NoticeItem, asked: search_query.Asked, found_in: str, file_hit: file_hits.FileHit | None
) -> NoticeItem:
    return replace(
        item,
        found_in=found_in,
        file_hit=file_hit,
        title_parts=search_query.highlight(item.title, asked),
        summary_parts=search_query.highlight(item.summary, asked) if item.summary else (),
    )


def filtered(filters: Filters, now: dt.datetime) -> QuerySet[Disclosure]:
    """Every visible disclosure that `filters` ask for, in no order; tombstones among them."""
    queryset = Disclosure.objects.visible(now)
    if filters.unit is not None:
        queryset = queryset.filter(unit=filters.unit)
    if filters.province is not None:
        queryset = queryset.filter(unit__parent=filters.province)
    if filters.groups or filters.kinds:
        queryset = queryset.filter(Q(group__in=filters.groups) | Q(kind_code__in=filters.kinds))
    if filters.year:
        queryset = queryset.filter(year=filters.year)
    if filters.states:
        queryset = queryset.filter(in_states(filters.states, clock.day_of(now)))
    if filters.needs_index:
        queryset = found.matching(queryset, filters.text) if filters.text else queryset.none()
    return queryset


def state_choices() -> tuple[tuple[str, str], ...]:
    """The states a list can be narrowed to, as they stand in addresses and in words."""
    return (
        ("gop-y", _("Open for comments")),
        ("niem-yet", _("Being posted")),
        ("het-han", _("Posting ended")),
        ("da-thay", _("Replaced by another document")),
        ("da-go", _("Withdrawn")),
    )
