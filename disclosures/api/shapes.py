"""What the API's answers look like; the OpenAPI description is made from these."""

import datetime as dt
from typing import Any

from ninja import Field, Schema


class Problem(Schema):
    """A refusal (RFC 9457, `application/problem+json`)."""

    type: str
    title: str
    status: int
    detail: str


class Predecessor(Schema):
    """A former unit whose land went to this one, wholly or in part."""

    name: str
    district: str
    share: str
    effective_on: dt.date


class Unit(Schema):
    """A province or commune of today."""

    code: str
    level: str
    kind: str
    name: str
    province: str | None
    joined_on: dt.date | None
    url: str
    modified: dt.datetime


class UnitDetail(Unit):
    """A unit with its villages and what it was before."""

    villages: list[str]
    predecessors: list[Predecessor]


class Units(Schema):
    """One page of units."""

    items: list[Unit]
    next: str | None


class Kind(Schema):
    """A kind of disclosure as it holds today; `record` is the whole catalogue record."""

    id: str
    slug: str
    title: str
    title_en: str
    title_km: str
    group: str
    privacy_level: str
    comment_mode: str
    certainty: str
    valid_from: dt.date
    valid_to: dt.date | None
    url: str
    modified: dt.datetime
    record: dict[str, Any]


class Kinds(Schema):
    """All kinds; there is never a further page."""

    items: list[Kind]
    next: str | None


class Document(Schema):
    """The paper behind a disclosure."""

    number: str
    date: dt.date | None
    issuer: str
    signer: str
    office: str


class Withdrawal(Schema):
    """Why and when a disclosure was withdrawn."""

    at: dt.datetime
    reason_code: str
    note: str


class Disclosure(Schema):
    """A disclosure, or with status `withdrawn` its tombstone, of which texts are null."""

    reference: str
    status: str
    unit: str
    kind: str
    group: str
    period: str | None
    title: str | None
    summary: str | None
    document: Document | None
    version: int | None
    published: dt.datetime
    modified: dt.datetime
    due_on: dt.date | None
    posting_ends_on: dt.date | None
    posting_is_open: bool
    comments_open_on: dt.date | None
    comments_close_on: dt.date | None
    superseded_by: str | None
    withdrawal: Withdrawal | None
    url: str


class Disclosures(Schema):
    """One page of disclosures."""

    items: list[Disclosure]
    next: str | None


class TableSummary(Schema):
    """A table of a version. Of tables about persons only counts are given in bulk."""

    number: int
    schema_id: str
    title: str
    rows: int
    is_about_persons: bool
    url: str


class File(Schema):
    """A public file of a version; `sha256` is that of the bytes served."""

    number: int
    name: str
    title: str
    media_type: str
    bytes: int
    sha256: str
    url: str


class Version(Schema):
    """A version of record."""

    number: int
    title: str
    summary: str
    body: str
    document: Document
    legal_basis: str
    change_reason: str
    published: dt.datetime | None
    modified: dt.datetime | None
    tables: list[TableSummary]
    files: list[File]
    url: str


class DisclosureDetail(Disclosure):
    """A disclosure with its current version; null for a tombstone."""

    current: Version | None


class Versions(Schema):
    """Every version that was ever public."""

    items: list[Version]
    next: str | None


class Column(Schema):
    """A column in Table Schema's words."""

    name: str
    title: str
    unit: str


class Table(Schema):
    """Rows as the page shows them, in the order of `columns`; money in đồng, dates ISO.

    `counts` are [village, category, number]; after the posting they are all that is left of a
    table about persons.
    """

    reference: str
    version: int
    number: int
    schema_id: str
    title: str
    is_about_persons: bool
    row_count: int
    columns: list[Column]
    items: list[list[Any]]
    counts: list[list[Any]]
    next: str | None
    modified: dt.datetime


class Reply(Schema):
    """The commune's answer."""

    office: str
    body: str
    at: dt.datetime


class Comment(Schema):
    """A published comment, or with status `hidden` its tombstone."""

    number: str
    status: str
    unit: str
    reference: str | None
    name: str | None
    village: str | None
    text: str | None
    masked_parts: int
    received: dt.datetime
    modified: dt.datetime
    replies: list[Reply]
    url: str


class Comments(Schema):
    """One page of comments."""

    items: list[Comment]
    next: str | None


class Event(Schema):
    """A ledger entry: `entry` parsed from the leaf's bytes, whose hash is `leaf_hash` (base64)."""

    log: str
    n: int
    type: str
    at: dt.datetime
    modified: dt.datetime
    leaf_hash: str
    entry: dict[str, Any] = Field(description="The event/1 object")


class Events(Schema):
    """One page of entries."""

    items: list[Event]
    next: str | None
