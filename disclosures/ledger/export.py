"""Streams a commune's history as one archive: events, versions, tables, decisions, comments.

File and column names are those of the export layout (ledger design, section 11). Memory stays
constant: rows come by server-side cursors and the archive is written as it is read.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from disclosures.models import (
    AdministrativeUnit,
    Attachment,
    Comment,
    DataTable,
    Decision,
    Disclosure,
    LedgerEntry,
    PublicRow,
    Version,
)
from disclosures.rules import clock
from disclosures.tables.write_workbook import as_csv
from disclosures.vocabulary import AttachmentRole, CommentStatus, CommentVisibility

BATCH = 2000
type Rows = Iterable[Sequence[Any]]

README = """Lịch sử công khai của {name} ({code}), bản {edition}
==========================================================
events.csv / events.jsonl   mọi mục trong sổ cái, theo thứ tự
ledger/entries.jsonl        nguyên văn từng mục, mỗi dòng một lá của cây băm
disclosure_versions.*       mọi bản đã công khai
tables/<thông báo>.<bản>.<bảng>.content.csv   các bảng đã công khai;
                            bảng có tên người chỉ có số lượng
comments.*                  ý kiến đã đăng hoặc đã ẩn (ý kiến ẩn không có nội dung)
moderation.*                quyết định kiểm duyệt theo quy tắc và vai trò
attachments.*               danh sách tệp với mã băm SHA-256
CSV: UTF-8 có BOM, RFC 4180; ô bắt đầu bằng = + - @ có thêm dấu ' ở đầu. JSONL giữ nguyên.

Public history of {name} ({code}), {edition} edition
events: every ledger entry in order; ledger/entries.jsonl: the exact leaf bytes, one a line.
Tables about persons give counts only. In CSV, cells a spreadsheet would run begin with '.
"""


class _Pipe(io.RawIOBase):
    """What zipfile writes to; what it wrote is taken out piece by piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.position = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.pieces.append(piece)
        self.position += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.position

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


def stream(unit: AdministrativeUnit, edition: str) -> Iterator[bytes]:
    """The ZIP archive of a unit's history, in pieces. `edition` is public or auditor; the latter
    adds the decisions on versions that never became public."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:  # type: ignore[arg-type]
        for name, pieces in _members(unit, edition):
            with archive.open(name, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
                    if pipe.position and len(pipe.pieces) > 16:
                        yield pipe.take()
            yield pipe.take()
    yield pipe.take()


def _members(unit: AdministrativeUnit, edition: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield (
        "README.md",
        [README.format(name=unit.full_name, code=unit.address_code, edition=edition).encode()],
    )
    yield "ledger/entries.jsonl", _leaves(unit)
    parts: tuple[tuple[str, Sequence[str], Callable[[], Rows]], ...] = (
        ("events", EVENT_COLUMNS, lambda: _events(unit)),
        ("disclosure_versions", VERSION_COLUMNS, lambda: _versions(unit)),
        ("comments", COMMENT_COLUMNS, lambda: _comments(unit)),
        ("moderation", MODERATION_COLUMNS, lambda: _decisions(unit, edition)),
        ("attachments", ATTACHMENT_COLUMNS, lambda: _attachments(unit)),
    )
    for name, columns, rows in parts:
        yield f"{name}.csv", as_csv(columns, rows())
        yield f"{name}.jsonl", _json_lines(columns, rows)
    for table in _tables(unit):
        disclosure = table.version.disclosure
        stem = f"tables/{disclosure.reference}.{table.version.number}.{table.number}"
        yield f"{stem}.content.csv", as_csv(*_table_rows(table))


def _json_lines(columns: Sequence[str], rows: Callable[[], Rows]) -> Iterator[bytes]:
    for row in rows():
        line = dict(zip(columns, row, strict=True))
        yield json.dumps(line, ensure_ascii=False, default=str).encode() + b"\n"


def _entries(unit: AdministrativeUnit) -> Any:
    return LedgerEntry.objects.filter(log__unit_code=unit.address_code).order_by("idx")


def _leaves(unit: AdministrativeUnit) -> Iterator[bytes]:
    for body in _entries(unit).values_list("body", flat=True).iterator(BATCH):
        yield bytes(body) + b"\n"


EVENT_COLUMNS = ("n", "t", "type", "actor_id", "actor_role", "subject_id", "subject_seq", "data")


def _events(unit: AdministrativeUnit) -> Iterator[Sequence[Any]]:
    for body in _entries(unit).values_list("body", flat=True).iterator(BATCH):
        entry = json.loads(bytes(body))
        yield (
            entry["n"], entry["t"], entry["type"], entry["actor"]["id"], entry["actor"]["role"],
            entry["subject"]["id"], entry["subject"]["seq"],
            json.dumps(entry["data"], ensure_ascii=False, sort_keys=True),
        )  # fmt: skip


def public_versions(unit: AdministrativeUnit) -> Any:
    """The versions that were ever public and are not withdrawn."""
    return (
        Version.objects.filter(
            disclosure__in=Disclosure.objects.readable().filter(unit=unit), status="published"
        )
        .select_related("disclosure__unit", "disclosure__kind")
        .order_by("disclosure__year", "disclosure__number", "number")
    )


VERSION_COLUMNS = (
    "reference", "version", "kind", "status", "period", "title", "summary", "body",
    "document_number", "document_date", "issuer", "signer", "office", "change_reason",
    "publish_at", "published_at", "due_on", "posting_ends_on",
)  # fmt: skip


def _versions(unit: AdministrativeUnit) -> Iterator[Sequence[Any]]:
    for version in public_versions(unit).iterator(BATCH):
        of = version.disclosure
        yield (
            of.reference, version.number, of.kind_code, of.status, of.period, version.title,
            version.summary, version.body, version.document_number, version.document_date,
            version.issuer, version.signer, version.office, version.change_reason,
            _time(version.publish_at), _time(version.published_at), of.due_on, of.posting_ends_on,
        )  # fmt: skip


def _time(moment: Any) -> str:
    return moment.isoformat() if moment else ""


COMMENT_COLUMNS = (
    "number", "subject_id", "reference", "status", "name", "village", "text", "masked_parts",
    "received_at", "decided_at", "answered_at", "answers",
)  # fmt: skip


def _comments(unit: AdministrativeUnit) -> Iterator[Sequence[Any]]:
    shown = (
        Comment.objects.shown()
        .filter(unit=unit)
        .select_related("disclosure__unit")
        .prefetch_related("replies")
        .order_by("number")
    )
    for comment in shown.iterator(BATCH):
        hidden = comment.status == CommentStatus.HIDDEN
        withdrawn = comment.disclosure is not None and comment.disclosure.status == "withdrawn"
        covered = hidden or withdrawn
        unnamed = comment.visibility == CommentVisibility.UNNAMED or covered
        replies = () if withdrawn else comment.replies.all()
        yield (
            comment.public_number, comment.subject,
            comment.disclosure.reference if comment.disclosure else "", comment.status,
            "" if unnamed else comment.name, "" if covered else comment.village,
            "" if covered else comment.text,
            comment.masked_parts, _time(comment.received_at), _time(comment.decided_at),
            _time(comment.answered_at),
            "\n\n".join(f"{reply.office}: {reply.body}" for reply in replies),
        )  # fmt: skip


MODERATION_COLUMNS = ("decided_at", "verb", "subject_id", "number", "role", "reason_code", "entry")
_PUBLIC_VERBS = (
    "publish_comment", "publish_comment_masked", "reject_comment", "hide_comment",
    "restore_comment", "publish_disclosure", "withdraw_disclosure", "supersede_disclosure",
    "review_urgent", "publish_urgently", "end_posting",
)  # fmt: skip


def _decisions(unit: AdministrativeUnit, edition: str) -> Iterator[Sequence[Any]]:
    decisions = Decision.objects.filter(unit=unit)
    if edition == "public":
        decisions = decisions.filter(verb__in=_PUBLIC_VERBS)
    decisions = decisions.select_related("comment", "disclosure__unit").order_by("entry_idx")
    for decision in decisions.iterator(BATCH):
        yield (
            _time(decision.decided_at), decision.verb, *_subject(decision), decision.role,
            decision.reason_code, decision.entry_idx,
        )  # fmt: skip


def _subject(decision: Decision) -> tuple[str, Any]:
    if decision.comment is not None:
        return decision.comment.subject, decision.comment.public_number
    # The constraint decision_has_one_subject: without a comment there is a disclosure.
    disclosure: Any = decision.disclosure
    return disclosure.subject, disclosure.reference


ATTACHMENT_COLUMNS = ("reference", "version", "name", "media_type", "bytes", "sha256")


def _attachments(unit: AdministrativeUnit) -> Iterator[Sequence[Any]]:
    files = (
        Attachment.objects.filter(version__in=public_versions(unit))
        .exclude(role=AttachmentRole.SOURCE)
        .select_related("version__disclosure__unit")
        .order_by("version_id", "number")
    )
    for file in files.iterator(BATCH):
        version = file.version
        yield (
            version.disclosure.reference, version.number, file.filename, file.media_type,
            file.size, file.sha256,
        )  # fmt: skip


def _tables(unit: AdministrativeUnit) -> Iterator[DataTable]:
    tables = (
        DataTable.objects.filter(version__in=public_versions(unit))
        .select_related("version__disclosure__unit", "schema")
        .order_by("version_id", "number")
    )
    yield from tables.iterator(BATCH)


def _table_rows(table: DataTable) -> tuple[Sequence[str], Rows]:
    if table.has_person_rows:
        return ("village", "category", "count"), table.totals.get("counts", [])
    rows = PublicRow.objects.filter(table=table).order_by("position")
    return table.public_columns, rows.values_list("cells", flat=True).iterator(BATCH)


def archive_name(unit: AdministrativeUnit, edition: str) -> str:
    """`lich-su-31732-2026-11-24.zip`."""
    suffix = "" if edition == "public" else "-kiem-toan"
    return f"lich-su-{unit.address_code}-{clock.today().isoformat()}{suffix}.zip"
