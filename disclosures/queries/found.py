"""Which notices a reader's words find, and in what order.

What is found is decided by words without accents. The likeliest stand first: as typed before other
accents, words in order before scattered ones, title before summary before text, open windows and
recent ones before old.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, CharField, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from disclosures.models import Disclosure
from disclosures.queries import replica
from disclosures.rules import clock
from disclosures.search.query import Asked

# Ranking looks at so many: the newest of all, of those in the typed spelling, of fitting titles.
NEWEST, NEWEST_EACH = 300, 100
COUNT_CAP = 1000
_VECTOR = '"disclosures_searchentry"."vector" @@ %s::tsquery'
_IN_LIST = (
    "SELECT disclosure_id, publish_at FROM disclosures_searchentry WHERE vector @@ %s::tsquery "
    "AND publish_at <= %s ORDER BY publish_at DESC, disclosure_id DESC LIMIT %s"
)


def joined(*parts: str) -> str:
    """Tsqueries that must all hold, as one; empty parts ask nothing."""
    return " & ".join(part for part in parts if part)


def matching(queryset: QuerySet[Disclosure], text: str) -> QuerySet[Disclosure]:
    """Those of `queryset` that the tsquery finds, however many."""
    hit = RawSQL(_VECTOR, [text], output_field=BooleanField())
    return (
        queryset.filter(search_entry__publish_at__isnull=False).annotate(hit=hit).filter(hit=True)
    )


def newest_matching(
    queryset: QuerySet[Disclosure], text: str, *, now: dt.datetime, limit: int
) -> QuerySet[Disclosure]:
    """The newest that the tsquery finds. Chosen in the lean index before anything is joined."""
    sql = f"SELECT disclosure_id FROM ({_IN_LIST}) newest"
    return queryset.filter(pk__in=RawSQL(sql, [text, now, limit]))


def newest_before(
    queryset: QuerySet[Disclosure],
    text: str,
    *,
    now: dt.datetime,
    before: tuple[dt.datetime, Any] | None,
    limit: int,
) -> QuerySet[Disclosure]:
    """A page of what the tsquery finds, newest first, behind the (moment, id) of the last one."""
    moment, key = before or (now, "ffffffff-ffff-ffff-ffff-ffffffffffff")
    sql = (
        "SELECT disclosure_id FROM disclosures_searchentry WHERE vector @@ %s::tsquery "
        "AND (publish_at, disclosure_id) < (%s, %s::uuid) "
        "ORDER BY publish_at DESC, disclosure_id DESC LIMIT %s"
    )
    return queryset.filter(pk__in=RawSQL(sql, [text, moment, str(key), limit]))


def count(text: str, *, now: dt.datetime) -> int:
    """How many the tsquery finds, counted no further than one above the cap."""
    with replica.source().cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM disclosures_searchentry "
            "WHERE vector @@ %s::tsquery AND publish_at <= %s LIMIT %s) capped",
            [text, now, COUNT_CAP + 1],
        )
        return int(cursor.fetchone()[0])


def likeliest(
    queryset: QuerySet[Disclosure], asked: Asked, scope: str, *, now: dt.datetime
) -> QuerySet[Disclosure]:
    """The best candidates with their `relevance`; of more than 300 finds not every old one."""
    lists: list[tuple[str, int]] = [(asked.all(), NEWEST)]
    if asked.as_typed != asked.all():
        lists.append((asked.as_typed, NEWEST_EACH))
    if asked.as_title:
        lists.append((joined(asked.all(), asked.as_title), NEWEST_EACH))
    sql = " UNION ".join(f"SELECT disclosure_id FROM ({_IN_LIST}) each" for _ in lists)
    values = [value for text, limit in lists for value in (joined(text, scope), now, limit)]
    return scored(queryset.filter(pk__in=RawSQL(sql, values)), asked, now=now)


def scored(
    queryset: QuerySet[Disclosure], asked: Asked, *, now: dt.datetime
) -> QuerySet[Disclosure]:
    """With `relevance` to order by, and `found_in`: empty, `text` or `file`."""
    today = clock.day_of(now)
    tests: Sequence[tuple[int, str, tuple[Any, ...]]] = (
        (64, _VECTOR, (asked.as_typed,)),
        (32, _VECTOR, (asked.in_order,)),
        (16, _VECTOR, (asked.all("A"),)),
        (8, _VECTOR, (asked.all("AB"),)),
        (
            4,
            '"disclosures_disclosure"."status" = \'published\' '
            'AND "disclosures_disclosure"."comments_open_on" <= %s '
            'AND "disclosures_disclosure"."comments_close_on" >= %s',
            (today, today),
        ),
        (2, '"disclosures_disclosure"."publish_at" > %s', (now - dt.timedelta(days=90),)),
        (1, '"disclosures_disclosure"."publish_at" > %s', (now - dt.timedelta(days=365),)),
    )
    relevance = RawSQL(
        " + ".join(f"CASE WHEN {test} THEN {points} ELSE 0 END" for points, test, _ in tests),
        [value for _points, _test, values in tests for value in values],
        output_field=IntegerField(),
    )
    found_in = RawSQL(
        f"CASE WHEN {_VECTOR} THEN '' WHEN {_VECTOR} THEN 'text' ELSE 'file' END",
        [asked.all("AB"), asked.all("ABC")],
        output_field=CharField(),
    )
    return queryset.filter(search_entry__publish_at__isnull=False).annotate(
        relevance=relevance, found_in=found_in
    )
