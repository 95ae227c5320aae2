"""What a list of notices is asked for, and the place in it where a page begins."""

import base64
import binascii
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from django.db.models import Q, QuerySet

from disclosures.models import AdministrativeUnit, Disclosure
from disclosures.queries import found
from disclosures.rules import clock
from disclosures.search import query as search_query
from disclosures.search import words
from disclosures.search.index import facet, village_key
from disclosures.vocabulary import DisclosureStatus

CLOSING, NEWEST, LIKELIEST = ORDERS = ("sap-het-han", "moi", "hop")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is asked for; values are those of the address."""

    q: str = ""
    groups: tuple[str, ...] = ()
    year: int | None = None
    states: tuple[str, ...] = ()
    unit: AdministrativeUnit | None = None
    province: AdministrativeUnit | None = None
    order: str = ""
    cursor: str = ""
    kinds: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    # What `q` was understood as, once that was looked up.
    asked: search_query.Asked | None = None

    @property
    def ordered_by(self) -> str:
        """The order in force: what was asked for, else the likeliest of a search, else newest."""
        if self.order == CLOSING or (self.order == NEWEST and self.q):
            return self.order
        return LIKELIEST if self.q else NEWEST

    @property
    def scope(self) -> str:
        """The tsquery of commune, province and villages."""
        parts = [facet("x", self.unit.address_code)] if self.unit else []
        if self.province:
            parts.append(facet("t", self.province.address_code))
        either = _either([facet("v", village_key(name)) for name in self.villages])
        return found.joined(*map(search_query.quoted, parts), either)

    @property
    def narrowing(self) -> str:
        """The tsquery of what the facets beside the scope narrow it to; states are no words."""
        sorts = [facet("g", code) for code in self.groups]
        sorts += [facet("k", code) for code in self.kinds]
        year = search_query.quoted(facet("n", self.year)) if self.year else ""
        return found.joined(_either(sorts), year)

    @property
    def needs_index(self) -> bool:
        """Whether the search index decides what is listed."""
        return bool(self.q or self.villages)

    @property
    def text(self) -> str:
        """The whole tsquery; empty where words were typed that ask for nothing."""
        typed = search_query.parse(self.q)
        if self.q and not typed:
            return ""
        return found.joined(typed, self.scope, self.narrowing)

    def understood(self) -> Self:
        """With its words understood. One query, where the last word may be unfinished."""
        return replace(self, asked=words.finished(search_query.understand(self.q)))

    def search(self, now: dt.datetime) -> found.Search:
        """What is looked for in the index. A query where the words were not understood yet."""
        asked = self.asked if self.asked is not None else self.understood().asked
        return found.Search(
            asked=asked or search_query.Asked(),
            scope=found.joined(self.scope, self.narrowing),
            now=now,
            states=in_states(self.states, clock.day_of(now)) if self.states else None,
            is_narrow=self.unit is not None,
        )


def _either(parts: Sequence[str]) -> str:
    return search_query.either(map(search_query.quoted, parts)) if parts else ""


def in_states(states: Sequence[str], today: dt.date) -> Q:
    """Which disclosures, or rows of the index, stand in one of the states of an address."""
    known = {
        "gop-y": Q(
            status=DisclosureStatus.PUBLISHED,
            comments_open_on__lte=today,
            comments_close_on__gte=today,
        ),
        "niem-yet": Q(status=DisclosureStatus.PUBLISHED, posting_status="open")
        & (Q(posting_ends_on__isnull=True) | Q(posting_ends_on__gte=today)),
        "het-han": Q(status=DisclosureStatus.PUBLISHED, posting_ends_on__lt=today),
        "da-thay": Q(status=DisclosureStatus.SUPERSEDED),
        "da-go": Q(status=DisclosureStatus.WITHDRAWN),
    }
    wanted = Q()
    for state in states:
        wanted |= known.get(state, Q())
    return wanted


def encode_cursor(value: dt.date | dt.datetime, key: object, points: int | None = None) -> str:
    """An opaque place in a list: the sort values and the id of the last item shown."""
    text = f"{value.isoformat()}|{key}" if points is None else f"{points}~{value.isoformat()}|{key}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[str, str] | None:
    """The two parts of a cursor; None for anything that is none."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    value, mark, key = text.partition("|")
    return (value, key) if mark else None


def place(cursor: str) -> found.Place | None:
    """Relevance (0 where a list has none), moment and id of a cursor; None for no cursor."""
    parts = decode_cursor(cursor) if cursor else None
    if parts is None:
        return None
    points, mark, moment_text = parts[0].rpartition("~")
    try:
        moment, key = dt.datetime.fromisoformat(moment_text), uuid.UUID(parts[1])
    except ValueError:
        return None
    if mark and not (points.isascii() and points.isdecimal() and len(points) < 5):
        return None
    return int(points or 0), moment, key


def before(cursor: str) -> tuple[dt.datetime, uuid.UUID] | None:
    """The moment and id behind which the page begins; None for no cursor."""
    here = place(cursor)
    return here[1:] if here and here[1].tzinfo is not None else None


def after(queryset: QuerySet[Disclosure], cursor: str, order: str) -> QuerySet[Disclosure]:
    """What follows the place that the cursor names; all of it for a cursor that is none."""
    here = place(cursor)
    if here is None:
        return queryset
    _points, moment, key = here
    if order == CLOSING:
        day = moment.date()
        return queryset.filter(Q(comments_close_on__gt=day) | Q(comments_close_on=day, id__gt=key))
    if moment.tzinfo is None:
        return queryset
    return queryset.filter(Q(publish_at__lt=moment) | Q(publish_at=moment, id__lt=key))
