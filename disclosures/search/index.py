"""What of a disclosure can be found: public text only, as a weighted tsvector made in Python.

Each word stands at one position in its exact and in its folded form: the folded one is found, the
exact one ranks. Neighbouring words stand once more as a pair, so that a phrase is found without
opening a row; words and pairs of titles once more with a mark. Facets are words of their own.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import connection

from disclosures.models import AttachmentPage, Disclosure, PublicRow, SearchEntry, Version
from disclosures.rules import clock, identifiers
from disclosures.search.fold import fold
from disclosures.search.tokens import FACET, TITLE, pairs, places, tokens
from disclosures.vocabulary import DisclosureStatus

MAX_POSITION = 16_000
# PostgreSQL counts no further: words of long files lie here together, found but in no order.
LAST_POSITION = 16_383
MAX_ROWS = 3_000
# Some 250 pages; what stands behind them in the files of a notice is not searched.
MAX_FILE_LETTERS = 600_000
# PostgreSQL refuses a tsvector above a mebibyte, and with it the publication.
MAX_BYTES = 1_000_000
# Which rules made a row of the index. A change of what is indexed, or how it is cut into words,
# adds one; `rebuild_search` then makes the older rows anew.
EDITION = 3
MILLION = 1_000_000


def facet(kind: str, value: object) -> str:
    """The word under which a facet is indexed and asked for."""
    return f"{FACET}{kind}{value}"


def vector_text(weighted: Iterable[tuple[str, str]], extra: Iterable[str] = ()) -> str:
    """A tsvector literal from (weight, text) pairs in their order, with further words as given."""
    at: dict[str, list[str]] = defaultdict(list)
    neighbours: dict[str, None] = {}
    position = size = 0
    for weight, text in weighted:
        for pair in pairs(text):
            if pair not in neighbours and size < MAX_BYTES // 3:
                neighbours[pair] = None
                size += len(pair.encode()) + 6
        for forms in places(text):
            position += 1
            mark = f"{position if position <= MAX_POSITION else LAST_POSITION}{weight}"
            new = [form for form in forms if mark not in at.get(form, ())[-1:]]
            size += sum(len(form.encode()) + 6 for form in new)
            if size > MAX_BYTES:
                break
            for form in new:
                at[form].append(mark)
        position += 5  # no phrase runs from one text into the next
    words = [f"{_quoted(word)}:{','.join(found[:250])}" for word, found in at.items()]
    words.extend(_quoted(word) for word in dict.fromkeys((*extra, *neighbours)))
    return " ".join(words)


def title_words(*titles: str) -> list[str]:
    """The words and pairs of titles, marked as such."""
    found = (f"{TITLE}{word}" for title in titles for word in (*_folded(title), *pairs(title)))
    return list(dict.fromkeys(found))


def _folded(text: str) -> Iterable[str]:
    return (token.folded for token in tokens(text) if not token.syllables)


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped[:500]}'"


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
    text = vector(
        disclosure,
        version,
        files="\n".join(_file_texts(disclosure, version)),
        cells=_cells(version),
        villages=_villages(disclosure, version),
    )
    store(disclosure, text)


def _file_texts(disclosure: Disclosure, version: Version) -> Iterator[str]:
    """Titles of files, and the words of their pages but of those that hold an identifier."""
    yield from version.attachments.values_list("title", flat=True)
    phone, letters = disclosure.unit.phone, 0
    for page in AttachmentPage.objects.searchable().filter(attachment__version=version):
        letters += len(page.words)
        if letters > MAX_FILE_LETTERS:
            return
        if not identifiers.blocking(page.words, published=(phone,) if phone else ()):
            yield page.words


def _cells(version: Version) -> str:
    rows = PublicRow.objects.filter(table__version=version, table__has_person_rows=False)
    cells = itertools.chain.from_iterable(
        rows.order_by("table__number", "position").values_list("cells", flat=True)[:MAX_ROWS]
    )
    return " ".join(filter(None, map(cell_words, cells)))


def cell_words(cell: object) -> str:
    """What a cell is found by: its words; a large figure in đồng and in millions, as pages show."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, int | float) or abs(cell) < 1000:
        return ""
    if abs(cell) < MILLION:
        return f"{cell:.0f}"
    return f"{cell:.0f} {f'{cell / MILLION:.2f}'.rstrip('0').rstrip('.').replace('.', ',')}"


def _villages(disclosure: Disclosure, version: Version) -> list[str]:
    """Villages of the commune that the text names, and those that rows are counted by."""
    counted = PublicRow.objects.filter(table__version=version).exclude(village="")
    named = set(counted.order_by().values_list("village", flat=True).distinct()[:100])
    text = f" {fold(f'{version.title} {version.summary} {version.body}')} "
    of_unit = disclosure.unit.villages.values_list("name", "folded")
    return sorted(named | {name for name, folded in of_unit if folded and f" {folded} " in text})


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
    moment = disclosure.publish_at or clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [moment, EDITION, vector, disclosure.pk])


def remove(disclosure: Disclosure) -> None:
    """Forget a disclosure that was withdrawn."""
    SearchEntry.objects.filter(disclosure=disclosure).delete()


def outdated(limit: int) -> list[Disclosure]:
    """Public disclosures without a row of this edition, newest first, locked until the commit.

    Rows that another rebuild holds are left to it, so that several may run side by side.
    """
    public = (DisclosureStatus.SCHEDULED, DisclosureStatus.PUBLISHED, DisclosureStatus.SUPERSEDED)
    return list(
        Disclosure.objects.filter(status__in=public)
        .exclude(search_entry__edition=EDITION)
        .select_related("unit__parent", "kind", "current_version")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("-publish_at", "-id")[:limit]
    )


def remove_withdrawn() -> int:
    """Forget what should not be here: rows of disclosures that were withdrawn meanwhile."""
    gone = SearchEntry.objects.filter(disclosure__status=DisclosureStatus.WITHDRAWN)
    return gone.delete()[0]
