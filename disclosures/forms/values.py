"""What people write, as plain values: forms make them, actions take them."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from disclosures.models import AdministrativeUnit, Disclosure, Version

if TYPE_CHECKING:
    from disclosures.attachments.inspect import Inspected

# What a comment may hold, in characters.
COMMENT_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class VersionFields:
    """The texts and the document's data; kept as written, in NFC."""

    title: str = ""
    summary: str = ""
    body: str = ""
    document_number: str = ""
    document_date: dt.date | None = None
    issuer: str = ""
    signer: str = ""
    office: str = ""
    places: list[str] = field(default_factory=list)
    legal_basis: str = ""
    change_reason: str = ""
    is_substantive: bool = True

    def apply_to(self, version: Version) -> list[str]:
        """Set the values on `version`; the names of the columns that were set."""
        for known in fields(self):
            setattr(version, known.name, _normal(getattr(self, known.name)))
        return [known.name for known in fields(self)]

    @classmethod
    def of(cls, version: Version) -> VersionFields:
        """The values that a version holds."""
        return cls(**{known.name: getattr(version, known.name) for known in fields(cls)})


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\x00", "")).strip()
    if isinstance(value, list):
        return [_normal(member) for member in value if _normal(member)]
    return value


@dataclass(frozen=True, slots=True)
class CommentFields:
    """What the resident wrote, as plain text."""

    body: str
    visibility: str
    name: str = ""
    village: str = ""
    row_key: str = ""
    language: str = "vi"
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """What somebody wants to hear of; the conditions narrow each other."""

    unit: AdministrativeUnit | None = None
    village: str = ""
    topics: tuple[str, ...] = ()
    q: str = ""
    disclosure: Disclosure | None = None
    is_of_roots: bool = False


@dataclass(frozen=True, slots=True)
class Browser:
    """Where the messages to a browser go, and what they are encrypted with (RFC 8291)."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class PostingDetails:
    """What is told of a posting beside place and days; `version` is the number of what hung."""

    hours: tuple[dt.time, ...] = ()
    version: int | None = None
    sheets: int | None = None
    present: int | None = None
    note: str = ""
    photo: Inspected | None = None
