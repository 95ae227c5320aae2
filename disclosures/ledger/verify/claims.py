"""Which rows claim which entries, and what such an entry must then say."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from disclosures.models import (
    Comment,
    Decision,
    Erasure,
    NothingDue,
    Posting,
    PostingEnd,
    Reply,
    RoleAssignment,
)
from disclosures.rules import clock
from disclosures.vocabulary import EVENTS as EVENT_OF
from disclosures.vocabulary import Role, Verb

type Row = dict[str, Any]

# The types of entries that cannot stand without their row.
EVENTS = frozenset(
    event
    for verb, event in EVENT_OF.items()
    if event.partition(".")[0] in ("disclosure", "comment", "posting", "duty", "content", "privacy")
    and verb != Verb.TAKE_BACK_COMMENT
) | {"disclosure.amended", "account.granted"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A row, the entry that it claims, and what that entry must say."""

    row: str
    idx: int
    event: str
    subject: str
    actor: str
    role: str
    at: dt.datetime
    data: dict[str, Any] = field(default_factory=dict)
    # Members that older entries do not have; where there is one, it must say this.
    newer: dict[str, Any] = field(default_factory=dict)
    shown_from: dt.datetime | None = None
    words: tuple[str, ...] = ()


def of(log_id: int, span: tuple[int, int]) -> Iterator[Claim]:
    """Every row that claims one of these entries. Eight queries."""
    for model, fields, claim in _SOURCES:
        found = model.objects.filter(entry_log=log_id, entry_idx__range=span).order_by()
        for row in found.values("entry_idx", *fields):
            yield claim(row)


def _decision(row: Row) -> Claim:
    verb = Verb(row["verb"])
    event = str(verb.event)
    data: dict[str, Any] = {"unit": row["unit__address_code"]}
    newer: dict[str, Any] = {}
    if event == "comment.published":
        due_on = row["comment__answer_due_on"]
        newer = {
            "masked": row["comment__masked_parts"],
            "answer_due_on": due_on.isoformat() if due_on else None,
        }
    if row["comment__subject"] and row["reason_code"]:
        data["reason_code"] = f"rule-{row['reason_code']}"
    if verb == Verb.WITHDRAW_DISCLOSURE:
        data["reason_code"] = row["reason_code"]
    if verb == Verb.PUBLISH_DISCLOSURE:
        if row["version__number"] > 1:
            event = "disclosure.amended"
        data |= {
            "version": row["version__number"],
            "kind": row["disclosure__kind_code"],
            "period": row["disclosure__period"],
            "substantive": row["version__is_substantive"],
            "posted_on": clock.day_of(row["version__publish_at"]).isoformat(),
            "reference": f"{row['unit__address_code']}-{row['disclosure__year']}"
            f"-{row['disclosure__number'] or 0:04d}",
        }
    subject = row["comment__subject"] or row["disclosure__subject"]
    return Claim(
        "decision", row["entry_idx"], event, subject, row["by__pseudonym"], row["role"],
        row["decided_at"], data, newer,
        row["version__publish_at"] if verb == Verb.PUBLISH_DISCLOSURE else None,
        ("note",) if row["note"] else (),
    )  # fmt: skip


def _comment(row: Row) -> Claim:
    subject = row["subject"]
    return Claim(
        "comment", row["entry_idx"], "comment.received", subject, subject, Role.RESIDENT,
        row["received_at"], {"unit": row["unit__address_code"]},
    )  # fmt: skip


def _reply(row: Row) -> Claim:
    return Claim(
        "answer", row["entry_idx"], "comment.answered", row["comment__subject"],
        row["by__pseudonym"], "", row["replied_at"],
    )  # fmt: skip


def _posting(row: Row) -> Claim:
    ends_on = row["ends_on"]
    data = {
        "channel": row["channel"],
        "begins_on": row["begins_on"].isoformat(),
        "ends_on": ends_on.isoformat() if ends_on else None,
        "version": row["version__number"],
    }
    return Claim(
        "posting", row["entry_idx"], "posting.recorded", row["disclosure__subject"],
        row["recorded_by__pseudonym"], "", row["recorded_at"], data,
        words=("posting",) if row["salts"] else (),
    )  # fmt: skip


def _taken_down(row: Row) -> Claim:
    data = {"target": row["posting__entry_idx"], "ends_on": row["ended_on"].isoformat()}
    return Claim(
        "end of a posting", row["entry_idx"], "posting.ended",
        row["posting__disclosure__subject"], row["recorded_by__pseudonym"], "",
        row["recorded_at"], data, words=("note",) if row["salts"] else (),
    )  # fmt: skip


def _declared(row: Row) -> Claim:
    data = {
        "unit": row["unit__address_code"],
        "kind": row["kind_code"],
        "period": row["period"],
    }
    return Claim(
        "declaration", row["entry_idx"], "duty.declared", "unit",
        row["declared_by__pseudonym"], "", row["declared_at"], data,
    )  # fmt: skip


def _erasure(row: Row) -> Claim:
    data = {
        "target": row["target_idx"],
        "name": row["name"],
        "cells": row["cells"],
        "basis": row["redaction__basis"],
    }
    return Claim(
        "erasure", row["entry_idx"], "content.redacted", row["subject"], row["actor"], row["role"],
        row["erased_at"], data,
    )  # fmt: skip


def _grant(row: Row) -> Claim:
    data = {
        "account": row["person__pseudonym"],
        "role": row["role"],
        "unit": row["unit__address_code"],
    }
    return Claim(
        "grant", row["entry_idx"], "account.granted", row["person__pseudonym"],
        row["granted_by__pseudonym"], "", row["granted_at"], data,
    )  # fmt: skip


_SOURCES: tuple[tuple[Any, tuple[str, ...], Callable[[Row], Claim]], ...] = (
    (
        Decision,
        (
            "verb", "role", "reason_code", "note", "decided_at", "by__pseudonym",
            "unit__address_code", "comment__subject", "disclosure__subject",
            "disclosure__kind_code", "disclosure__period", "disclosure__year",
            "disclosure__number", "version__number", "version__is_substantive",
            "version__publish_at", "comment__masked_parts", "comment__answer_due_on",
        ),
        _decision,
    ),
    (Comment, ("subject", "received_at", "unit__address_code"), _comment),
    (Reply, ("comment__subject", "by__pseudonym", "replied_at"), _reply),
    (
        Posting,
        (
            "disclosure__subject", "channel", "begins_on", "ends_on", "version__number",
            "recorded_by__pseudonym", "recorded_at", "salts",
        ),
        _posting,
    ),
    (
        PostingEnd,
        (
            "posting__disclosure__subject", "posting__entry_idx", "ended_on",
            "recorded_by__pseudonym", "recorded_at", "salts",
        ),
        _taken_down,
    ),
    (
        NothingDue,
        ("unit__address_code", "kind_code", "period", "declared_by__pseudonym", "declared_at"),
        _declared,
    ),
    (
        Erasure,
        (
            "subject", "actor", "role", "target_idx", "name", "cells", "redaction__basis",
            "erased_at",
        ),
        _erasure,
    ),
    (
        RoleAssignment,
        ("person__pseudonym", "role", "unit__address_code", "granted_by__pseudonym", "granted_at"),
        _grant,
    ),
)  # fmt: skip
