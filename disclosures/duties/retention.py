"""Forgets what has served its purpose: uploaded workbooks, residents' contacts, the cache."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from disclosures.attachments.store import files
from disclosures.catalogue.load import service_levels
from disclosures.duties import pictures, scans
from disclosures.models import (
    Announcement,
    Attachment,
    Comment,
    CommentContact,
    Delivery,
    Follower,
    ImportSession,
    Letter,
    Posting,
    Subscription,
    WebhookCall,
)
from disclosures.vocabulary import CommentStatus, ScanStatus


def _days(kind: str) -> dt.timedelta:
    return dt.timedelta(days=service_levels()["retention"][kind]["days"])


@dataclass(frozen=True, slots=True)
class Rule:
    """How long something is kept after it was settled, under which name, and why so long."""

    name: str
    keep: dt.timedelta
    source: str


def hidden_comments_rule() -> Rule:
    """How long words that no page shows are kept: refused, taken back and private comments."""
    name = "hidden_comments"
    return Rule(name, _days(name), service_levels()["retention"][name]["source"])


def comments_over(now: dt.datetime, most: int) -> QuerySet[Comment]:
    """Comments that no page ever showed and whose time of keeping is over."""
    ended = (CommentStatus.REJECTED, CommentStatus.TAKEN_BACK, CommentStatus.CLOSED)
    settled_at = Coalesce(F("answered_at"), F("decided_at"))
    over = Comment.objects.filter(status__in=ended, erased__isnull=True).alias(
        settled_at=settled_at
    )
    over = over.filter(settled_at__lte=now - hidden_comments_rule().keep)
    return over.select_related("unit__parent").order_by("pk")[:most]


def forget_import(session: ImportSession) -> None:
    """Delete the session and, unless something else needs them, the uploaded bytes.

    A workbook holds the columns that are dropped at import; kept on disk they would be stored.
    """
    sha256 = session.sha256
    session.delete()
    forget_bytes(sha256)


def keep_bytes(content: bytes, sha256: str) -> None:
    """Store the bytes for a row that the same transaction writes."""
    _alone_with(sha256)
    files().put(content, sha256)


@transaction.atomic
def forget_bytes(sha256: str) -> None:
    """Delete stored bytes that no file and no import names any more, and pictures of their pages.

    One in which a virus was found names none: its bytes are gone or have to go. Called after the
    row that named them is gone for good.
    """
    _alone_with(sha256)
    keeps = ~Q(scan=ScanStatus.INFECTED)
    is_needed = (
        Attachment.objects.filter(keeps, sha256=sha256).exists()
        or ImportSession.objects.filter(keeps, sha256=sha256).exists()
        or Posting.objects.filter(photo_sha256=sha256).exists()
    )
    if not is_needed:
        pictures.forget(sha256)
        scans.forget(sha256)
        files().discard(sha256)


def _alone_with(sha256: str) -> None:
    """Until the transaction ends nobody else stores or deletes these bytes.

    Else the same content, stored by one and forgotten by another at once, were lost.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sha256])


def forget_old_imports(now: dt.datetime) -> int:
    """Imports that nobody took up again; how many."""
    old = list(ImportSession.objects.filter(created_at__lt=now - _days("imports"))[:500])
    for session in old:
        forget_import(session)
    return len(old)


def forget_old_contacts(now: dt.datetime) -> int:
    """Contacts whose comment was answered, refused or taken back long enough ago; how many."""
    ended = ~Q(comment__status__in=("pending", "published"))
    settled_at = Coalesce(F("comment__answered_at"), F("comment__decided_at"))
    found = CommentContact.objects.annotate(settled_at=settled_at).filter(
        Q(comment__answered_at__isnull=False) | ended, settled_at__lt=now - _days("contacts")
    )
    return found.delete()[0]


def forget_old_following(now: dt.datetime) -> int:
    """Wishes that nobody confirmed, addresses without any, letters long done; how many."""
    unconfirmed = Subscription.objects.filter(
        confirmed_at__isnull=True, created_at__lt=now - _days("unconfirmed")
    )
    count = unconfirmed.delete()[0]
    count += Follower.objects.filter(subscriptions__isnull=True).delete()[0]
    old = now - _days("letters")
    count += Letter.objects.filter(done_at__lt=old).delete()[0]
    count += WebhookCall.objects.filter(done_at__lt=old).delete()[0]
    # Deliveries went with their letters; what is left still waits for a digest.
    spent = Announcement.objects.filter(
        ~Exists(Delivery.objects.filter(announcement=OuterRef("pk"))),
        ~Exists(Letter.objects.filter(announcement=OuterRef("pk"))),
        ~Exists(WebhookCall.objects.filter(announcement=OuterRef("pk"))),
        spread_at__lt=old,
    )
    return count + spent.delete()[0]


def forget_old_cache(now: dt.datetime) -> int:
    """Rows of the cache whose time is over, receipt codes among them; how many.

    By itself it deletes them only when it is full.
    """
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])
        return cursor.rowcount
