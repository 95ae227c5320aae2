"""What each event type may reveal: an allow-list of data members and the shape of each.

Free text, names and titles have no place here; they go into commitments.
"""

import re
from typing import Any

_CODE = re.compile(r"[0-9]{2}([0-9]{3})?[b-z]?|cong")
_SUBJECT = re.compile(r"(d|c|u|a|k|x):[a-z2-7]{8,10}|ledger|unit|kind|exports")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORD = re.compile(r"[a-z0-9][a-z0-9._/-]{0,79}")
_PERIOD = re.compile(r"[0-9A-Z-]{0,16}")
_HEX = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[^ +\n]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+")
_ORIGIN = re.compile(r"[a-z0-9.:-]{1,200}/so-cai/([0-9]{2}([0-9]{3})?[b-z]?|cong)")
_ROOT = re.compile(r"[A-Za-z0-9+/]{43}=")
_REFERENCE = re.compile(r"[0-9]{5}[b-z]?-\d{4}-\d{4,}")


class NotAllowedInEntry(ValueError):
    """An entry was about to reveal something that its type may not reveal."""


def _matches(pattern: re.Pattern[str]) -> Any:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(_matches(_WORD)(word) for word in value)


def _logs(value: Any) -> bool:
    return isinstance(value, list) and all(
        set(log) == {"origin", "size", "root"} and _count(log["size"]) for log in value
    )


def _cells(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            set(part) == {"rows", "cols"}
            and len(part["rows"]) == 2
            and all(map(_count, part["rows"]))
            and all(name == "*" or _matches(_WORD)(name) for name in part["cols"])
            for part in value
        )
    )


SHAPES: dict[str, Any] = {
    "unit": _matches(_CODE),
    "on": _matches(_SUBJECT),
    "by": _matches(_SUBJECT),
    "account": _matches(_SUBJECT),
    "kind": _matches(_WORD),
    "tables": _words,
    "version": _count,
    "reference": _matches(_REFERENCE),
    "posted_on": _matches(_DATE),
    "due_on": _matches(_DATE),
    "ends_on": _matches(_DATE),
    "begins_on": _matches(_DATE),
    "comments_open_on": _matches(_DATE),
    "comments_close_on": _matches(_DATE),
    "answer_due_on": _matches(_DATE),
    "late_seconds": _count,
    "period": _matches(_PERIOD),
    "reason_code": _matches(_WORD),
    "channel": _matches(_WORD),
    "role": _matches(_WORD),
    "urgent": lambda value: isinstance(value, bool),
    "substantive": lambda value: isinstance(value, bool),
    "masked": _count,
    "key": _matches(_WORD),
    "value": lambda value: isinstance(value, int) or _matches(_WORD)(value),
    "code": _matches(_WORD),
    "valid_from": _matches(_DATE),
    "edition": _matches(_WORD),
    "size": _count,
    "origin": _matches(_ORIGIN),
    "root": _matches(_ROOT),
    "manifest_sha256": _matches(_HEX),
    "schema": _matches(_WORD),
    "software": _matches(_WORD),
    "vkey": _matches(_KEY),
    "previous_logs": _logs,
    "target": _count,
    "name": _matches(_WORD),
    "cells": _cells,
    "basis": _matches(_WORD),
    "illustrative": lambda value: value is True,
}

_PUBLISHED = {
    "unit", "kind", "tables", "version", "reference", "period", "posted_on", "due_on", "ends_on",
    "late_seconds", "urgent", "substantive", "comments_open_on", "comments_close_on",
}  # fmt: skip

EVENTS: dict[str, set[str]] = {
    "ledger.genesis": {"schema", "software", "vkey", "previous_logs", "illustrative"},
    "account.granted": {"account", "role", "unit"},
    "account.revoked": {"account", "role", "unit"},
    "setting.changed": {"unit", "key", "value"},
    "catalogue.changed": {"code", "valid_from"},
    # Before publication an entry carries the unit and nothing else that tells one draft
    # from another (decision 9 of the ledger design).
    "privacy.overridden": {"unit"},
    "disclosure.submitted": {"unit"},
    "disclosure.returned": {"unit"},
    "disclosure.approved": {"unit"},
    "disclosure.scheduled": {"unit"},
    "disclosure.published": _PUBLISHED,
    "disclosure.amended": _PUBLISHED,
    "disclosure.reviewed": {"unit"},
    "disclosure.superseded": {"unit", "by"},
    "disclosure.withdrawn": {"unit", "reason_code"},
    "disclosure.expired": {"unit", "ends_on"},
    "posting.recorded": {"unit", "channel", "version", "begins_on", "ends_on"},
    "posting.ended": {"unit", "target", "ends_on"},
    "duty.declared": {"unit", "kind", "period"},
    "duty.extended": {"unit", "kind", "period", "due_on"},
    "comment.received": {"unit"},
    "comment.taken_back": {"unit"},
    "comment.published": {"unit", "on", "masked", "answer_due_on"},
    "comment.rejected": {"unit", "on", "reason_code"},
    "comment.hidden": {"unit", "on", "reason_code"},
    "comment.restored": {"unit", "on"},
    "comment.answered": {"unit", "on"},
    "comment.closed": {"unit"},
    "comment.appealed": {"unit", "on"},
    "content.redacted": {"unit", "target", "name", "cells", "basis"},
    "unit.succeeded": {"unit"},
    "log.sealed": {"origin", "size", "root"},
    "export.created": {"edition", "size", "manifest_sha256"},
}


def check(event: str, data: dict[str, Any]) -> None:
    """Raise NotAllowedInEntry unless `event` exists and may reveal every member of `data`."""
    if event not in EVENTS:
        raise NotAllowedInEntry(f"{event} is not an event type.")
    for name, value in data.items():
        if name not in EVENTS[event]:
            raise NotAllowedInEntry(f"{event} may not reveal {name}.")
        if not SHAPES[name](value):
            raise NotAllowedInEntry(f"{event}: {name} does not have its declared shape.")
