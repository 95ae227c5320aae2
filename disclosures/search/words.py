"""The words that visible notices hold: how they are counted, and what a typed word may become."""

import datetime as dt

from django.db import connection, transaction
from django.db.models.functions import Length

from disclosures.models import SearchWord
from disclosures.search.fold import fold_letters
from disclosures.search.query import Asked

LONGEST = 40
# So many words may a beginning stand for: of «ngh» there are a dozen, of «th» too many to ask for.
MOST_ENDINGS, LOOKED_AT = 40, 500
# What has no place in a text (pairs, facets, words of titles) is left out by `ts_filter`.
_COUNT = """
SELECT word, ndoc FROM ts_stat(
    format(
        'SELECT ts_filter(vector, ''{a,b,c,d}'') FROM disclosures_searchentry '
        'WHERE publish_at <= %%L AND status <> ''withdrawn''', %s::text
    )
) WHERE length(word) BETWEEN 2 AND %s AND word ~ '[^0-9]'
"""


@transaction.atomic
def refresh(now: dt.datetime) -> int:
    """Count all words anew; how many there are. Words of what was withdrawn since are forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [now, LONGEST])
        rows = [(word, fold_letters(word)[:LONGEST], count) for word, count in cursor.fetchall()]
        cursor.execute("DELETE FROM disclosures_searchword")
        with cursor.copy(
            "COPY disclosures_searchword (spelling, folded, notices) FROM STDIN"
        ) as copy:
            for row in rows:
                copy.write_row(row)
    return len(rows)


def finished(asked: Asked) -> Asked:
    """With what the last word may become: itself alone where it is a word. At most one query.

    «thu» is a word and stands for itself; «nghe» may be one and «ngh» is the beginning of many.
    """
    if not asked.unfinished:
        return asked
    return asked.ended(endings(asked.unfinished))


def endings(beginning: str) -> tuple[str, ...]:
    """The words without accents that begin so, the most frequent first; a whole word alone."""
    known = (
        SearchWord.objects.filter(folded__startswith=beginning)
        .order_by(Length("folded"), "-notices")
        .values_list("folded", "notices")[:LOOKED_AT]
    )
    best: dict[str, int] = {}
    for folded, notices in known:
        best[folded] = max(notices, best.get(folded, 0))
    if beginning in best:
        return (beginning,)
    return tuple(sorted(best, key=lambda word: -best[word])[:MOST_ENDINGS])
