"""Proposes which column of a file is which column of a schema; the person confirms."""

import difflib
import functools
import re
from collections.abc import Sequence

from disclosures.search.fold import fold
from disclosures.tables.schema import Column, Schema
from disclosures.tables.units import without_units

LIKE_ENOUGH = 0.72
# A header's last storey alone says less than all of it.
_ONLY_PART = 0.93


class Matcher:
    """Likeness of headers to the columns of one schema, each header looked at once."""

    def __init__(self, schema: Schema, fiscal_year: int | None = None) -> None:
        self.schema = schema
        self.fiscal_year = fiscal_year
        self.names = {column.name: frozenset(_names(column)) for column in schema.columns}
        self.seen: dict[str, dict[str, float]] = {}

    def scores(self, header: str) -> dict[str, float]:
        """Column → likeness, for those that are like enough."""
        known = self.seen.get(header)
        if known is None:
            known = {}
            for text, weight in _readings(in_words(header, self.fiscal_year)):
                folded = fold(text)
                for name, words in self.names.items():
                    score = likeness(folded, words) * weight
                    if score >= LIKE_ENOUGH and score > known.get(name, 0.0):
                        known[name] = score
            self.seen[header] = known
        return known

    def best(self, header: str) -> float:
        """How like the header is to the column that it is most like."""
        return max(self.scores(header).values(), default=0.0)

    def propose(self, headers: Sequence[str]) -> dict[str, int]:
        """Which file column (from 0) fills which schema column, best likeness first, each once."""
        return {name: at for name, (at, _score) in self.chosen(headers).items()}

    def chosen(self, headers: Sequence[str]) -> dict[str, tuple[int, float]]:
        """The same with each choice's likeness."""
        order = {column.name: at for at, column in enumerate(self.schema.columns)}
        pairs = sorted(
            (
                (-score, order[name], at, name)
                for at, header in enumerate(headers)
                if header
                for name, score in self.scores(header).items()
            ),
        )
        chosen: dict[str, tuple[int, float]] = {}
        taken: set[int] = set()
        for score, _order, at, name in pairs:
            if name not in chosen and at not in taken:
                chosen[name] = at, -score
                taken.add(at)
        return chosen

    def rivals(self, headers: Sequence[str], mapping: dict[str, int]) -> dict[str, list[int]]:
        """Columns for which another column of the file has the very same likeness."""
        found: dict[str, list[int]] = {}
        for name, at in mapping.items():
            if at >= len(headers):
                continue
            score = self.scores(headers[at]).get(name)
            others = [
                other
                for other, header in enumerate(headers)
                if other not in mapping.values() and self.scores(header).get(name) == score
            ]
            if score and others:
                found[name] = others
        return found


def propose(
    schema: Schema, headers: Sequence[str], fiscal_year: int | None = None
) -> dict[str, int]:
    """Which file column (from 0) fills which schema column, best likeness first, each once."""
    return Matcher(schema, fiscal_year).propose(headers)


# A year by itself; one in a date (31/12/2025) says no more than the date.
_YEAR = re.compile(r"(?:\bnăm\s+)?(?<![\d/.\-])\b(20\d\d)\b(?![\d/.\-])", re.I)


def year_in(header: str) -> int | None:
    """The year that a header names, where it names one."""
    years = {int(year) for year in _YEAR.findall(header)}
    return years.pop() if len(years) == 1 else None


def in_words(header: str, fiscal_year: int | None) -> str:
    """`Dự toán năm 2026` as columns are called: this year's `Dự toán năm`, last year's `Dự toán năm
    trước`. Two columns may differ in nothing else."""
    if fiscal_year is None:
        return header
    words = {fiscal_year: "năm", fiscal_year - 1: "năm trước"}
    return _YEAR.sub(lambda found: words.get(int(found[1]), found[0]), header)


def _names(column: Column) -> list[str]:
    return [fold(word) for word in (column.title, column.name, *column.synonyms)]


def _readings(header: str) -> list[tuple[str, float]]:
    """The header whole, without its unit, and its last storey."""
    found = {header: 1.0}
    found.setdefault(without_units(header), 0.99)
    _above, mark, last = header.rpartition(" - ")
    if mark:
        found.setdefault(last, _ONLY_PART)
        found.setdefault(without_units(last), _ONLY_PART)
    return list(found.items())


@functools.lru_cache(maxsize=20_000)
def likeness(folded: str, names: frozenset[str]) -> float:
    """1 for the same words, less for some of them; 0 below what is like enough."""
    if not folded or len(folded) > 160:
        return 0.0
    if folded in names:
        return 1.0
    best = 0.0
    matcher = difflib.SequenceMatcher(b=folded)
    for name in names:
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
            best = max(best, matcher.ratio())
    parts = set(folded.split())
    if len(parts) > 1 and any(parts <= set(name.split()) for name in names):
        best = max(best, 0.8)  # «Tên dự án» for «Tên dự án, công trình»
    return best if best >= LIKE_ENOUGH else 0.0
