"""A declared table schema as Python sees it: columns with their types, classes and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import get_language

from disclosures.rules import masking
from disclosures.vocabulary import PrivacyClass


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column."""

    name: str
    title: str
    title_en: str
    unit: str
    privacy: str
    role: str = ""
    formula: str = ""
    is_required: bool = False
    synonyms: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    value_synonyms: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The title in the reader's language as far as there is one."""
        return self.title_en if get_language() == "en" else self.title

    @property
    def label_language(self) -> str:
        """The language that `label` is in."""
        return "en" if get_language() == "en" and self.title_en != self.title else "vi"

    @property
    def is_numeric(self) -> bool:
        return self.unit in {"money", "count", "number", "percent", "area"}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A fixed row of a form, with the rows it is the sum of."""

    code: str
    title: str
    level: int
    formula: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A table's columns, keys, fixed rows and checks, from a catalogue record."""

    code: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    mode: str
    money_unit: str
    form_rows: tuple[FormRow, ...]
    checks: tuple[dict[str, Any], ...]
    form_checks: tuple[dict[str, Any], ...] = ()

    def column(self, name: str) -> Column:
        """The column with this name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]

    def with_role(self, role: str) -> Column | None:
        """The column that plays `role` in charts and counts, if there is one."""
        return next((column for column in self.columns if column.role == role), None)

    def stored(self) -> tuple[Column, ...]:
        """The columns whose cells may be stored at all."""
        return tuple(c for c in self.columns if c.privacy != PrivacyClass.NEVER)

    def public(self, level: str) -> tuple[Column, ...]:
        """The columns shown row by row in a kind of this privacy level."""
        return tuple(c for c in self.columns if masking.is_public(c.privacy, level))

    def has_persons(self) -> bool:
        """Whether its rows name people."""
        return any(column.privacy == PrivacyClass.NAME for column in self.columns)


type Headers = Mapping[str, Mapping[str, Any]]


def headers_in(kind: Mapping[str, Any], code: str) -> Headers:
    """What the columns of the table `code` are called in the kind of disclosure of this record."""
    for table in kind.get("tables", ()):
        if table["schema"] == code and "headers" in table:
            found: Headers = table["headers"]
            return found
    return {}


def read(body: Mapping[str, Any], headers: Headers | None = None) -> Schema:
    """The schema in a checked catalogue record, its columns called as a kind calls them."""
    headers = headers or {}
    rows = body.get("x-rows", "free")
    return Schema(
        code=body["name"],
        title=body["title"],
        columns=tuple(_called(_column(f), headers.get(f["name"])) for f in body["fields"]),
        key=tuple(body.get("primaryKey", ())),
        mode=body["x-mode"],
        money_unit=body.get("x-money-unit", "dong"),
        form_rows=()
        if rows == "free"
        else tuple(
            FormRow(row["code"], row["vi"], row.get("level", 0), row.get("formula", ""))
            for row in rows
        ),
        checks=tuple(body.get("x-checks", ())),
        form_checks=tuple(body.get("x-form-checks", ())),
    )


def _called(column: Column, header: Mapping[str, Any] | None) -> Column:
    if header is None:
        return column
    return replace(
        column,
        title=header["vi"],
        title_en=header["en"],
        synonyms=(*header["synonyms"], column.title),
    )


def _column(field_: Mapping[str, Any]) -> Column:
    values = field_.get("x-values", {})
    synonyms = {code: code for code in values}
    for code, words in values.items():
        for word in (words["vi"], *words.get("synonyms", ())):
            synonyms[word] = code
    return Column(
        name=field_["name"],
        title=field_["title"],
        title_en=field_.get("x-title-en", field_["title"]),
        unit=field_["x-unit"],
        privacy=field_["x-privacy"],
        role=field_.get("x-role", ""),
        formula=field_.get("x-formula", ""),
        is_required=bool(field_.get("constraints", {}).get("required")),
        synonyms=tuple(field_.get("x-synonyms", ())),
        values={code: words["vi"] for code, words in values.items()},
        value_synonyms=synonyms,
    )
