"""What is committed to of a version, a file, a comment: names of the cells and their values.

Used when an entry is written and when its commitments are opened, so that both say the same.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from disclosures.models import Attachment, Comment, DataTable, Version
from disclosures.rules.hashing import Cell, b64url, canonical
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
FILE_COLUMNS = ("name", "media_type", "bytes", "sha256")
BODY_COLUMNS = ("on", "visibility", "name", "village", "row", "language", "text")


def meta_cells(version: Version) -> list[Cell]:
    """The texts of a version in the order of META_COLUMNS."""
    date: dt.date | None = version.document_date
    special: dict[str, Cell] = {
        "document_date": date.isoformat() if date else None,
        "places": "\n".join(version.places),
    }
    return [special[name] if name in special else getattr(version, name) for name in META_COLUMNS]


def file_cells(attachment: Attachment) -> list[Cell]:
    """What is committed to of a file, in the order of FILE_COLUMNS."""
    return [attachment.filename, attachment.media_type, attachment.size, attachment.sha256]


def body_cells(comment: Comment) -> list[Cell]:
    """The cells of a comment's `body` commitment, in the order of BODY_COLUMNS."""
    on = comment.disclosure.subject if comment.disclosure else ""
    return [
        on,
        comment.visibility,
        comment.name,
        comment.village,
        comment.row_key,
        comment.language,
        comment.body,
    ]


def roots_text(version: Version) -> str:
    """What entries before publication commit to: the version's roots, as one cell."""
    return b64url(canonical(version.roots))


def file_rows(version: Version, *, is_source: bool) -> list[SaltedRow]:
    """The public files of a version, or its private originals, in order."""
    files = version.attachments.order_by("number")
    chosen = [file for file in files if (file.role == AttachmentRole.SOURCE) == is_source]
    return [(file_cells(file), bytes(file.salts)) for file in chosen]


def table_rows(model: Any, table: DataTable) -> Iterator[SaltedRow]:
    """A table's rows with their salts in file order; by key, so that no cursor stays open."""
    last = -1
    while True:
        page = list(
            model.objects.filter(table=table, position__gt=last)
            .order_by("position")
            .values_list("position", "cells", "salts")[:PAGE]
        )
        for _position, cells, salts in page:
            yield cells, bytes(salts)
        if len(page) < PAGE:
            return
        last = page[-1][0]
