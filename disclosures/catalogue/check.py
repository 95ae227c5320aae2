"""Strict checks of kinds and holidays: what says too little or too much is refused by its key."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any

from disclosures.vocabulary import Certainty, Channel, CommentMode, PrivacyLevel

RHYTHMIC = frozenset({"year", "half_year", "quarter", "quarter_cumulative", "month"})
PERIODS = RHYTHMIC | {"event", "project", "permanent"}
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
# Whether a law or only practice sets the rhythm: nobody is called late for want of a practice.
RHYTHMS = frozenset({"law", "practice", "none"})
DURATIONS = frozenset({"days", "permanent", "whole_period", "unstated", "none"})
CLAUSES = range(1, 15)
# The law catalogue's word for a correction: it appears wherever the error appeared.
SAME_FORM = "same form as the error"
TEXT = {"vi": str}
TEXT_MORE = {"en": str, "km": str}
EXPLAIN = {"what": str, "must_post": str, "how_to_read": str}
RULE = {"n": int, "unit": str, "direction": str, "basis": str}

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
    "rhythm": str,
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
    "charts": list,
    "extra_deadlines": list,
    "former_deadlines": list,
    "loudspeaker_min_days": int,
    "needs_review": list,
    "notes": str,
    "status_scope": str,
    "steps": dict,
}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class BadRecord(ValueError):
    """A catalogue record that cannot be taken; the message names the record and the key."""


def kind(record: Mapping[str, Any], *, groups: Collection[str], sources: Collection[str]) -> None:
    """Raise BadRecord unless `record` is a whole and consistent kind."""
    name = str(record.get("code", "?"))
    keys(name, record, KIND_KEYS, KIND_OPTIONAL)
    one_of(name, "group", record["group"], groups)
    one_of(name, "period", record["period"], PERIODS)
    one_of(name, "trigger", record["trigger"], TRIGGERS)
    one_of(name, "status", record["status"], Certainty.values)
    one_of(name, "privacy_level", record["privacy_level"], PrivacyLevel.values)
    if not _SLUG.fullmatch(record["slug"]):
        raise BadRecord(f"{name}: slug is not made of a-z, 0-9 and single hyphens.")
    for key in ("legal_refs", "art11_clauses", "sources", "proposed"):
        if not record[key]:
            raise BadRecord(f"{name}: {key} is empty; say what it rests on.")
    for clause in record["art11_clauses"]:
        one_of(name, "art11_clauses", clause, CLAUSES)
    for source in record["sources"]:
        one_of(name, "sources", source, sources)
    for channel in record["channels"]:
        one_of(name, "channels", channel, {*Channel.values, SAME_FORM})
    if not 0 <= record["confidence"] <= 1:
        raise BadRecord(f"{name}: confidence must lie between 0 and 1.")
    if "valid_to" in record and record["valid_to"] < record["valid_from"]:
        raise BadRecord(f"{name}: valid_to is before valid_from.")
    _texts(name, record)
    _rhythm(name, record)
    _deadlines(name, record)
    _posting(name, record["posting"])
    _comment(name, record["comment"])
    _tables(name, record["tables"])
    if "steps" in record:
        _steps(name, record["steps"])


def _texts(name: str, record: Mapping[str, Any]) -> None:
    keys(f"{name}: title", record["title"], TEXT, TEXT_MORE)
    keys(f"{name}: official_title", record["official_title"], TEXT, TEXT_MORE)
    explain = record["explain"]
    keys(f"{name}: explain", explain, EXPLAIN, {"en": dict, "km": dict})
    for language in ("en", "km"):
        if language in explain:
            keys(f"{name}: explain.{language}", explain[language], EXPLAIN, {})
    for key in ("proposed", "needs_review"):
        for path in record.get(key, ()):
            one_of(name, key, str(path).partition(".")[0], {*KIND_KEYS, *KIND_OPTIONAL})


def _rhythm(name: str, record: Mapping[str, Any]) -> None:
    one_of(name, "rhythm", record["rhythm"], RHYTHMS)
    is_rhythmic = record["period"] in RHYTHMIC
    if is_rhythmic == (record["rhythm"] == "none"):
        raise BadRecord(f"{name}: rhythm {record['rhythm']!r} does not fit {record['period']!r}.")
    if record["trigger"] == "period_end" and not is_rhythmic:
        raise BadRecord(f"{name}: trigger period_end needs a period that comes again.")


def _deadlines(name: str, record: Mapping[str, Any]) -> None:
    keys(f"{name}: deadline", record["deadline"], RULE | {"trigger_text": str}, {})
    _rule(f"{name}: deadline", record["deadline"])
    for at, rule in enumerate(record.get("extra_deadlines", ())):
        keys(f"{name}: extra_deadlines[{at}]", rule, RULE | {"trigger": str}, {})
        _rule(f"{name}: extra_deadlines[{at}]", rule)
    for at, rule in enumerate(record.get("former_deadlines", ())):
        keys(f"{name}: former_deadlines[{at}]", rule, RULE | {"fiscal_year_to": int}, {})
        _rule(f"{name}: former_deadlines[{at}]", rule)


def _rule(name: str, rule: Mapping[str, Any]) -> None:
    if rule["n"] < 0:
        raise BadRecord(f"{name}: n must be a number of days.")
    one_of(name, "unit", rule["unit"], {"day", "working_day"})
    one_of(name, "direction", rule["direction"], {"after", "before"})


def _posting(name: str, posting: Mapping[str, Any]) -> None:
    keys(
        f"{name}: posting",
        posting,
        {"duration": str, "unit": str, "consecutive": bool},
        {"basis": str, "noticeboard_days": int},
    )
    one_of(name, "posting.duration", posting["duration"], DURATIONS)
    one_of(name, "posting.unit", posting["unit"], {"day", "working_day"})
    if (posting["duration"] == "days") != ("noticeboard_days" in posting):
        raise BadRecord(f"{name}: posting.noticeboard_days belongs to the duration days.")
    if posting["duration"] != "none" and not posting.get("basis"):
        raise BadRecord(f"{name}: posting.basis is missing.")


def _comment(name: str, comment: Mapping[str, Any]) -> None:
    keys(f"{name}: comment", comment, {"mode": str}, {"min_days": int})
    one_of(name, "comment.mode", comment["mode"], CommentMode.values)
    timed = {CommentMode.CONSULTATION, CommentMode.STATUTORY_OPINION}
    if comment["mode"] in timed and "min_days" not in comment:
        raise BadRecord(f"{name}: comment.min_days is missing; the mode has a legal period.")


def _tables(name: str, tables: list[Mapping[str, Any]]) -> None:
    more = {"fiscal_year_from": int, "fiscal_year_to": int, "headers": dict}
    for at, table in enumerate(tables):
        keys(f"{name}: tables[{at}]", table, {"schema": str, "required": bool}, more)
        if table.get("fiscal_year_from", 0) > table.get("fiscal_year_to", 9999):
            raise BadRecord(f"{name}: tables[{at}] ends before it begins.")


def _steps(name: str, steps: Mapping[str, Any]) -> None:
    name = f"{name}: steps"
    keys(name, steps, {"basis": str, "status": str, "here": int, "list": list}, {})
    one_of(name, "status", steps["status"], Certainty.values)
    for at, step in enumerate(steps["list"]):
        keys(f"{name}.list[{at}]", step, TEXT, TEXT_MORE)
    if not 1 <= steps["here"] <= len(steps["list"]):
        raise BadRecord(f"{name}: here is the number of one of the steps, from 1.")


def holidays(record: Mapping[str, Any]) -> None:
    """Raise BadRecord unless `record` is a year of days off, each in that year, named and once."""
    name = f"holidays {record.get('year', '?')}"
    lists = {"days_off": list, "working_weekends": list}
    keys(name, record, {"year": int, "status": str, "source": str, **lists}, {"unverified": list})
    one_of(name, "status", record["status"], Certainty.values)
    seen: set[dt.date] = set()
    for part in ("days_off", "working_weekends", "unverified"):
        for at, entry in enumerate(record.get(part, ())):
            keys(f"{name}: {part}[{at}]", entry, {"day": dt.date, "name": str}, {})
            if entry["day"].year != record["year"] or entry["day"] in seen:
                raise BadRecord(f"{name}: {entry['day']} is of another year or there twice.")
            if part == "working_weekends" and entry["day"].weekday() < 5:
                raise BadRecord(f"{name}: {entry['day']} is no weekend.")
            seen.add(entry["day"])


def keys(
    name: str,
    record: Mapping[str, Any],
    required: Mapping[str, Any],
    optional: Mapping[str, Any],
) -> None:
    """Raise BadRecord unless all required keys are there, none is unknown, and all types fit."""
    if not isinstance(record, Mapping):
        raise BadRecord(f"{name}: is not a set of keys.")
    for key in required:
        if key not in record:
            raise BadRecord(f"{name}: {key} is missing.")
    for key, value in record.items():
        wanted = required.get(key) or optional.get(key)
        if wanted is None:
            raise BadRecord(f"{name}: {key} is not a known key.")
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            raise BadRecord(f"{name}: {key} has the wrong type.")
        if key in required and value == "":
            raise BadRecord(f"{name}: {key} is blank.")


def one_of(name: str, key: str, value: Any, known: Collection[Any]) -> None:
    """Raise BadRecord unless `value` is known."""
    if not isinstance(value, str | int) or value not in known:
        raise BadRecord(f"{name}: {key} is {value!r}, which is not known.")
