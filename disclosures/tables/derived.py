"""What a public row is found, counted and matched by: made from its public cells, and from nothing
else, so that it can be made again at any time and held against what is kept.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from disclosures.search.fold import fold_all
from disclosures.tables.schema import Schema

KEY_LENGTH, VILLAGE_LENGTH = 200, 120

type Derived = tuple[str, str, str]


class Deriver:
    """Key, village and search text of the rows of one table, whose public columns are `names`."""

    def __init__(self, declared: Schema, names: Sequence[str]) -> None:
        self._words: list[Mapping[str, str]] = [declared.column(name).values for name in names]
        place = {name: at for at, name in enumerate(names)}
        self._keys = [place.get(name) for name in declared.key]
        village = declared.with_role("village")
        self._village = place.get(village.name) if village else None

    def of_all(self, rows: Sequence[Sequence[Any]]) -> list[Derived]:
        """Row key, village and folded words of each of many rows, folded in one go."""
        folded = fold_all([self._text(cells) for cells in rows])
        return [(*self._named(cells), words) for cells, words in zip(rows, folded, strict=True)]

    def _named(self, cells: Sequence[Any]) -> tuple[str, str]:
        key = " / ".join(["" if at is None else str(cells[at] or "") for at in self._keys])
        village = "" if self._village is None else str(cells[self._village] or "")
        return key[:KEY_LENGTH], village[:VILLAGE_LENGTH]

    def _text(self, cells: Sequence[Any]) -> str:
        words = [
            "" if cell is None else values.get(str(cell), str(cell)) if values else str(cell)
            for values, cell in zip(self._words, cells, strict=True)
        ]
        return " ".join(words)
