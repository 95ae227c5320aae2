"""Reads the catalogue's files into checked records. Storing them is the command's matter."""

import functools
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from disclosures.catalogue import check

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Group:
    """A group of kinds as it is shown on the home page."""

    code: str
    titles: dict[str, str]
    texts: dict[str, str]

    @property
    def title(self) -> str:
        """In the reader's language, Vietnamese where it has none."""
        return self.titles.get(get_language() or "vi") or self.titles["vi"]

    @property
    def text(self) -> str:
        """In the reader's language, Vietnamese where it has none."""
        return self.texts.get(get_language() or "vi") or self.texts["vi"]

    @property
    def text_lang(self) -> str:
        """The language `text` is really in."""
        language = get_language() or "vi"
        return language if self.texts.get(language) else "vi"


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


@functools.cache
def groups() -> tuple[Group, ...]:
    """All groups in the order in which they are shown."""
    return tuple(
        Group(record["code"], record["title"], record["text"])
        for record in _toml(FOLDER / "groups.toml")["group"]
    )


def group(code: str) -> Group:
    """The group with this code. Raises KeyError."""
    return {known.code: known for known in groups()}[code]


@functools.cache
def sources() -> dict[str, dict[str, Any]]:
    """Where each rule was seen, by the short names that records cite."""
    return dict(_toml(FOLDER / "sources.toml")["source"])


@functools.cache
def service_levels() -> dict[str, dict[str, Any]]:
    """Days for moderation, answers and second looks, graded PROPOSED."""
    return _toml(FOLDER / "rules.toml")


def kinds() -> list[dict[str, Any]]:
    """All kinds, checked. Raises check.BadRecord, naming the record and the key."""
    records = [_toml(path) for path in sorted((FOLDER / "kinds").glob("*.toml"))]
    known_groups = {known.code for known in groups()}
    known_tables = {path.stem for path in (FOLDER / "tables").glob("*.json")}
    for record in records:
        check.kind(record, groups=known_groups, sources=sources().keys())
        for table in record["tables"]:
            if table.get("schema") not in known_tables:
                raise check.BadRecord(f"{record['code']}: table {table.get('schema')} is missing.")
    _refuse_doubles("code", records)
    _refuse_doubles("slug", records)
    return records


def tables() -> list[dict[str, Any]]:
    """All table schemas, checked. Raises check.BadRecord."""
    records = [
        json.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "tables").glob("*.json"))
    ]
    for record in records:
        check.table(record)
    return records


def _refuse_doubles(key: str, records: list[dict[str, Any]]) -> None:
    counted = Counter(record[key] for record in records)
    doubles = sorted(value for value, count in counted.items() if count > 1)
    if doubles:
        raise check.BadRecord(f"{key} {doubles[0]} is used twice.")
