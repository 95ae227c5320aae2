"""What of a disclosure can be found: public text only, as a weighted tsvector made in Python.

Each word stands at one position in its exact and in its folded form, so that a word typed with
accents finds that spelling alone and a bare word finds all. Facets are words of their own.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from disclosures.models import Disclosure, PublicRow, SearchEntry, Version
from disclosures.rules import clock
from disclosures.search.fold import exact, fold_letters, split_words

MAX_POSITION = 16_000
MAX_ROWS = 3_000
# PostgreSQL refuses a tsvector above a mebibyte, and with it the publication.
MAX_BYTES = 1_000_000
FACET = "ꜰ"


def facet(kind: str, value: object) -> str:
    """The word under which a facet is indexed and asked for."""
    return f"{FACET}{kind}{value}"


def vector_text(weighted: Iterable[tuple[str, str]], facets: Iterable[str]) -> str:
    """A tsvector literal from (weight, text) pairs, in their order, and facet words."""
    places: dict[str, list[str]] = defaultdict(list)
    position = size = 0
    for weight, text in weighted:
        for word in split_words(exact(text)):
            forms = dict.fromkeys((word, fold_letters(word)))
            position += 1
            size += sum(len(form.encode()) + 6 for form in forms)
            if position > MAX_POSITION or size > MAX_BYTES:
                break
            for form in forms:
                places[form].append(f"{position}{weight}")
        position += 5  # no phrase runs from one text into the next
    words = [f"{_quoted(word)}:{','.join(at[:250])}" for word, at in places.items()]
    words.extend(_quoted(word) for word in facets)
    return " ".join(words)


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped[:500]}'"


def facets_of(disclosure: Disclosure) -> list[str]:
    """The facet words of a disclosure: commune, province, kind, group, year."""
    unit = disclosure.unit
    return [
        facet("x", unit.address_code),
        facet("t", unit.parent.address_code if unit.parent else ""),
        facet("k", disclosure.kind_code),
        facet("g", disclosure.group),
        facet("n", disclosure.year),
    ]


def index_disclosure(disclosure: Disclosure, version: Version) -> None:
    """Write the index row of the version that readers see, in the caller's transaction."""
    files = " ".join(version.attachments.values_list("title", flat=True))
    store(disclosure, vector(disclosure, version, files=files, cells=_cells(version)))


def _cells(version: Version) -> str:
    rows = PublicRow.objects.filter(table__version=version, table__has_person_rows=False)
    cells = itertools.chain.from_iterable(
        rows.order_by("table__number", "position").values_list("cells", flat=True)[:MAX_ROWS]
    )
    return " ".join(cell for cell in cells if isinstance(cell, str))


def vector(disclosure: Disclosure, version: Version, *, files: str, cells: str) -> str:
    """The index text of a version, with the titles of its files and the words of its tables."""
    weighted = [
        ("A", version.title),
        ("A", version.document_number),
        ("B", version.summary),
        ("B", disclosure.kind.title_vi),
        ("C", version.body),
        ("D", files),
        ("D", cells),
    ]
    return vector_text(weighted, facets_of(disclosure))


def store(disclosure: Disclosure, vector: str) -> None:
    """Insert or replace the index row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO disclosures_searchentry (disclosure_id, unit_id, publish_at, vector) "
            "VALUES (%s, %s, %s, %s::tsvector) ON CONFLICT (disclosure_id) DO UPDATE "
            "SET publish_at = EXCLUDED.publish_at, vector = EXCLUDED.vector",
            [
                disclosure.pk,
                disclosure.unit_id,
                disclosure.publish_at or clock.now(),
                vector,
            ],
        )


def remove(disclosure: Disclosure) -> None:
    """Forget a disclosure that was withdrawn."""
    SearchEntry.objects.filter(disclosure=disclosure).delete()
