"""Strict checks of table schemas: Table Schema's own keys, and ours, which begin with `x-`."""

import re
from collections.abc import Mapping
from typing import Any

from disclosures.catalogue.check import BadRecord, keys, one_of
from disclosures.vocabulary import Certainty, PrivacyClass

TYPES = frozenset({"string", "integer", "number", "date", "yearmonth"})
UNITS = frozenset({"text", "money", "count", "number", "percent", "area", "enum", "date", "month"})
MODES = frozenset({"fit", "stack", "scroll"})
MONEY_UNITS = frozenset({"dong", "nghin", "trieu", "ty"})
# What a column is for charts, counts and filters.
ROLES = frozenset({"label", "plan", "actual", "village", "category", "total", "net", "progress"})
# Checks of more than one row or of dates, each with its own parameters.
FORM_CHECKS = {
    "rows_order": {"smaller": str, "larger": str},
    "date_span": {"from": str, "to": str, "min_days": int},
    "date_after": {"from": str, "to": str, "days": int},
    "vote": {"clause": str, "clauses": list, "votes": str, "of": str},
    "choice": {"column": str, "value": str, "clause": str, "clauses": list},
    "not_falling": {"column": str},
    "equals_row": {"column": str, "table": str, "row": str},
    "small_cells": {"below": int},
    "within": {"column": str, "least": str, "most": str},
    "unique": {"columns": list},
    "kept": {"column": str},
    "equals_plan": {"column": str, "table": str, "of": str},
    "rows_like_before": {"times": int},
}
_COLUMNS_OF = ("from", "to", "clause", "votes", "of", "column")
CHECK_KEYS = {"kind": str, "level": str, "basis": str, "message": dict}
TABLE_KEYS = {
    "$schema": str,
    "name": str,
    "title": str,
    "fields": list,
    "primaryKey": list,
    "missingValues": list,
    "x-title-en": str,
    "x-valid-from": str,
    "x-money-unit": str,
    "x-mode": str,
    "x-rows": (list, str),
    "x-checks": list,
    "x-law-checks": list,
    "x-status": str,
    "x-confidence": (int, float),
    "x-proposed": list,
}
TABLE_OPTIONAL = {
    "x-form-checks": list,
    "x-fiscal-years": list,
    "x-form": str,
    "x-grade": str,
    "x-notes": str,
    "x-valid-to": str,
}
FIELD_KEYS = {
    "name": str,
    "title": str,
    "type": str,
    "x-title-en": str,
    "x-law-type": str,
    "x-unit": str,
    "x-privacy": str,
}
FIELD_OPTIONAL = {
    "constraints": dict,
    "x-formula": str,
    "x-law-formula": str,
    "x-note": str,
    "x-role": str,
    "x-synonyms": list,
    "x-values": dict,
}
ROW_KEYS = {"code": str, "vi": str, "en": str, "level": int}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TERM = r"([a-z][a-z0-9_]*|\d+(\.\d+)?)"
_FORMULA = re.compile(rf"{_TERM}(\s*[-+*/]\s*{_TERM})*")
_CHECK = re.compile(rf"{_TERM}(\s*[-+]\s*{_TERM})*\s*(<=|=)\s*{_TERM}")


def table(record: Mapping[str, Any]) -> None:
    """Raise BadRecord unless `record` is a whole and consistent table schema."""
    name = str(record.get("name", "?"))
    keys(name, record, TABLE_KEYS, TABLE_OPTIONAL)
    if not record["fields"]:
        raise BadRecord(f"{name}: fields is empty.")
    for at, field in enumerate(record["fields"]):
        keys(f"{name}: fields[{at}]", field, FIELD_KEYS, FIELD_OPTIONAL)
    names = [field["name"] for field in record["fields"]]
    if len(set(names)) != len(names):
        raise BadRecord(f"{name}: two fields have one name.")
    one_of(name, "x-mode", record["x-mode"], MODES)
    one_of(name, "x-money-unit", record["x-money-unit"], MONEY_UNITS)
    one_of(name, "x-status", record["x-status"], Certainty.values)
    for field in record["fields"]:
        _field(f"{name}: {field['name']}", field, names)
    _headers(name, record["fields"])
    _key(name, record)
    _rows(name, record["x-rows"])
    for at, check in enumerate(record["x-checks"]):
        _row_check(f"{name}: x-checks[{at}]", check, names)
    for at, check in enumerate(record.get("x-form-checks", ())):
        _form_check(f"{name}: x-form-checks[{at}]", check, names)
    for path in record["x-proposed"]:
        known = {*TABLE_KEYS, *TABLE_OPTIONAL, *FIELD_KEYS, *FIELD_OPTIONAL}
        one_of(name, "x-proposed", path, known)


def _field(name: str, field: Mapping[str, Any], names: list[str]) -> None:
    one_of(name, "type", field["type"], TYPES)
    one_of(name, "x-unit", field["x-unit"], UNITS)
    one_of(name, "x-privacy", field["x-privacy"], PrivacyClass.values)
    if not _NAME.fullmatch(field["name"]):
        raise BadRecord(f"{name}: name is not made of a-z, 0-9 and underscores.")
    if "x-role" in field:
        one_of(name, "x-role", field["x-role"], ROLES)
    constraints = field.get("constraints", {})
    keys(f"{name}: constraints", constraints, {}, {"required": bool, "enum": list})
    if field["x-unit"] == "enum" and (
        not constraints.get("enum") or list(field.get("x-values", {})) != constraints["enum"]
    ):
        raise BadRecord(f"{name}: constraints.enum and x-values must name the same choices.")
    if "x-formula" in field:
        _expression(name, "x-formula", field["x-formula"], _FORMULA, names)


def _expression(name: str, key: str, text: str, grammar: re.Pattern[str], names: list[str]) -> None:
    if not grammar.fullmatch(text):
        raise BadRecord(f"{name}: {key} {text!r} is not in the grammar.")
    for word in re.findall(r"[a-z_][a-z0-9_]*", text):
        one_of(name, key, word, names)


def _headers(name: str, fields: list[Mapping[str, Any]]) -> None:
    # Two columns that answer to one header would be filled from one column of the file.
    owners: dict[str, str] = {}
    for field in fields:
        for header in (field["title"], *field.get("x-synonyms", ())):
            owner = owners.setdefault(header.casefold(), field["name"])
            if owner != field["name"]:
                raise BadRecord(f"{name}: {owner} and {field['name']} both answer to {header!r}.")


def headers(name: str, record: Mapping[str, Any], called: Mapping[str, Any]) -> None:
    """Raise BadRecord unless what a kind calls the columns of the table `record` is whole, and each
    header still answers to one column."""
    fields = {field["name"]: field for field in record["fields"]}
    for column, words in called.items():
        one_of(name, "headers", column, fields)
        keys(f"{name}: headers.{column}", words, {"vi": str, "en": str, "synonyms": list}, {})
        fields[column] = {"name": column, "title": words["vi"], "x-synonyms": words["synonyms"]}
    _headers(name, list(fields.values()))


def _key(name: str, record: Mapping[str, Any]) -> None:
    fields = {field["name"]: field for field in record["fields"]}
    for key in record["primaryKey"]:
        one_of(name, "primaryKey", key, fields)
        if fields[key]["x-privacy"] != PrivacyClass.NONE:
            raise BadRecord(f"{name}: primaryKey {key} is not public.")
        if not fields[key].get("constraints", {}).get("required"):
            raise BadRecord(f"{name}: primaryKey {key} must be required.")


def _rows(name: str, rows: Any) -> None:
    if isinstance(rows, str):
        one_of(name, "x-rows", rows, {"free"})
        return
    for at, row in enumerate(rows):
        keys(f"{name}: x-rows[{at}]", row, ROW_KEYS, {"formula": str})
    codes = [row["code"] for row in rows]
    for row in rows:
        rule = row.get("formula", "")
        for code in re.split(r"[,-]", rule.removeprefix("sum:")):
            if rule and code != "children":
                one_of(name, f"x-rows {row['code']}", code, codes)


def _row_check(name: str, check: Mapping[str, Any], names: list[str]) -> None:
    keys(name, check, CHECK_KEYS | {"expr": str}, {})
    one_of(name, "kind", check["kind"], {"row"})
    _said(name, check)
    _expression(name, "expr", check["expr"], _CHECK, names)


def _form_check(name: str, check: Mapping[str, Any], names: list[str]) -> None:
    if "kind" not in check:
        raise BadRecord(f"{name}: kind is missing.")
    one_of(name, "kind", check["kind"], FORM_CHECKS)
    more = {"at_least": str, "more_than": str} if check["kind"] == "vote" else {}
    keys(name, check, CHECK_KEYS | FORM_CHECKS[check["kind"]], more)
    _said(name, check)
    for key in _COLUMNS_OF:
        # A plan's own column stands in the other table.
        if key in check and (key, check["kind"]) != ("of", "equals_plan"):
            one_of(name, key, check[key], names)
    for column in check.get("columns", ()):
        one_of(name, "columns", column, names)


def _said(name: str, check: Mapping[str, Any]) -> None:
    one_of(name, "level", check["level"], {"error", "warning"})
    one_of(name, "basis", check["basis"], {"law", "PROPOSED"})
    keys(f"{name}: message", check["message"], {"vi": str, "en": str}, {})
