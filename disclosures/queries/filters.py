"""What a list of notices is asked for, and the place in it where a page begins."""

import base64
import binascii
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from disclosures.models import AdministrativeUnit, Disclosure
from disclosures.queries import found
from disclosures.search import query as search_query
from disclosures.search.index import facet, village_key

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
        words = search_query.parse(self.q)
        if self.q and not words:
            return ""
        return found.joined(words, self.scope, self.narrowing)


def _either(words: Sequence[str]) -> str:
    return f"({' | '.join(map(search_query.quoted, words))})" if words else ""


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


def _place(cursor: str) -> tuple[int, dt.datetime, uuid.UUID] | None:
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
    place = _place(cursor)
    return place[1:] if place and place[1].tzinfo is not None else None


def after(queryset: QuerySet[Disclosure], cursor: str, order: str) -> QuerySet[Disclosure]:
    """What follows the place that the cursor names; all of it for a cursor that is none."""
    place = _place(cursor)
    if place is None:
        return queryset
    points, moment, key = place
    if order == CLOSING:
        day = moment.date()
        return queryset.filter(Q(comments_close_on__gt=day) | Q(comments_close_on=day, id__gt=key))
    if moment.tzinfo is None:
        return queryset
    later = Q(publish_at__lt=moment) | Q(publish_at=moment, id__lt=key)
    if order == LIKELIEST:
        return queryset.filter(Q(relevance__lt=points) | (Q(relevance=points) & later))
    return queryset.filter(later)
