"""What a public row is found, counted and matched by: made from its public cells, and from nothing
else, so that it can be made again at any time and held against what is kept.
"""

from collections.abc import Sequence
from typing import Any

from disclosures.search.fold import fold
from disclosures.tables.schema import Column, Schema

KEY_LENGTH, VILLAGE_LENGTH = 200, 120

type Derived = tuple[str, str, str]


class Deriver:
    """Key, village and search text of the rows of one table, whose public columns are `names`."""

    def __init__(self, declared: Schema, names: Sequence[str]) -> None:
        self._columns = [declared.column(name) for name in names]
        place = {name: at for at, name in enumerate(names)}
        self._keys = [place.get(name) for name in declared.key]
        village = declared.with_role("village")
        self._village = place.get(village.name) if village else None

    def of(self, cells: Sequence[Any]) -> Derived:
        """Row key, village and folded words."""
        key = " / ".join("" if at is None else str(cells[at] or "") for at in self._keys)
        village = "" if self._village is None else str(cells[self._village] or "")
        words = " ".join(map(_words, self._columns, cells))
        return key[:KEY_LENGTH], village[:VILLAGE_LENGTH], fold(words)


def _words(column: Column, cell: Any) -> str:
    if cell is None:
        return ""
    return column.values.get(str(cell), str(cell))
