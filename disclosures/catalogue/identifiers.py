"""The patterns of personal identifiers, and the headers that give a column away, as data."""

import functools
import tomllib
from dataclasses import dataclass
from typing import Any

from disclosures.catalogue.load import FOLDER


@dataclass(frozen=True, slots=True)
class Identifier:
    """One pattern; `context` must stand near a match where it is not empty."""

    id: str
    name: str
    regex: str
    context: str
    validator: str
    action: str


@functools.cache
def _file() -> dict[str, Any]:
    with (FOLDER / "identifiers.toml").open("rb") as file:
        return tomllib.load(file)


@functools.cache
def identifiers() -> tuple[Identifier, ...]:
    """All patterns of the catalogue."""
    return tuple(
        Identifier(
            record["id"],
            record["name_vi"],
            record["regex"],
            record.get("context", ""),
            record.get("validator", ""),
            record["action"],
        )
        for record in _file()["identifier"]
    )


@functools.cache
def cccd_provinces() -> frozenset[str]:
    """The province codes of identity numbers; they name the 63 provinces before July 2025."""
    return frozenset(_file()["cccd_provinces"])


@functools.cache
def headers() -> dict[str, tuple[str, ...]]:
    """Folded column headers by what must become of the column: never, aggregate or mask."""
    return {key: tuple(words) for key, words in _file()["headers"].items()}
