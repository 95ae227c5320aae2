"""What is committed to of a version, a file, a comment: names of the cells and their values.

Used when an entry is written and when its commitments are opened, so that both say the same.
"""

import base64
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from orjson import loads
from psycopg import Cursor
from psycopg.types.json import set_json_loads

from disclosures.models import (
    Attachment,
    Comment,
    DataTable,
    Decision,
    NothingDue,
    Posting,
    PostingEnd,
    Reply,
    Version,
)
from disclosures.rules.hashing import SALT_BYTES, Cell, Erased, b64url, canonical
from disclosures.vocabulary import AttachmentRole

PAGE = 2000

type SaltedRow = tuple[Sequence[Cell], Any]

META_COLUMNS = (
    "title",
    "summary",
    "body",
    "document_number",
    "document_date",
    "issuer",
    "signer",
    "office",
    "places",
    "legal_basis",
    "change_reason",
)
# The last three since titles are committed to; how many there are follows from a file's salts.
FILE_COLUMNS = ("name", "media_type", "bytes", "sha256", "title", "role", "pages")
REPLY_COLUMNS = ("office", "text")
# The photo since its hash is committed to; how many there are follows from the salts.
POSTING_COLUMNS = ("place", "hours", "sheets", "present", "note", "photo")
BODY_COLUMNS = ("on", "visibility", "name", "village", "row", "language", "text")


def with_erased(
    names: Iterable[str], cells: Iterable[Cell], erased: Mapping[str, str] | None
) -> list[Cell]:
    """The cells as they are committed to: of destroyed ones, the digest that was kept."""
    if not erased:
        return list(cells)
    return [
        Erased(base64.urlsafe_b64decode(f"{erased[name]}="), cell)  # type: ignore[arg-type]
        if name in erased
        else cell
        for name, cell in zip(names, cells, strict=True)
    ]


def meta_cells(version: Version) -> list[Cell]:
    """The texts of a version in the order of META_COLUMNS."""
    date: dt.date | None = version.document_date
    special: dict[str, Cell] = {
        "document_date": date.isoformat() if date else None,
        "places": "\n".join(version.places),
    }
    cells = [special[name] if name in special else getattr(version, name) for name in META_COLUMNS]
    return with_erased(META_COLUMNS, cells, version.erased)


def file_columns(attachment: Attachment) -> tuple[str, ...]:
    """Which of FILE_COLUMNS were committed to of a file: one for each of its salts."""
    return FILE_COLUMNS[: len(attachment.salts) // SALT_BYTES]


def file_cells(attachment: Attachment) -> list[Cell]:
    """What is committed to of a file, in the order of FILE_COLUMNS."""
    cells: list[Cell] = [
        attachment.filename,
        attachment.media_type,
        attachment.size,
        attachment.sha256,
        attachment.title,
        attachment.role,
        attachment.pages,
    ]
    columns = file_columns(attachment)
    return with_erased(columns, cells[: len(columns)], attachment.erased)


def body_cells(comment: Comment) -> list[Cell]:
    """The cells of a comment's `body` commitment, in the order of BODY_COLUMNS."""
    on = comment.disclosure.subject if comment.disclosure else ""
    cells = [
        on,
        comment.visibility,
        comment.name,
        comment.village,
        comment.row_key,
        comment.language,
        comment.body,
    ]
    return with_erased(BODY_COLUMNS, cells, comment.erased)


def shown_cells(comment: Comment) -> list[Cell]:
    """What the page shows of a comment with covered parts."""
    return with_erased(("shown",), [comment.shown_body], comment.erased)


def reply_cells(reply: Reply) -> list[Cell]:
    """The cells of an answer, in the order of REPLY_COLUMNS."""
    return with_erased(REPLY_COLUMNS, [reply.office, reply.body], reply.erased)


def posting_cells(posting: Posting) -> list[Cell]:
    """Where else a notice hung or was read out, in the order of POSTING_COLUMNS."""
    hours = " ".join(f"{hour:%H:%M}" for hour in posting.hours)
    cells: list[Cell] = [
        posting.place,
        hours,
        posting.sheets,
        posting.present,
        posting.note,
        posting.photo_sha256,
    ]
    columns = POSTING_COLUMNS[: len(posting.salts) // SALT_BYTES]
    return with_erased(columns, cells[: len(columns)], posting.erased)


def end_cells(end: PostingEnd) -> list[Cell]:
    """The words on how a sheet came down."""
    return with_erased(("text",), [end.note], end.erased)


def reason_cells(told: NothingDue) -> list[Cell]:
    """Why nothing was due."""
    return with_erased(("text",), [told.reason], told.erased)


def note_cells(decision: Decision) -> list[Cell]:
    """The words of a decision."""
    return with_erased(("text",), [decision.note], decision.erased)


def roots_text(version: Version) -> str:
    """What entries before publication commit to: the version's roots, as one cell."""
    return b64url(canonical(version.roots))


def file_rows(version: Version, *, is_source: bool) -> list[SaltedRow]:
    """The public files of a version, or its private originals, in order."""
    files = sorted(version.attachments.all(), key=lambda file: file.number)
    chosen = [file for file in files if (file.role == AttachmentRole.SOURCE) == is_source]
    return [(file_cells(file), bytes(file.salts)) for file in chosen]


def table_rows(model: Any, table: DataTable) -> Iterator[SaltedRow]:
    """A table's rows with their salts in file order; by key, so that no cursor stays open."""
    sql = (
        f"SELECT position, cells, salts, erased FROM {model._meta.db_table} "
        f"WHERE table_id = %s AND position > %s ORDER BY position LIMIT {PAGE}"
    )
    last = -1
    while True:
        page = _read(sql, [table.pk, last])
        for _position, cells, salts, erased in page:
            if erased:
                cells = with_erased(map(str, range(len(cells))), cells, erased)
            yield cells, salts
        if len(page) < PAGE:
            return
        last = page[-1][0]


def _read(sql: str, parameters: list[Any]) -> list[Any]:
    """Rows in the driver's binary form: salts are not spelled out, JSON is read by C."""
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        set_json_loads(loads, cursor)
        return cursor.execute(sql, parameters, binary=True).fetchall()
