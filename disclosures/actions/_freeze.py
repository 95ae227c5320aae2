"""Commits to a version at submission: its texts, its tables, its files, each under one root."""

from disclosures.ledger.cells import (
    FILE_COLUMNS,
    META_COLUMNS,
    file_rows,
    meta_cells,
    roots_text,
    table_rows,
)
from disclosures.models import FullRow, PublicRow, Version
from disclosures.rules.hashing import (
    SALT_BYTES,
    Commitment,
    commit_rows,
    commit_table,
    new_salts,
)


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
    for name, is_source in (("files", False), ("original", True)):
        if files := file_rows(version, is_source=is_source):
            found.append(commit_rows(name, FILE_COLUMNS, files))
    return found


def salt_files(version: Version) -> None:
    """Give the files of a draft all the salts that committing to them takes.

    Those that were attached before titles were committed to have fewer.
    """
    width = len(FILE_COLUMNS)
    for file in version.attachments.all():
        if len(file.salts) != width * SALT_BYTES:
            file.salts = new_salts(width)
            file.save(update_fields=["salts"])


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
    return commit_table("version", ("roots",), [[roots_text(version)]], bytes(version.seal_salt))


def freeze_salts() -> tuple[bytes, bytes]:
    """Fresh salts for the texts and for the seal."""
    return new_salts(len(META_COLUMNS)), new_salts(1)
