"""The nouns of the domain, one file each; import them from here."""

from disclosures.models.appeal import Appeal, ModerationRule
from disclosures.models.attachment import Attachment
from disclosures.models.attachment_page import AttachmentPage
from disclosures.models.comment import Comment, CommentContact, Reply
from disclosures.models.decision import Decision
from disclosures.models.disclosure import Contributor, Disclosure, Version
from disclosures.models.export import ExportJob
from disclosures.models.import_session import ImportSession
from disclosures.models.job import Heartbeat
from disclosures.models.kind import Kind, TableSchema
from disclosures.models.ledger import (
    LedgerCheckpoint,
    LedgerCommitment,
    LedgerCosignature,
    LedgerEntry,
    LedgerHead,
    LedgerIntegrated,
    LedgerLog,
    LedgerSealing,
    LedgerSeenLog,
    LedgerTile,
    LedgerWitness,
)
from disclosures.models.page_picture import DrawnFile, PagePicture
from disclosures.models.posting import NothingDue, Posting, PostingEnd
from disclosures.models.privacy_override import PrivacyOverride
from disclosures.models.reading import FullRowReading
from disclosures.models.recording import Recording
from disclosures.models.redaction import Erasure, Redaction
from disclosures.models.reminder import Reminder
from disclosures.models.role import RoleAssignment
from disclosures.models.scanned_file import ScannedFile
from disclosures.models.search import SearchEntry, SearchWord
from disclosures.models.subscription import (
    Announcement,
    Delivery,
    Follower,
    Letter,
    Subscription,
)
from disclosures.models.table import DataTable, FullRow, PublicRow
from disclosures.models.unit import AdministrativeUnit, Succession, Village
from disclosures.models.webhook import Webhook, WebhookCall

__all__ = [
    "AdministrativeUnit",
    "Announcement",
    "Appeal",
    "Attachment",
    "AttachmentPage",
    "Comment",
    "CommentContact",
    "Contributor",
    "DataTable",
    "Decision",
    "Delivery",
    "Disclosure",
    "DrawnFile",
    "Erasure",
    "ExportJob",
    "Follower",
    "FullRow",
    "FullRowReading",
    "Heartbeat",
    "ImportSession",
    "Kind",
    "LedgerCheckpoint",
    "LedgerCommitment",
    "LedgerCosignature",
    "LedgerEntry",
    "LedgerHead",
    "LedgerIntegrated",
    "LedgerLog",
    "LedgerSealing",
    "LedgerSeenLog",
    "LedgerTile",
    "LedgerWitness",
    "Letter",
    "ModerationRule",
    "NothingDue",
    "PagePicture",
    "Posting",
    "PostingEnd",
    "PrivacyOverride",
    "PublicRow",
    "Recording",
    "Redaction",
    "Reminder",
    "Reply",
    "RoleAssignment",
    "ScannedFile",
    "SearchEntry",
    "SearchWord",
    "Subscription",
    "Succession",
    "TableSchema",
    "Version",
    "Village",
    "Webhook",
    "WebhookCall",
]
