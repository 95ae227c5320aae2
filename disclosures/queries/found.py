"""Which notices a reader's words find, and in what order.

What is found is decided by words without accents. The likeliest stand first: as typed before other
accents, words in order before scattered ones, title before summary before text, open windows and
recent ones before old.

A frequent word is in a hundred thousand notices, and only the newest of them are looked at: those
of the last days, then of the last months, then all, each only where the ones before were too few.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from disclosures.models import Disclosure, SearchEntry
from disclosures.queries import replica
from disclosures.rules import clock
from disclosures.search.index import moment_words
from disclosures.search.query import Asked, either, quoted

# Ranking looks at so many: the newest of all, of those in the typed spelling, of fitting titles.
NEWEST, NEWEST_EACH = 300, 100
COUNT_CAP = 1000
# Slices of the newest, from the index itself.
DAYS, MONTHS = 10, 3
_VECTOR = '"disclosures_searchentry"."vector" @@ %s::tsquery'
_BEGINNING = dt.datetime(1, 1, 2, tzinfo=dt.UTC)

Place = tuple[int, dt.datetime, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for among the rows of the index: words, facets, and states at a moment."""

    asked: Asked
    scope: str
    now: dt.datetime
    states: Q | None = None
    # Few notices belong to one commune: there no slices are needed.
    is_narrow: bool = False

    def text(self, words: str) -> str:
        """`words` within the scope."""
        return joined(words, self.scope)


@dataclass(frozen=True, slots=True)
class Find:
    """A notice that was found; `found_in` is empty, `text` or `file`."""

    pk: uuid.UUID
    relevance: int = 0
    found_in: str = ""


@dataclass(frozen=True, slots=True)
class Finds:
    """A page of them, and how many there are: counted no further than one above the cap."""

    count: int
    page: tuple[Find, ...] = ()


def joined(*parts: str) -> str:
    """Tsqueries that must all hold, as one; empty parts ask nothing."""
    return " & ".join(part for part in parts if part)


def matching(queryset: QuerySet[Disclosure], text: str) -> QuerySet[Disclosure]:
    """Those of `queryset` that the tsquery finds, however many."""
    hit = RawSQL(_VECTOR, [text], output_field=BooleanField())
    return (
        queryset.filter(search_entry__publish_at__isnull=False).annotate(hit=hit).filter(hit=True)
    )


def rows(text: str, *, now: dt.datetime, states: Q | None = None) -> QuerySet[SearchEntry]:
    """The rows of the index that the tsquery finds, public at `now`."""
    entries = SearchEntry.objects.filter(publish_at__lte=now)
    if text:
        entries = entries.filter(RawSQL(_VECTOR, [text], output_field=BooleanField()))
    return entries if states is None else entries.filter(states)


@dataclass(slots=True)
class Statement:
    """Common table expressions under their names, with their parameters in order.

    Each holds id and moment of rows of the index, the columns and the expressions that are wanted.
    """

    columns: tuple[str, ...] = ()
    expressions: Mapping[str, Any] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, name: str, sql: str, values: Sequence[Any]) -> None:
        """One more expression."""
        self.parts.append(f"{name} AS MATERIALIZED ({sql})")
        self.values.extend(values)

    def newest(
        self, name: str, search: Search, words: str, cap: int, *, enough: int = 0, guard: str = ""
    ) -> None:
        """`name`: the newest that `words` find, at most `cap`, by slices; `guard` may forbid it.

        A slice that holds `enough` of them, which are all unless told, needs no wider one.
        """
        levels: list[str] = []
        enough = enough or cap
        slices = [""] if search.is_narrow else [*_slices(search.now), ""]
        for at, part in enumerate(slices):
            entries = rows(
                joined(search.text(words), part), now=search.now, states=search.states
            ).order_by("-publish_at", "-disclosure_id")
            entries = entries.annotate(**self.expressions)
            wanted = ("disclosure_id", "publish_at", *self.columns, *self.expressions)
            found = entries.values_list(*wanted)[:cap]
            sql, values = found.query.sql_with_params()
            guards = [guard] if guard else []
            guards += [f"(SELECT count(*) FROM {level}) < {enough}" for level in levels]
            level = f"{name}{at}"
            self.add(level, _guarded(sql, guards), values)
            levels.append(level)
        self.add(name, " UNION ALL ".join(_fullest(levels, enough)), ())

    def run(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """What `sql` selects from the expressions."""
        with replica.source().cursor() as cursor:
            cursor.execute(f"WITH {', '.join(self.parts)} {sql}", [*self.values, *values])
            return cursor.fetchall()


def _guarded(sql: str, guards: Sequence[str]) -> str:
    return sql.replace(" WHERE ", f" WHERE {' AND '.join(guards)} AND ", 1) if guards else sql


def _fullest(levels: Sequence[str], enough: int) -> Iterator[str]:
    """Of levels that hold each other the first that is full, else the last."""
    for at, level in enumerate(levels[:-1]):
        before = [f"(SELECT count(*) FROM {one}) < {enough}" for one in levels[:at]]
        full = [*before, f"(SELECT count(*) FROM {level}) >= {enough}"]
        yield f"SELECT * FROM {level} WHERE {' AND '.join(full)}"
    yield f"SELECT * FROM {levels[-1]}"


def _slices(now: dt.datetime) -> tuple[str, str]:
    """Tsqueries of the last days and of the last months."""
    today = clock.day_of(now)
    days = [moment_words(today - dt.timedelta(days=back))[0] for back in range(DAYS)]
    months, day = [], today
    for _ in range(MONTHS):
        months.append(moment_words(day)[1])
        day = day.replace(day=1) - dt.timedelta(days=1)
    return either(map(quoted, days)), either(map(quoted, months))


def count(search: Search) -> int:
    """How many there are, counted no further than one above the cap. One query."""
    found = rows(search.text(search.asked.found_by), now=search.now, states=search.states)
    return found.order_by()[: COUNT_CAP + 1].count()


def newest(search: Search, *, before: tuple[dt.datetime, uuid.UUID] | None, limit: int) -> Finds:
    """A page of all that is found, newest first, behind the (moment, id) of the last one."""
    statement = Statement()
    words = search.asked.found_by
    statement.newest("hits", search, words, COUNT_CAP + 1)
    source, values = "hits", []
    if before is not None:
        moment, key = before
        later = Q(publish_at__lt=moment) | Q(publish_at=moment, disclosure_id__lt=key)
        states = later if search.states is None else search.states & later
        found = rows(search.text(words), now=min(search.now, moment), states=states)
        found = found.order_by("-publish_at", "-disclosure_id")
        sql, values = found.values_list("disclosure_id", "publish_at")[
            :limit
        ].query.sql_with_params()
        source = f"({sql})"
    return _finds(
        statement,
        f"SELECT disclosure_id, 0, '' FROM {source} page "
        f"ORDER BY publish_at DESC, disclosure_id DESC LIMIT {limit:d}",
        values,
    )


def titled(search: Search, limit: int) -> list[uuid.UUID]:
    """The newest whose titles have all the words. One query."""
    statement = Statement()
    statement.newest("hits", search, search.asked.in_titles, limit)
    newest_first = "SELECT disclosure_id FROM hits ORDER BY publish_at DESC, disclosure_id DESC"
    return [row[0] for row in statement.run(newest_first, ())]


def closing(search: Search, *, behind: Place | None, limit: int) -> Finds:
    """A page of those whose window for comments runs, the one that ends first in front."""
    statement = Statement()
    words = search.asked.found_by
    statement.newest("hits", search, words, COUNT_CAP + 1)
    later = Q(comments_close_on__gte=clock.day_of(search.now))
    if behind is not None:
        day, key = behind[1].date(), behind[2]
        later &= Q(comments_close_on__gt=day) | Q(comments_close_on=day, disclosure_id__gt=key)
    states = later if search.states is None else search.states & later
    entries = rows(search.text(words), now=search.now, states=states)
    entries = entries.order_by("comments_close_on", "disclosure_id")
    sql, values = entries.values_list("disclosure_id", "comments_close_on")[
        :limit
    ].query.sql_with_params()
    return _finds(
        statement,
        f"SELECT disclosure_id, 0, '' FROM ({sql}) page ORDER BY comments_close_on, disclosure_id",
        values,
    )


def _finds(
    statement: Statement,
    sql: str,
    values: Sequence[Any],
    *,
    count: str = "(SELECT count(*) FROM hits)",
) -> Finds:
    """One query: the page and the count, which stands alone where the page is empty."""
    found = statement.run(
        f"SELECT {count}, page.* FROM (SELECT 1) once LEFT JOIN LATERAL ({sql}) page ON true",
        values,
    )
    return Finds(found[0][0], tuple(Find(*row[1:4]) for row in found if row[1] is not None))


def likeliest(search: Search, *, behind: Place | None, limit: int) -> Finds:
    """A page of the best candidates; of more than 300 finds not every old one is among them."""
    asked, statement = search.asked, Statement()
    statement.newest("hits", search, asked.found_by, COUNT_CAP + 1, enough=NEWEST + 1)
    # What is only counted needs no order. Were the LIMIT in the expression itself, the planner
    # would read the table; an expression is read no further than is asked of it.
    every = rows(search.text(asked.found_by), now=search.now, states=search.states)
    sql, values = every.order_by().values_list("pk").query.sql_with_params()
    between = f"(SELECT count(*) FROM hits) BETWEEN {NEWEST + 1} AND {COUNT_CAP}"
    statement.add("every", _guarded(sql, [between]), values)
    lists = [f"(SELECT disclosure_id FROM hits ORDER BY publish_at DESC LIMIT {NEWEST})"]
    many = f"(SELECT count(*) FROM hits) > {NEWEST}"
    further = {"typed": asked.found_as_typed, "titled": joined(asked.found_by, asked.as_title)}
    for name, words in further.items():
        if words != asked.found_by:
            statement.newest(name, search, words, NEWEST_EACH, guard=many)
            lists.append(f"SELECT disclosure_id FROM {name}")
    # The words of a row are fetched once, by making an array of them, not by every comparison.
    statement.add(
        "candidates",
        "SELECT e.disclosure_id, e.publish_at, e.status, e.comments_open_on, e.comments_close_on, "
        "(ARRAY[e.vector])[1] AS vector FROM disclosures_searchentry e "
        f"WHERE e.disclosure_id IN ({' UNION '.join(lists)})",
        (),
    )
    sql, values = _scored(asked, search.now)
    moment, key = (behind[1], behind[2]) if behind else (_BEGINNING, uuid.UUID(int=0))
    place = "WHERE (relevance, publish_at, disclosure_id) < (%s, %s, %s::uuid) " if behind else ""
    return _finds(
        statement,
        f"SELECT disclosure_id, relevance, found_in FROM ({sql}) scored {place}"
        f"ORDER BY relevance DESC, publish_at DESC, disclosure_id DESC LIMIT {limit:d}",
        [*values, *((behind[0], moment, str(key)) if behind else ())],
        count="greatest((SELECT count(*) FROM hits), "
        f"(SELECT count(*) FROM (SELECT 1 FROM every LIMIT {COUNT_CAP + 1}) counted))",
    )


def _scored(asked: Asked, now: dt.datetime) -> tuple[str, list[Any]]:
    """The candidates with their `relevance`, and where they were found."""
    today = clock.day_of(now)
    tests: Sequence[tuple[int, str, tuple[Any, ...]]] = (
        (64, "vector @@ %s::tsquery", (asked.as_typed,)),
        (32, "vector @@ %s::tsquery", (asked.in_order,)),
        (16, "vector @@ %s::tsquery", (asked.all("A"),)),
        (8, "vector @@ %s::tsquery", (asked.all("AB"),)),
        (
            4,
            "status = 'published' AND comments_open_on <= %s AND comments_close_on >= %s",
            (today, today),
        ),
        (2, "publish_at > %s", (now - dt.timedelta(days=90),)),
        (1, "publish_at > %s", (now - dt.timedelta(days=365),)),
    )
    relevance = " + ".join(f"CASE WHEN {test} THEN {n} ELSE 0 END" for n, test, _ in tests)
    sql = (
        f"SELECT disclosure_id, publish_at, {relevance} AS relevance, "
        "CASE WHEN vector @@ %s::tsquery THEN '' WHEN vector @@ %s::tsquery THEN 'text' "
        "ELSE 'file' END AS found_in FROM candidates"
    )
    values = [value for _points, _test, given in tests for value in given]
    return sql, [*values, asked.all("AB"), asked.all("ABC")]
