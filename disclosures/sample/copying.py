"""Writes a batch of rows by COPY, in the order in which the database's triggers let it pass."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from disclosures.rules.hashing import Commitment


@dataclass(slots=True)
class Event:
    """An entry to come; `then` is told where it stands."""

    at: dt.datetime
    kind: str
    subject: str
    actor: tuple[str, str]
    data: dict[str, Any]
    commitments: Sequence[Commitment]
    then: Callable[[int], None]


@dataclass(slots=True)
class Batch:
    """Rows of one commune by table, in the order of its columns."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def add(self, table: str, *row: Any) -> None:
        """Remember one row."""
        self.rows.setdefault(table, []).append(row)


def ids(table: str, count: int) -> list[int]:
    """So many fresh keys of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


COLUMNS = {
    "ledger_entry": "log_id, idx, body, etype, subject, subject_seq, recorded_at",
    "ledger_commitment": "log_id, entry_idx, name, cols, n_rows, root",
    "disclosures_version": "id, disclosure_id, number, attempt, status, author_id, created_at, "
    "modified_at, title, summary, body, document_number, document_date, issuer, signer, office, "
    "places, legal_basis, change_reason, is_substantive, frozen_at, salts, seal_salt, roots, "
    "publish_at, published_at",
    "disclosures_disclosure": 'id, subject, unit_id, kind_id, kind_code, "group", status, '
    "created_by_id, created_at, modified_at, period, fiscal_year, triggered_on, due_on, year, "
    "number, slug, short_code, current_version_id, publish_at, published_at, is_urgent, "
    "urgent_reason, reviewed_at, posting_status, posting_ends_on, posting_ended_at, "
    "comments_open_on, comments_close_on, superseded_by_id, withdrawal_proposed_by_id, "
    "withdrawal_reason, withdrawal_note, withdrawn_at",
    "disclosures_datatable": "id, version_id, number, schema_id, source_id, columns, "
    "public_columns, has_person_rows, row_count, totals, column_map, assumptions",
    "disclosures_fullrow": "table_id, position, cells, salts",
    "disclosures_publicrow": "table_id, position, cells, salts, key, village, folded",
    "disclosures_contributor": "version_id, person_id",
    "disclosures_searchentry": "disclosure_id, unit_id, province_id, publish_at, kind_code, "
    '"group", year, status, posting_status, posting_ends_on, edition, vector',
    "disclosures_comment": "id, subject, unit_id, disclosure_id, number, receipt_hash, "
    "visibility, status, language, name, village, row_key, body, salts, shown_body, shown_salts, "
    "masked_parts, signals, office, answer_due_on, received_at, decided_at, answered_at, "
    "entry_idx, refusal_rule, revision_reason, entry_log",
    "disclosures_decision": "verb, disclosure_id, version_id, comment_id, unit_id, by_id, role, "
    "author_id, decided_at, entry_idx, entry_log, reason_code, note, note_salts",
}


def store(batch: Batch, log_id: int) -> None:
    """COPY in the order in which the triggers let it pass: parts before their version freezes."""
    rows = batch.rows
    versions = [row for (row,) in rows.get("version", [])]
    for name in ("ledger_entry", "ledger_commitment", "disclosures_disclosure"):
        _copy(name, rows.get(name, []))
    _copy("disclosures_version", (_unfrozen(row) for row in versions))
    for name in (
        "disclosures_datatable", "disclosures_fullrow", "disclosures_publicrow",
        "disclosures_contributor", "disclosures_searchentry",
    ):  # fmt: skip
        _copy(name, rows.get(name, []))
    _copy(
        "disclosures_comment",
        ((*row, "", "", log_id) for row in rows.get("disclosures_comment", [])),
    )
    _copy(
        "disclosures_decision",
        ((*row, idx, log_id, "", "", b"") for row, idx in rows.get("decision", [])),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE disclosures_version SET frozen_at = created_at, status = 'published' "
            "WHERE id = ANY(%s)",
            [[row[0] for row in versions]],
        )


def _unfrozen(row: tuple[Any, ...]) -> tuple[Any, ...]:
    # Columns 4 and 20: the status, and the moment of freezing.
    return (*row[:4], "draft", *row[5:20], None, *row[21:])


def _copy(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(
        f"COPY {table} ({COLUMNS[table]}) FROM STDIN"
    ) as copy:  # fmt: skip
        for row in rows:
            copy.write_row(row)
