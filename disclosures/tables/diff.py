"""What changed between two versions: rows matched by their key, and texts word by word."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One cell that is not what it was."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One row: `kind` is added, removed, changed or moved."""

    kind: str
    key: str
    cells: tuple[Any, ...]
    changes: tuple[ChangedCell, ...] = ()
    moved_from: int | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class TableDiff:
    """All rows that differ, in the order of the newer version, removed ones last."""

    rows: tuple[ChangedRow, ...]
    unchanged: int

    def count(self, kind: str) -> int:
        """How many rows are of this kind."""
        return sum(row.kind == kind for row in self.rows)


def diff_rows(
    columns: Sequence[str],
    before: Iterable[tuple[str, Sequence[Any]]],
    after: Iterable[tuple[str, Sequence[Any]]],
) -> TableDiff:
    """Compare two lists of (key, cells). A key that comes twice is matched in order."""
    old = _numbered(before)
    new = _numbered(after)
    kept = [key for key in new if key in old]
    steady = _longest_steady([list(old).index(key) for key in kept]) if len(kept) < 400 else None
    order = {key: at for at, key in enumerate(old)}
    changed: list[ChangedRow] = []
    unchanged = 0
    for position, (key, cells) in enumerate(new.items()):
        if key not in old:
            changed.append(ChangedRow("added", key[0], tuple(cells), position=position))
            continue
        changes = tuple(
            ChangedCell(column, was, now)
            for column, was, now in zip(columns, old[key], cells, strict=False)
            if was != now
        )
        moved = steady is not None and order[key] not in steady
        if changes or moved:
            changed.append(
                ChangedRow(
                    "changed" if changes else "moved",
                    key[0],
                    tuple(cells),
                    changes,
                    order[key] if moved else None,
                    position,
                )
            )
        else:
            unchanged += 1
    changed.extend(
        ChangedRow("removed", key[0], tuple(cells), position=order[key])
        for key, cells in old.items()
        if key not in new
    )
    return TableDiff(tuple(changed), unchanged)


def _numbered(rows: Iterable[tuple[str, Sequence[Any]]]) -> dict[tuple[str, int], Sequence[Any]]:
    seen: dict[str, int] = {}
    numbered: dict[tuple[str, int], Sequence[Any]] = {}
    for key, cells in rows:
        seen[key] = seen.get(key, 0) + 1
        numbered[key, seen[key]] = cells
    return numbered


def _longest_steady(positions: list[int]) -> set[int]:
    """The largest set of rows that kept their order; the others were moved."""
    best: list[int] = []
    chains: list[list[int]] = []
    for at, position in enumerate(positions):
        longest = max(
            (chains[i] for i in range(at) if positions[i] < position), key=len, default=[]
        )
        chains.append([*longest, position])
        best = max(best, chains[-1], key=len)
    return set(best)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text: `kind` is same, removed or added."""

    kind: str
    text: str


def diff_text(before: str, after: str) -> tuple[Segment, ...]:
    """Compare two texts word by word; blanks between words that are the same are not told.

    Words that come over and over are no anchors in long texts: looking for the best match of each
    with each took minutes for a text that repeats itself.
    """
    old, new = _tokens(before), _tokens(after)
    segments: list[Segment] = []
    matcher = difflib.SequenceMatcher(None, _words(old), _words(new), autojunk=True)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            # What stood before the first word may be gone; the blank between them stays.
            first = max(old[i1], new[j1], key=len)
            segments.append(Segment("same", "".join([first, *new[j1 + 1 : j2]])))
            continue
        if i2 > i1:
            segments.append(Segment("removed", "".join(old[i1:i2])))
        if j2 > j1:
            segments.append(Segment("added", "".join(new[j1:j2])))
    return tuple(segments)


def _tokens(text: str) -> list[str]:
    """Line breaks, and words with the blanks before them: together the whole text."""
    return re.findall(r"\n+|[^\S\n]*[^\s]+|[^\S\n]+", text)


def _words(tokens: Sequence[str]) -> list[str]:
    return [token.strip() or token for token in tokens]
