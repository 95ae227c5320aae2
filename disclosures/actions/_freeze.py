"""Commits to a version at submission: its texts, its tables, its files, each under one root."""

from collections.abc import Iterable, Iterator
from typing import Any

from disclosures.models import Attachment, DataTable, FullRow, PublicRow, Version
from disclosures.rules.hashing import (
    Cell,
    Commitment,
    b64url,
    canonical,
    commit_rows,
    commit_table,
    new_salts,
)

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


def meta_cells(version: Version) -> list[Cell]:
    """The texts of a version in the order of META_COLUMNS."""
    date = version.document_date.isoformat() if version.document_date else None
    special: dict[str, Cell] = {"document_date": date, "places": "\n".join(version.places)}
    return [special[name] if name in special else getattr(version, name) for name in META_COLUMNS]


def file_cells(attachment: Attachment) -> list[Cell]:
    """What is committed to of a file, in the order of FILE_COLUMNS."""
    return [attachment.filename, attachment.media_type, attachment.size, attachment.sha256]


def table_rows(model: Any, table: DataTable) -> Iterator[tuple[list[Cell], bytes]]:
    """A table's rows with their salts in file order, streamed."""
    rows = model.objects.filter(table=table).order_by("position")
    for cells, salts in rows.values_list("cells", "salts").iterator(2000):
        yield cells, bytes(salts)


def commitments(version: Version) -> list[Commitment]:
    """All commitments of a version in the order of the decision record: meta, then each table's
    public and full rows, then files, then private originals."""
    found = [
        commit_table("meta", META_COLUMNS, [meta_cells(version)], bytes(version.salts)),
    ]
    for table in version.tables.order_by("number"):
        found.append(
            commit_rows(
                f"public_{table.number}", table.public_columns, table_rows(PublicRow, table)
            )
        )
        found.append(commit_rows(f"full_{table.number}", table.columns, table_rows(FullRow, table)))
    files = list(version.attachments.order_by("number"))
    public = [attachment for attachment in files if attachment.is_public]
    private = [attachment for attachment in files if not attachment.is_public]
    for name, chosen in (("files", public), ("original", private)):
        if chosen:
            found.append(commit_rows(name, FILE_COLUMNS, _files(chosen)))
    return found


def _files(attachments: Iterable[Attachment]) -> Iterator[tuple[list[Cell], bytes]]:
    return ((file_cells(attachment), bytes(attachment.salts)) for attachment in attachments)


def roots_of(version: Version) -> list[Commitment]:
    """The commitments that were stored when the version froze."""
    return [
        Commitment(root["name"], tuple(root["cols"]), root["rows"], root["root"])
        for root in version.roots
    ]


def seal(version: Version) -> Commitment:
    """One 1×1 commitment over all roots: all that entries before publication say of a version.

    It looks the same whatever the version holds (ledger design, decision 9).
    """
    roots = [commitment.as_json() for commitment in roots_of(version)]
    return commit_table(
        "version", ("roots",), [[b64url(canonical(roots))]], bytes(version.seal_salt)
    )


def freeze_salts() -> tuple[bytes, bytes]:
    """Fresh salts for the texts and for the seal."""
    return new_salts(len(META_COLUMNS)), new_salts(1)
