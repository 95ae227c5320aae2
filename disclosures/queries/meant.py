"""What a reader may have meant whose words find nothing, or next to nothing.

Only words that visible notices hold are proposed, and only where they find something, or many
times as much as was found, within the same limits: the proposal is looked for before it is made.
Numbers are never mended.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Max

from disclosures.models import SearchWord
from disclosures.queries import found, replica
from disclosures.queries.filters import Filters
from disclosures.search import near
from disclosures.search.fold import fold_letters, has_accents
from disclosures.search.query import MAX_WORDS, understand
from disclosures.search.tokens import Token, tokens

# With so many finds nobody is asked what was meant.
ENOUGH = 3
# So many words are mended, each in so many ways.
MENDED, WAYS = 2, 2
# A word that some notice holds is doubted only if its neighbour is so many times as frequent, and
# words that find something only if others find so many times as much.
TIMES = 10


def meant(filters: Filters, count: int, *, now: dt.datetime) -> str:
    """The words of `filters` mended; empty where nothing better is known. At most three queries."""
    typed = [token for token in tokens(filters.q) if not token.syllables][:MAX_WORDS]
    if count >= ENOUGH or filters.cursor or not typed:
        return ""
    known = _known(typed)
    last = filters.asked.terms[-1] if filters.asked else None
    if last is not None and last.endings:
        known.setdefault(last.words[0].folded, 1)
    doubted = [token for token in typed if len(token.folded) >= near.SHORTEST]
    doubted.sort(key=lambda token: known.get(token.folded, 0))
    ways = _ways(doubted[:MENDED], known, with_accents=has_accents(filters.q))
    proposals = _proposals(filters.q, ways, known)
    at = _first_that_finds(filters, proposals, count, now) if proposals else None
    return "" if at is None else proposals[at]


def _known(typed: Sequence[Token]) -> dict[str, int]:
    """In how many notices each word is. One query."""
    rows = SearchWord.objects.filter(folded__in={token.folded for token in typed})
    return dict(rows.values_list("folded").annotate(Max("notices")))


def _ways(
    doubted: Sequence[Token], known: Mapping[str, int], *, with_accents: bool
) -> list[tuple[Token, list[str]]]:
    """How each doubted word may be mended, the likeliest first; none that cannot. One query."""
    wanted: set[str] = set()
    for token in doubted:
        wanted |= {*near.slips(token.folded), *near.parts(token.folded)}
        if keys := near.keyed(token.exact):
            wanted.add(fold_letters(keys[0]))
    if not wanted:
        return []
    spellings: dict[str, list[tuple[str, int]]] = {}
    rows = SearchWord.objects.filter(folded__in=wanted).order_by("-notices", "spelling")
    for spelling, folded, notices in rows.values_list("spelling", "folded", "notices"):
        spellings.setdefault(folded, []).append((spelling, notices))
    ways = []
    for token in doubted:
        least = TIMES * known.get(token.folded, 0)
        mended = dict.fromkeys(_mended(token, spellings, least, with_accents=with_accents))
        if mended:
            ways.append((token, list(mended)[:WAYS]))
    return ways


def _mended(
    token: Token,
    spellings: Mapping[str, list[tuple[str, int]]],
    least: int,
    *,
    with_accents: bool,
) -> Iterator[str]:
    """What the keys of Telex or VNI mean, then slips of a letter, then two words in one."""
    if keys := near.keyed(token.exact):
        yield from (
            spelling
            for spelling, _notices in spellings.get(fold_letters(keys[0]), ())
            if near.taken_apart(spelling) == keys
        )
    slips = [folded for folded in near.slips(token.folded) if folded in spellings]
    slips.sort(
        key=lambda folded: (sorted(folded) != sorted(token.folded), -_most(spellings, folded))
    )
    for folded in slips:
        if _most(spellings, folded) >= max(1, least):
            yield _written(spellings, folded, with_accents)
    halves = [pair for pair in near.splits(token.folded) if all(half in spellings for half in pair)]
    halves.sort(key=lambda pair: -min(_most(spellings, half) for half in pair))
    for pair in halves:
        yield " ".join(_written(spellings, half, with_accents) for half in pair)


def _most(spellings: Mapping[str, list[tuple[str, int]]], folded: str) -> int:
    return spellings[folded][0][1]


def _written(
    spellings: Mapping[str, list[tuple[str, int]]], folded: str, with_accents: bool
) -> str:
    """With its most frequent accents for whoever types accents, else without."""
    accented = [spelling for spelling, _notices in spellings[folded] if spelling != folded]
    return accented[0] if with_accents and accented else folded


def _proposals(
    query: str, ways: Sequence[tuple[Token, list[str]]], known: Mapping[str, int]
) -> list[str]:
    """The query with each way in place of its word; with the fewest words mended first."""
    ordered = sorted(ways, key=lambda way: way[0].start)
    choices = [
        # A word that is known may be right after all; one that is not cannot stay.
        [*(("",) if known.get(token.folded) else ()), *mended]
        for token, mended in ordered
    ]
    tried = [chosen for chosen in itertools.product(*choices) if any(chosen)]
    tried.sort(key=lambda chosen: sum(map(bool, chosen)))
    return [_put(query, ordered, chosen) for chosen in tried]


def _put(query: str, ordered: Sequence[tuple[Token, list[str]]], chosen: Sequence[str]) -> str:
    text, end = "", 0
    for (token, _mended_as), word in zip(ordered, chosen, strict=True):
        if word:
            text += query[end : token.start] + word
            end = token.end
    return text + query[end:]


def _first_that_finds(
    filters: Filters, proposals: Sequence[str], count: int, now: dt.datetime
) -> int | None:
    """The first of them that finds enough within the same limits. One query."""
    enough = max(1, TIMES * count)
    cases, values = [], []
    for at, text in enumerate(proposals):
        asked = understand(f"{text} ")
        search = replace(filters, q=text, asked=asked).search(now)
        rows = found.rows(search.text(asked.found_by), now=now, states=search.states)
        sql, given = rows.order_by().values_list("pk")[:enough].query.sql_with_params()
        cases.append(f"WHEN (SELECT count(*) FROM ({sql}) found{at}) = {enough:d} THEN {at:d}")
        values.extend(given)
    with replica.source().cursor() as cursor:
        cursor.execute(f"SELECT CASE {' '.join(cases)} END", values)
        answer: Any = cursor.fetchone()
    return answer[0]
