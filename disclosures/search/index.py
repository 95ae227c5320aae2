"""What of a disclosure can be found: public text only, as a weighted tsvector made in Python.

Each word stands at one position in its exact and in its folded form: the folded one is found, the
exact one ranks. Neighbouring words stand once more as a pair, so that a phrase is found without
opening a row; words and pairs of titles once more with a mark. Facets are words of their own.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from disclosures.models import Disclosure, SearchEntry, Version
from disclosures.rules import clock
from disclosures.search.fold import fold
from disclosures.search.reading import Pairs, read
from disclosures.search.tokens import FACET, TITLE, cut, tokens
from disclosures.vocabulary import DisclosureStatus

MAX_POSITION = 16_000
# PostgreSQL counts no further: words of long files lie here together, found but in no order.
LAST_POSITION = 16_383
# PostgreSQL refuses a tsvector above a mebibyte, and with it the publication.
MAX_BYTES = 1_000_000
# Which rules made a row of the index. A change of what is indexed, or how it is cut into words,
# adds one; `rebuild_search` then makes the older rows anew.
EDITION = 3
Place = tuple[dt.datetime, uuid.UUID]
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "''"})


def facet(kind: str, value: object) -> str:
    """The word under which a facet is indexed and asked for."""
    return f"{FACET}{kind}{value}"


def vector_text(weighted: Iterable[tuple[str, str]], extra: Iterable[str] = ()) -> str:
    """A tsvector literal from (weight, text) pairs in their order, with further words as given."""
    at: dict[str, list[str]] = {}
    neighbours: dict[str, None] = {}
    position = size = 0
    for weight, text in weighted:
        places, pairs = cut(text)
        for pair in pairs:
            if pair not in neighbours and size < MAX_BYTES // 3:
                neighbours[pair] = None
                size += len(pair.encode()) + 6
        for forms in places:
            position += 1
            mark = f"{position if position <= MAX_POSITION else LAST_POSITION}{weight}"
            new = [form for form in forms if form not in at or at[form][-1] != mark]
            for form in new:
                size += len(form.encode()) + 6
            if size > MAX_BYTES:
                break
            for form in new:
                at.setdefault(form, []).append(mark)
        position += 5  # no phrase runs from one text into the next
    words = [f"{_quoted(word)}:{','.join(found[:250])}" for word, found in at.items()]
    words.extend(map(_quoted, dict.fromkeys((*extra, *neighbours))))
    return " ".join(words)


def title_words(*titles: str) -> list[str]:
    """The words and pairs of titles, marked as such."""
    found = (f"{TITLE}{word}" for title in titles for word in _words_and_pairs(title))
    return list(dict.fromkeys(found))


def _words_and_pairs(text: str) -> Iterator[str]:
    yield from (token.folded for token in tokens(text) if not token.syllables)
    yield from cut(text)[1]


def _quoted(word: str) -> str:
    if "'" in word or "\\" in word:
        word = word.translate(_ESCAPES)
    return f"'{word[:500]}'"


def facets_of(disclosure: Disclosure, villages: Iterable[str] = ()) -> list[str]:
    """The facet words: commune, province, kind, group, year, day and month, villages."""
    unit = disclosure.unit
    return [
        facet("x", unit.address_code),
        facet("t", unit.parent.address_code if unit.parent else ""),
        facet("k", disclosure.kind_code),
        facet("g", disclosure.group),
        facet("n", disclosure.year),
        *moment_words(clock.day_of(disclosure.publish_at or clock.now())),
        *(facet("v", village_key(name)) for name in villages),
    ]


def moment_words(day: dt.date) -> tuple[str, str]:
    """Under which a notice is sought among those of its day, and those of its month."""
    return facet("d", day.isoformat()), facet("m", f"{day:%Y-%m}")


def village_key(name: str) -> str:
    """How a village stands in addresses and in the index: `ap-vinh-hoa`."""
    return fold(name).replace(" ", "-")


def index_disclosure(disclosure: Disclosure, version: Version) -> None:
    """Write the index row of the version that readers see, in the caller's transaction."""
    index_all([(disclosure, version)])


def index_all(versions: Pairs) -> None:
    """Write the index rows of many, in the caller's transaction. Five queries and their writing."""
    found = read(versions)
    store_all(
        (
            disclosure,
            vector(
                disclosure,
                version,
                files="\n".join(found[version.pk].files),
                cells=" ".join(found[version.pk].cells),
                villages=found[version.pk].villages,
            ),
        )
        for disclosure, version in versions
    )


def vector(
    disclosure: Disclosure,
    version: Version,
    *,
    files: str,
    cells: str,
    villages: Iterable[str] = (),
) -> str:
    """The index text of a version, with the words of its files and the words of its tables."""
    weighted = [
        ("A", version.title),
        ("A", version.document_number),
        ("B", version.summary),
        ("B", disclosure.kind.title_vi),
        ("C", version.body),
        ("C", cells),
        ("D", files),
    ]
    marked = title_words(version.title, version.document_number)
    return vector_text(weighted, (*facets_of(disclosure, villages), *marked))


_STORE = """
INSERT INTO disclosures_searchentry (
    disclosure_id, unit_id, province_id, publish_at, kind_code, "group", year, status,
    comments_open_on, comments_close_on, posting_status, posting_ends_on, edition, vector
)
SELECT d.id, d.unit_id, u.parent_id, %s, d.kind_code, d."group", coalesce(d.year, 0), d.status,
    d.comments_open_on, d.comments_close_on, d.posting_status, d.posting_ends_on, %s, %s::tsvector
FROM disclosures_disclosure d JOIN disclosures_administrativeunit u ON u.id = d.unit_id
WHERE d.id = %s
ON CONFLICT (disclosure_id) DO UPDATE SET
    unit_id = EXCLUDED.unit_id, province_id = EXCLUDED.province_id,
    publish_at = EXCLUDED.publish_at, kind_code = EXCLUDED.kind_code, "group" = EXCLUDED."group",
    year = EXCLUDED.year, status = EXCLUDED.status,
    comments_open_on = EXCLUDED.comments_open_on, comments_close_on = EXCLUDED.comments_close_on,
    posting_status = EXCLUDED.posting_status, posting_ends_on = EXCLUDED.posting_ends_on,
    edition = EXCLUDED.edition, vector = EXCLUDED.vector
"""


def store(disclosure: Disclosure, vector: str) -> None:
    """Insert or replace the index row; what lists ask beside the words is copied from the row."""
    store_all([(disclosure, vector)])


def store_all(vectors: Iterable[tuple[Disclosure, str]]) -> None:
    """The same for many."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.executemany(
            _STORE,
            [(one.publish_at or now, EDITION, vector, one.pk) for one, vector in vectors],
        )


def remove(disclosure: Disclosure) -> None:
    """Forget a disclosure that was withdrawn."""
    SearchEntry.objects.filter(disclosure=disclosure).delete()


def renew(limit: int, behind: Place | None = None) -> tuple[int, Place | None]:
    """Make anew what is missing or outdated among the next public disclosures, newest first.

    How many were made, and behind which place to go on; None at the end. What is looked at is
    chosen by the order alone: a join that the planner misjudges would sort the whole country for
    each batch. Rows that another rebuild holds are left to it, so that several may run.
    """
    public = (DisclosureStatus.SCHEDULED, DisclosureStatus.PUBLISHED, DisclosureStatus.SUPERSEDED)
    found = Disclosure.objects.filter(status__in=public, publish_at__isnull=False)
    if behind is not None:
        found = found.filter(TupleLessThan(Tuple(F("publish_at"), F("id")), behind))
    places = list(found.order_by("-publish_at", "-id").values_list("publish_at", "id")[:limit])
    keys = [key for _moment, key in places]
    done = SearchEntry.objects.filter(pk__in=keys, edition=EDITION).values_list("pk", flat=True)
    disclosures = (
        Disclosure.objects.filter(pk__in=set(keys).difference(done))
        .select_related("unit__parent", "kind", "current_version")
        .select_for_update(of=("self",), skip_locked=True)
    )
    versions = [(one, one.current_version) for one in disclosures if one.status in public]
    if versions:
        index_all(versions)
    return len(versions), places[-1] if places else None


def remove_withdrawn() -> int:
    """Forget what should not be here: rows of disclosures that were withdrawn meanwhile."""
    gone = SearchEntry.objects.filter(disclosure__status=DisclosureStatus.WITHDRAWN)
    return gone.delete()[0]
