"""The patterns of personal identifiers, and the headers that give a column away, as data."""

import functools
import tomllib
from dataclasses import dataclass
from typing import Any

from disclosures.catalogue.load import FOLDER


@dataclass(frozen=True, slots=True)
class Identifier:
    """One pattern; `context` must stand near a match where it is not empty.

    The header of a column counts as context where `reads_header`. Words of `between`, standing
    between context and match, and of `never_near` say that the match is something else. An id
    with several ways of writing has several patterns.
    """

    id: str
    name: str
    regex: str
    context: str
    validator: str
    action: str
    between: str = ""
    never_near: str = ""
    reads_header: bool = True


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
            record.get("between", _file()["not_an_identifier"]["between"]),
            record.get("never_near", ""),
            record.get("reads_header", True),
        )
        for record in _file()["identifier"]
    )


@functools.cache
def other_words(family: str) -> tuple[str, ...]:
    """The context of every pattern whose id begins otherwise, for a word that lies between."""
    contexts = {one.context for one in identifiers() if one.id.split("-")[0] != family}
    own = {one.context for one in identifiers() if one.id.split("-")[0] == family}
    return tuple(sorted(contexts - own - {""}))


@functools.cache
def cccd_provinces() -> frozenset[str]:
    """The province codes of identity numbers; they name the 63 provinces before July 2025."""
    return frozenset(_file()["cccd_provinces"])


@functools.cache
def headers() -> dict[str, tuple[str, ...]]:
    """Folded column headers by what must become of the column: never, aggregate or mask."""
    return {key: tuple(words) for key, words in _file()["headers"].items()}
