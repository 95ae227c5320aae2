"""Headers and words of sensitive data, and what makes a sheet a register of persons, as data."""

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from disclosures.catalogue.load import FOLDER


@dataclass(frozen=True, slots=True)
class Register:
    """A sheet with at least so many groups of headers of each weight is refused whole."""

    id: str
    staff: int
    intimate: int
    number: int
    others: int


@dataclass(frozen=True, slots=True)
class Words:
    """Words that must not stand beside a name (`refused`), or only when confirmed (`asked`)."""

    id: str
    level: str
    pattern: re.Pattern[str]


@functools.cache
def _file() -> dict[str, Any]:
    with (FOLDER / "sensitive.toml").open("rb") as file:
        return tomllib.load(file)


def _whole_words(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


@functools.cache
def header_groups() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(group, weight, pattern over folded headers) of every group."""
    return tuple(
        (name, group["weight"], _whole_words(group["words"]))
        for name, group in _file()["headers"].items()
    )


@functools.cache
def registers() -> tuple[Register, ...]:
    """Each way in which a sheet is a register."""
    return tuple(
        Register(
            record["id"],
            record.get("staff", 0),
            record.get("intimate", 0),
            record.get("number", 0),
            record.get("others", 0),
        )
        for record in _file()["registers"]
    )


@functools.cache
def sensitive_words() -> tuple[Words, ...]:
    """Each list of words, over folded text."""
    return tuple(
        Words(record["id"], record["level"], _whole_words(record["words"]))
        for record in _file()["words"]
    )
