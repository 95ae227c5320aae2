"""Reads the catalogue's files into checked records. Storing them is the command's matter."""

import functools
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from disclosures.catalogue import check, check_charts, check_table

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
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise check.BadRecord(f"{path.name}: {error}") from error


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


@functools.cache
def law() -> dict[str, Any]:
    """What holds for all kinds: clauses, forms, general rules, former forms, open questions."""
    return _toml(FOLDER / "law.toml")


def holidays(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The days off of each year, checked. Raises check.BadRecord."""
    records = [_toml(path) for path in sorted((folder / "holidays").glob("*.toml"))]
    for record in records:
        check.holidays(record)
    return records


def kinds(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """All kinds, checked. Raises check.BadRecord, naming the record and the key."""
    records = []
    known_groups = {known.code for known in groups()}
    known_tables = {record["name"]: record for record in tables(folder)}
    for path in sorted((folder / "kinds").glob("*.toml")):
        record = _toml(path)
        check.kind(record, groups=known_groups, sources=sources().keys())
        _refuse_other_name(path, record["code"])
        for table in record["tables"]:
            check.one_of(record["code"], "tables.schema", table["schema"], known_tables)
            declared = known_tables[table["schema"]]
            check_table.headers(record["code"], declared, table.get("headers", {}))
        check_charts.charts(record, known_tables)
        records.append(record)
    _refuse_doubles([f"{record['code']} from {record['valid_from']}" for record in records])
    _refuse_doubles([slug for slug, _ in {(r["slug"], r["code"]) for r in records}])
    return records


def tables(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """All table schemas, checked. Raises check.BadRecord."""
    records = []
    for path in sorted((folder / "tables").glob("*.json")):
        try:
            record = json.loads(path.read_text("utf-8"))
        except json.JSONDecodeError as error:
            raise check.BadRecord(f"{path.name}: {error}") from error
        check_table.table(record)
        _refuse_other_name(path, record["name"])
        records.append(record)
    _refuse_doubles([f"{record['name']} from {record['x-valid-from']}" for record in records])
    return records


def _code(path: Path) -> str:
    """The code in a file's name: a dated successor is named like `fees@2027-01-01.toml`."""
    return path.stem.partition("@")[0]


def _refuse_other_name(path: Path, code: str) -> None:
    if _code(path) != code:
        raise check.BadRecord(f"{path.name}: the file is named otherwise than the record {code}.")


def _refuse_doubles(names: list[str]) -> None:
    doubles = sorted(name for name, count in Counter(names).items() if count > 1)
    if doubles:
        raise check.BadRecord(f"{doubles[0]} stands there twice.")
