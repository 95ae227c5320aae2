"""Strict checks of catalogue records: a record that says too little or too much is refused."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any

from disclosures.vocabulary import Certainty, Channel, CommentMode, PrivacyClass, PrivacyLevel

PERIODS = frozenset(
    {
        "year",
        "half_year",
        "quarter",
        "quarter_cumulative",
        "month",
        "event",
        "project",
        "permanent",
    }
)
TRIGGERS = frozenset(
    {
        "document_date",
        "period_end",
        "session_opening",
        "meeting_end",
        "event_date",
        "event_date_before",
        "received_on",
        "report_submitted",
        "campaign_end",
        "on_change",
    }
)
UNITS = frozenset({"text", "money", "count", "number", "percent", "area", "enum", "date", "month"})
MODES = frozenset({"fit", "stack", "scroll"})

KIND_KEYS = {
    "code": str,
    "valid_from": dt.date,
    "slug": str,
    "group": str,
    "position": int,
    "title": dict,
    "title_pattern": str,
    "official_title": dict,
    "explain": dict,
    "art11_clauses": list,
    "legal_refs": list,
    "owner": str,
    "office": str,
    "channels": list,
    "channels_basis": str,
    "period": str,
    "periodicity": str,
    "trigger": str,
    "deadline": dict,
    "posting": dict,
    "notify_village_head": bool,
    "tables": list,
    "comment": dict,
    "privacy_level": str,
    "status": str,
    "confidence": (int, float),
    "sources": list,
    "proposed": list,
}
KIND_OPTIONAL = {
    "valid_to": dt.date,
    "extra_deadlines": list,
    "former_deadlines": list,
    "loudspeaker_min_days": int,
    "notes": str,
    "status_scope": str,
    "rhythm": str,
    "needs_review": list,
}
FIELD_KEYS = {"name": str, "title": str, "type": str, "x-unit": str, "x-privacy": str}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FORMULA = re.compile(r"[a-z0-9_]+(\s*[-+*/]\s*[a-z0-9_]+)*")
_CHECK = re.compile(r"[a-z0-9_]+(\s*[-+]\s*[a-z0-9_]+)*\s*(<=|=)\s*[a-z0-9_]+")


class BadRecord(ValueError):
    """A catalogue record that cannot be taken; the message names the record and the key."""


def kind(record: Mapping[str, Any], *, groups: Collection[str], sources: Collection[str]) -> None:
    """Raise BadRecord unless `record` is a whole and consistent kind."""
    name = str(record.get("code", "?"))
    _keys(name, record, KIND_KEYS, KIND_OPTIONAL)
    _one_of(name, "group", record["group"], groups)
    _one_of(name, "period", record["period"], PERIODS)
    _one_of(name, "trigger", record["trigger"], TRIGGERS)
    _one_of(name, "status", record["status"], Certainty.values)
    _one_of(name, "privacy_level", record["privacy_level"], PrivacyLevel.values)
    _one_of(name, "comment.mode", record["comment"].get("mode"), CommentMode.values)
    if not _SLUG.fullmatch(record["slug"]):
        raise BadRecord(f"{name}: slug is not made of a-z, 0-9 and single hyphens.")
    if not record["legal_refs"]:
        raise BadRecord(f"{name}: legal_refs is empty; say what it rests on.")
    for source in record["sources"]:
        _one_of(name, "sources", source, sources)
    for channel in record["channels"]:
        _one_of(name, "channels", _channel(channel), Channel.values)
    for deadline in [record["deadline"], *record.get("former_deadlines", [])]:
        _deadline(name, deadline)
    if not record["title"].get("vi") or not record["explain"].get("what"):
        raise BadRecord(f"{name}: title.vi and explain.what are what residents read.")


def _channel(word: str) -> str:
    # The law catalogue's «same form as the error» is a rule, not a channel.
    return word if word in Channel.values else _CHANNEL_WORDS.get(word, word)


_CHANNEL_WORDS = {"same_as_error": Channel.OTHER, "same form as the error": Channel.OTHER}


def _deadline(name: str, deadline: Mapping[str, Any]) -> None:
    if not isinstance(deadline.get("n"), int) or deadline["n"] < 0:
        raise BadRecord(f"{name}: deadline.n must be a number of days.")
    _one_of(name, "deadline.unit", deadline.get("unit"), {"day", "working_day"})
    _one_of(name, "deadline.direction", deadline.get("direction"), {"after", "before"})
    if not deadline.get("basis"):
        raise BadRecord(f"{name}: deadline.basis is missing.")


def table(record: Mapping[str, Any]) -> None:
    """Raise BadRecord unless `record` is a whole and consistent table schema."""
    name = str(record.get("name", "?"))
    fields = record.get("fields") or []
    if not fields:
        raise BadRecord(f"{name}: fields is empty.")
    names = [field.get("name") for field in fields]
    if len(set(names)) != len(names):
        raise BadRecord(f"{name}: two fields have one name.")
    for field in fields:
        for key, kind_ in FIELD_KEYS.items():
            if not isinstance(field.get(key), kind_):
                raise BadRecord(f"{name}: field {field.get('name')} lacks {key}.")
        _one_of(name, f"{field['name']}.x-unit", field["x-unit"], UNITS)
        _one_of(name, f"{field['name']}.x-privacy", field["x-privacy"], PrivacyClass.values)
        formula = field.get("x-formula")
        if formula and not _FORMULA.fullmatch(formula):
            raise BadRecord(f"{name}: formula of {field['name']} is not in the grammar.")
    for key in record.get("primaryKey", []):
        _one_of(name, "primaryKey", key, names)
    for check in record.get("x-checks", []):
        if not _CHECK.fullmatch(check.get("expr", "")):
            raise BadRecord(f"{name}: check {check.get('expr')!r} is not in the grammar.")
        for word in re.findall(r"[a-z_][a-z0-9_]*", check["expr"]):
            _one_of(name, "x-checks", word, names)
    _one_of(name, "x-mode", record.get("x-mode"), MODES)
    _one_of(name, "x-status", record.get("x-status"), Certainty.values)


def _keys(
    name: str,
    record: Mapping[str, Any],
    required: Mapping[str, Any],
    optional: Mapping[str, Any],
) -> None:
    for key, kind_ in required.items():
        if key not in record:
            raise BadRecord(f"{name}: {key} is missing.")
        if not isinstance(record[key], kind_):
            raise BadRecord(f"{name}: {key} has the wrong type.")
    for key, value in record.items():
        if key not in required and key not in optional:
            raise BadRecord(f"{name}: {key} is not a known key.")
        if key in optional and not isinstance(value, optional[key]):
            raise BadRecord(f"{name}: {key} has the wrong type.")


def _one_of(name: str, key: str, value: Any, known: Collection[Any]) -> None:
    if value not in known:
        raise BadRecord(f"{name}: {key} is {value!r}, which is not known.")
