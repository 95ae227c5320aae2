"""What pages show of disclosures and comments, against the last entries that tell of them.

A status is a column that somebody could change; the entries of a subject say what it must be.
"""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

from django.db import connection

from disclosures.ledger.verify.report import Report
from disclosures.models import LedgerLog
from disclosures.rules import clock
from disclosures.vocabulary import CommentStatus

PAGE = 2_000
# A notice is visible from its hour on; its entry may wait so long for the worker.
UNRECORDED = dt.timedelta(hours=1)

type Row = dict[str, Any]

_DISCLOSURES = """
SELECT d.id, d.subject, d.status, v.number AS current, d.due_on, d.posting_ends_on,
    d.comments_open_on, d.comments_close_on, d.reviewed_at,
    d.posting_ended_at, d.withdrawal_reason, d.withdrawal_note, d.is_urgent, d.urgent_reason,
    d.publish_at < %(long_ago)s AS is_long_due,
    (SELECT count(*) FROM disclosures_version o
        WHERE o.disclosure_id = d.id AND o.status = 'published') AS versions,
    (SELECT count(*) FROM disclosures_datatable t JOIN disclosures_version o ON o.id = t.version_id
        WHERE o.disclosure_id = d.id AND o.status = 'published') AS tables,
    (SELECT count(*) FROM disclosures_attachment f JOIN disclosures_version o
        ON o.id = f.version_id WHERE o.disclosure_id = d.id AND o.status = 'published'
        AND f.role <> 'source') AS files,
    (SELECT n.subject FROM disclosures_disclosure n WHERE n.id = d.superseded_by_id) AS by,
    (SELECT c.note FROM disclosures_decision c WHERE c.disclosure_id = d.id
        AND c.verb = 'withdraw_disclosure' ORDER BY c.id DESC LIMIT 1) AS withdrawal_words,
    (SELECT c.note FROM disclosures_decision c WHERE c.disclosure_id = d.id
        AND c.verb = 'publish_urgently' ORDER BY c.id DESC LIMIT 1) AS urgent_words,
    s.*, m.*
FROM disclosures_disclosure d
JOIN disclosures_administrativeunit u ON u.id = d.unit_id
LEFT JOIN disclosures_version v ON v.id = d.current_version_id
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE e.etype IN ('disclosure.published', 'disclosure.amended'))
            AS publications,
        max(e.idx) FILTER (WHERE e.etype IN ('disclosure.published', 'disclosure.amended'))
            AS last_publication,
        max(e.idx) FILTER (WHERE e.etype = 'disclosure.withdrawn') AS withdrawal,
        max(e.idx) FILTER (WHERE e.etype = 'disclosure.superseded') AS replacement,
        max(e.idx) FILTER (WHERE e.etype = 'disclosure.scheduled') AS scheduling,
        max(e.idx) FILTER (WHERE e.etype = 'disclosure.reviewed') AS review,
        max(e.idx) FILTER (WHERE e.etype = 'disclosure.expired') AS expiry
    FROM ledger_entry e WHERE e.log_id = %(log)s AND e.subject = d.subject) s
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE m.name LIKE 'public\\_%%') AS committed_tables,
        coalesce(sum(m.n_rows) FILTER (WHERE m.name = 'files'), 0) AS committed_files
    FROM ledger_commitment m JOIN ledger_entry e ON e.log_id = m.log_id AND e.idx = m.entry_idx
    WHERE e.log_id = %(log)s AND e.subject = d.subject) m
WHERE u.address_code = %(unit)s AND d.id > %(after)s
ORDER BY d.id LIMIT %(page)s
"""

_COMMENTS = """
SELECT c.id, c.subject, c.status, c.shown_body <> '' AS is_masked, s.*
FROM disclosures_comment c
JOIN disclosures_administrativeunit u ON u.id = c.unit_id
CROSS JOIN LATERAL (
    SELECT (array_agg(e.etype ORDER BY e.idx DESC) FILTER (WHERE e.etype = ANY (%(events)s)))[1]
            AS last,
        EXISTS (SELECT 1 FROM ledger_commitment m JOIN ledger_entry o
            ON o.log_id = m.log_id AND o.idx = m.entry_idx
            WHERE o.log_id = %(log)s AND o.subject = c.subject AND m.name = 'shown') AS was_masked
    FROM ledger_entry e WHERE e.log_id = %(log)s AND e.subject = c.subject) s
WHERE u.address_code = %(unit)s AND c.id > %(after)s
ORDER BY c.id LIMIT %(page)s
"""

# The entries of a disclosure that say what its page must show.
_TELLING = ("last_publication", "withdrawal", "replacement")

_STATUS_AFTER = {
    "comment.received": CommentStatus.PENDING,
    "comment.published": CommentStatus.PUBLISHED,
    "comment.restored": CommentStatus.PUBLISHED,
    "comment.rejected": CommentStatus.REJECTED,
    "comment.hidden": CommentStatus.HIDDEN,
    "comment.taken_back": CommentStatus.TAKEN_BACK,
    "comment.closed": CommentStatus.CLOSED,
}


def verify(log: LedgerLog, report: Report) -> None:
    """Every disclosure and comment of the log's unit; the grants, for the portal's own log."""
    if log.unit_code is None:
        _grants(log, report)
        return
    named: Row = {"log": log.pk, "unit": log.unit_code}
    zero = "00000000-0000-0000-0000-000000000000"
    for page in _pages(
        _DISCLOSURES, {**named, "after": zero, "long_ago": clock.now() - UNRECORDED}
    ):
        told = _told(log, page)
        for row in page:
            for problem in _of_disclosure(row, told):
                report.tell(f"{row['subject']}: {problem}")
    comments = _pages(_COMMENTS, {**named, "after": 0, "events": list(_STATUS_AFTER)})
    for row in chain.from_iterable(comments):
        if row["status"] != _STATUS_AFTER.get(row["last"]):
            report.tell(f"{row['subject']}: it is {row['status']}, its last entry {row['last']}")
        if row["is_masked"] and not row["was_masked"]:
            report.tell(f"{row['subject']}: its page shows words that were never committed to")


def _pages(sql: str, named: Row) -> Iterator[list[Row]]:
    """The rows in pages by key, so that memory stays the same and no cursor stays open."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**named, "page": PAGE})
            names = [column.name for column in cursor.description or ()]
            page = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        yield page
        if len(page) < PAGE:
            return
        named["after"] = page[-1]["id"]


def _expected(row: Row) -> str | None:
    """The public status that the entries give; None where they give none."""
    if row["withdrawal"] is not None:
        return "withdrawn"
    if row["replacement"] is not None:
        return "superseded"
    if row["publications"]:
        return "published"
    return "scheduled" if row["scheduling"] is not None else None


def _of_disclosure(row: Row, told: dict[int, Row]) -> Iterator[str]:
    status, expected = row["status"], _expected(row)
    is_public = status in ("scheduled", "published", "superseded", "withdrawn")
    if is_public and status != expected:
        yield f"it is {status}, its entries say {expected}"
    if not is_public and expected not in (None, "scheduled"):
        yield f"it is {status}, its entries say {expected}"
    if status == "scheduled" and row["is_long_due"]:
        yield "it has been shown for more than an hour without its entry"
    if row["versions"] != row["publications"]:
        yield f"{row['versions']} versions are shown, {row['publications']} were published"
    if (row["tables"], row["files"]) != (row["committed_tables"], row["committed_files"]):
        yield "tables or files are shown that were never committed to, or committed ones are gone"
    if row["posting_ended_at"] is not None and row["expiry"] is None:
        yield "its posting was ended without an entry"
    if status == "withdrawn" and row["withdrawal_note"] != row["withdrawal_words"]:
        yield "its page gives another reason for the withdrawal than the decision"
    if row["urgent_words"] is not None and not row["is_urgent"]:
        yield "its page does not tell that it was published in haste"
    if row["reviewed_at"] is not None and row["review"] is None:
        yield "its page tells of a second look without an entry"
    if row["is_urgent"] and row["urgent_reason"] != row["urgent_words"]:
        yield "its page gives another reason for the haste than the decision"
    if row["publications"]:
        yield from _against_entries(row, told)


def _against_entries(row: Row, told: dict[int, Row]) -> Iterator[str]:
    """What stands on the page, against the members of the entries that tell of it."""
    data = told.get(row["last_publication"], {})
    if data.get("version") != row["current"]:
        yield f"version {row['current']} is shown, {data.get('version')} was published last"
    for name in ("due_on", "ends_on"):
        shown = row["posting_ends_on" if name == "ends_on" else name]
        if data.get(name) != (shown.isoformat() if shown else None):
            yield f"its {name} is not what was published"
    for name in ("comments_open_on", "comments_close_on"):  # older entries do not tell of them
        if name in data and data[name] != (row[name].isoformat() if row[name] else None):
            yield f"its {name} is not what was published"
    for place, name, shown in (
        ("withdrawal", "reason_code", row["withdrawal_reason"]),
        ("replacement", "by", row["by"]),
    ):
        if row[place] is not None and told.get(row[place], {}).get(name) != shown:
            yield f"its page tells of another {place} than the entry"


def _told(log: LedgerLog, page: list[Row]) -> dict[int, Row]:
    """What the entries reveal that the rows of a page are held against. One query."""
    wanted = {row[name] for row in page for name in _TELLING} - {None}
    found = log.entries.filter(idx__in=wanted).order_by().values_list("idx", "body")
    told = {}
    for idx, body in found:
        with suppress(ValueError, LookupError, TypeError):  # `log.py` tells of such an entry
            told[idx] = dict(json.loads(bytes(body))["data"])
    return told


def _grants(log: LedgerLog, report: Report) -> None:
    """Everybody's grants and revocations, counted on both sides. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(e.subject, r.subject) FROM "
            "(SELECT subject, count(*) FILTER (WHERE etype = 'account.granted') AS given, "
            "count(*) FILTER (WHERE etype = 'account.revoked') AS taken FROM ledger_entry "
            "WHERE log_id = %s AND etype IN ('account.granted', 'account.revoked') "
            "GROUP BY subject) e FULL JOIN (SELECT p.pseudonym AS subject, count(*) AS given, "
            "count(a.revoked_at) AS taken FROM disclosures_roleassignment a "
            "JOIN accounts_user p ON p.id = a.person_id GROUP BY p.pseudonym) r "
            "ON r.subject = e.subject "
            "WHERE (r.given, r.taken) IS DISTINCT FROM (e.given, e.taken) ORDER BY 1 LIMIT 100",
            [log.pk],
        )
        for (subject,) in cursor.fetchall():
            report.tell(f"{subject}: the grants that hold are not those of the entries")


def unrecorded() -> Report:
    """Rows that stand outside every log: shown, or claiming an entry, where there is none."""
    report = Report("rows")
    for table in (
        "decision",
        "comment",
        "reply",
        "posting",
        "postingend",
        "nothingdue",
        "roleassignment",
        "erasure",
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM disclosures_{table} r WHERE NOT EXISTS (SELECT 1 FROM "
                "ledger_entry e WHERE e.log_id = r.entry_log AND e.idx = r.entry_idx)"
            )
            (count,) = cursor.fetchone()
        if count:
            report.tell(f"{count} rows of {table} claim entries that are not there")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.subject FROM disclosures_disclosure d "
            "JOIN disclosures_administrativeunit u ON u.id = d.unit_id "
            "WHERE d.status IN ('scheduled', 'published', 'superseded', 'withdrawn') AND NOT "
            "EXISTS (SELECT 1 FROM ledger_log l WHERE l.unit_code = u.address_code) LIMIT 100"
        )
        for (subject,) in cursor.fetchall():
            report.tell(f"{subject}: it is shown, and its commune has no log")
    return report
