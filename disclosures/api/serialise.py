"""Rows of the database as the API gives them; nothing is read here that was not fetched."""

import base64
import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.urls import reverse

from disclosures.models import (
    AdministrativeUnit,
    Attachment,
    Comment,
    DataTable,
    Disclosure,
    Kind,
    LedgerEntry,
    Version,
)
from disclosures.rules import clock
from disclosures.vocabulary import CommentStatus, CommentVisibility, DisclosureStatus


def absolute(path: str) -> str:
    """The address on this portal, whole."""
    return settings.SITE_URL + path


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.now().tzinfo)


def unit(row: AdministrativeUnit) -> dict[str, Any]:
    """A unit; `changed_at` comes with the query."""
    return {
        "code": row.address_code,
        "level": row.level,
        "kind": row.kind,
        "name": row.full_name,
        "province": row.parent.address_code if row.parent else None,
        "joined_on": row.joined_at,
        "url": absolute(row.get_absolute_url()),
        "modified": getattr(row, "changed_at", None) or _start_of(row.valid_from),
    }


def unit_detail(row: AdministrativeUnit) -> dict[str, Any]:
    """A unit with villages and predecessors, both prefetched."""
    return unit(row) | {
        "villages": [village.name for village in row.villages.all() if village.is_active],
        "predecessors": [
            {
                "name": link.predecessor.full_name,
                "district": link.predecessor.former_district,
                "share": link.share,
                "effective_on": link.effective_on,
            }
            for link in row.successions_in.all()
        ],
    }


def kind(row: Kind) -> dict[str, Any]:
    """A kind with its whole catalogue record."""
    return {
        "id": row.code,
        "slug": row.slug,
        "title": row.title_vi,
        "title_en": row.title_en,
        "title_km": row.title_km,
        "group": row.group,
        "privacy_level": row.privacy_level,
        "comment_mode": row.comment_mode,
        "certainty": row.status,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "url": absolute(row.get_absolute_url()),
        "modified": _start_of(row.valid_from),
        "record": row.body,
    }


def _document(row: Version) -> dict[str, Any]:
    return {
        "number": row.document_number,
        "date": row.document_date,
        "issuer": row.issuer,
        "signer": row.signer,
        "office": row.office,
    }


def _status(row: Disclosure) -> str:
    # Scheduled and past its hour is published to every reader; the worker only records it.
    is_due = row.status == DisclosureStatus.SCHEDULED
    return str(DisclosureStatus.PUBLISHED if is_due else row.status)


def disclosure(row: Disclosure) -> dict[str, Any]:
    """A disclosure; of a withdrawn one nothing that was withdrawn."""
    version = None if row.status == DisclosureStatus.WITHDRAWN else row.current_version
    return {
        "reference": row.reference,
        "status": _status(row),
        "unit": row.unit.address_code,
        "kind": row.kind_code,
        "group": row.group,
        "period": row.period or None,
        "title": version and version.title,
        "summary": version and version.summary,
        "document": version and _document(version),
        "version": version and version.number,
        "published": row.publish_at,
        "modified": row.changed_at,
        "due_on": row.due_on,
        "posting_ends_on": row.posting_ends_on,
        "posting_is_open": version is not None and row.posting_is_open(clock.today()),
        "comments_open_on": row.comments_open_on,
        "comments_close_on": row.comments_close_on,
        "superseded_by": row.superseded_by.reference if row.superseded_by else None,
        "withdrawal": None if version else _withdrawal(row),
        "url": absolute(row.get_absolute_url()),
    }


def _withdrawal(row: Disclosure) -> dict[str, Any]:
    return {
        "at": row.withdrawn_at,
        "reason_code": row.withdrawal_reason,
        "note": row.withdrawal_note,
    }


def version(row: Version, of: Disclosure) -> dict[str, Any]:
    """A version with its tables and files, both prefetched."""
    return {
        "number": row.number,
        "title": row.title,
        "summary": row.summary,
        "body": row.body,
        "document": _document(row),
        "legal_basis": row.legal_basis,
        "change_reason": row.change_reason,
        "published": row.publish_at,
        "modified": row.published_at or row.publish_at,
        "tables": [_table(table, of) for table in row.tables.all()],
        "files": [_file(file, row, of) for file in row.attachments.all() if file.is_public],
        "url": absolute(reverse("version", kwargs={**of.url_kwargs(), "v": row.number})),
    }


def _table(row: DataTable, of: Disclosure) -> dict[str, Any]:
    page = reverse("disclosure_table", kwargs={**of.url_kwargs(), "n": row.number})
    return {
        "number": row.number,
        "schema_id": row.schema.code,
        "title": row.schema.title_vi,
        "rows": row.row_count,
        "is_about_persons": row.has_person_rows,
        "url": absolute(page),
    }


def _file(row: Attachment, of_version: Version, of: Disclosure) -> dict[str, Any]:
    place = {**of.url_kwargs(), "v": of_version.number, "n": row.number}
    return {
        "number": row.number,
        "name": row.filename,
        "title": row.title,
        "media_type": row.media_type,
        "bytes": row.size,
        "sha256": row.sha256,
        "url": absolute(reverse("version_attachment", kwargs={**place, "filename": row.filename})),
    }


def comment(row: Comment) -> dict[str, Any]:
    """A comment as its page shows it; of a hidden one, or one below a withdrawn notice, no word."""
    is_withdrawn = (
        row.disclosure is not None and row.disclosure.status == DisclosureStatus.WITHDRAWN
    )
    is_covered = is_withdrawn or row.status == CommentStatus.HIDDEN
    is_named = not is_covered and row.visibility == CommentVisibility.PUBLIC
    replies = [] if is_withdrawn else list(row.replies.all())
    moments = [row.received_at, row.decided_at, *(reply.replied_at for reply in replies)]
    return {
        "number": row.public_number,
        "status": row.status,
        "unit": row.unit.address_code,
        "reference": row.disclosure.reference if row.disclosure else None,
        "name": (row.name or None) if is_named else None,
        "village": None if is_covered else row.village or None,
        "text": None if is_covered else row.text,
        "masked_parts": row.masked_parts,
        "received": row.received_at,
        "modified": max(moment for moment in moments if moment),
        "replies": [
            {"office": reply.office, "body": reply.body, "at": reply.replied_at}
            for reply in replies
        ],
        "url": absolute(row.get_absolute_url()),
    }


def event(row: LedgerEntry) -> dict[str, Any]:
    """A ledger entry."""
    return {
        "log": row.log.origin,
        "n": row.idx,
        "type": row.etype,
        "at": row.recorded_at,
        "modified": row.recorded_at,
        "leaf_hash": base64.b64encode(bytes(row.leaf_hash)).decode(),
        "entry": json.loads(bytes(row.body)),
    }
