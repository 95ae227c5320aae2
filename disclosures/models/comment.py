"""What residents say and what the commune answers."""

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from disclosures.models.entry import RecordedModel
from disclosures.vocabulary import CommentStatus, CommentVisibility, RevisionReason

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def new_comment_subject() -> str:
    """A random ledger subject; it is also the resident's `actor.id` in the entry."""
    return "c:" + "".join(secrets.choice(_ALPHABET) for _ in range(10))


class CommentQuerySet(models.QuerySet):
    """Which comments a page may show."""

    def shown(self) -> Self:
        """Published ones, and hidden ones for their tombstones; nothing private."""
        return self.filter(status__in=(CommentStatus.PUBLISHED, CommentStatus.HIDDEN)).exclude(
            visibility=CommentVisibility.PRIVATE
        )

    def waiting(self) -> Self:
        """The moderation queue, oldest first."""
        return self.filter(status=CommentStatus.PENDING).order_by("received_at", "id")


class Comment(RecordedModel):
    """A comment, question or objection as it was sent; `entry_*` is its receipt in the ledger.

    `body` is what the resident wrote and never changes. `shown_body` is what the page shows when
    parts were masked. `refusal_*` is one moderator's proposal under a rule that takes two;
    `revision_*` is what its author was asked to change. `receipt_hash` is the SHA-256 of the
    receipt code, which is kept nowhere.
    """

    subject = models.CharField(
        max_length=16, unique=True, default=new_comment_subject, editable=False
    )
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="comments"
    )
    disclosure = models.ForeignKey(
        "disclosures.Disclosure", on_delete=models.PROTECT, null=True, related_name="comments"
    )
    number = models.PositiveIntegerField()
    receipt_hash = models.CharField(max_length=64, unique=True)
    visibility = models.CharField(max_length=8, choices=CommentVisibility.pairs)
    status = models.CharField(
        max_length=12, choices=CommentStatus.pairs, default=CommentStatus.PENDING
    )
    language = models.CharField(max_length=8, default="vi")
    name = models.CharField(max_length=120, blank=True)
    village = models.CharField(max_length=120, blank=True)
    row_key = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    salts = models.BinaryField()
    shown_body = models.TextField(blank=True)
    shown_salts = models.BinaryField(default=bytes, blank=True)
    erased = models.JSONField(null=True)
    masked_parts = models.PositiveSmallIntegerField(default=0)
    signals = models.JSONField(default=list, blank=True)
    office = models.CharField(max_length=200, blank=True)
    refusal_rule = models.CharField(max_length=8, blank=True)
    refusal_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revision_reason = models.CharField(max_length=24, choices=RevisionReason.pairs, blank=True)
    revision_asked_at = models.DateTimeField(null=True, blank=True)
    answer_due_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["unit", "number"], name="comment_numbered_once"),
            models.CheckConstraint(
                condition=~Q(
                    visibility=CommentVisibility.PRIVATE,
                    status__in=(CommentStatus.PUBLISHED, CommentStatus.HIDDEN),
                ),
                name="comment_private_is_never_shown",
            ),
            models.CheckConstraint(
                condition=Q(status=CommentStatus.PENDING, decided_at__isnull=True)
                | (~Q(status=CommentStatus.PENDING) & Q(decided_at__isnull=False)),
                name="comment_decided_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(masked_parts=0) | ~Q(shown_body=""),
                name="comment_masked_has_shown_body",
            ),
            models.CheckConstraint(
                condition=Q(refusal_rule="", refusal_proposed_by__isnull=True)
                | (~Q(refusal_rule="") & Q(refusal_proposed_by__isnull=False)),
                name="comment_refusal_proposal_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(revision_reason="", revision_asked_at__isnull=True)
                | (~Q(revision_reason="") & Q(revision_asked_at__isnull=False)),
                name="comment_revision_request_is_whole",
            ),
        )
        indexes = (
            models.Index(
                fields=["unit", "received_at", "id"],
                name="comment_queue",
                condition=Q(status=CommentStatus.PENDING),
            ),
            models.Index(fields=["disclosure", "received_at", "id"], name="comment_of_disclosure"),
            models.Index(
                fields=["unit", "answer_due_on"],
                name="comment_unanswered",
                condition=Q(answered_at__isnull=True, answer_due_on__isnull=False),
            ),
            models.Index(
                fields=["decided_at"],
                name="comment_never_shown",
                condition=Q(
                    status__in=(
                        CommentStatus.REJECTED,
                        CommentStatus.TAKEN_BACK,
                        CommentStatus.CLOSED,
                    ),
                    erased__isnull=True,
                ),
            ),
        )

    def __str__(self) -> str:
        return self.public_number

    @property
    def public_number(self) -> str:
        """What a page calls it: YK-0042. Says nothing about the receipt code."""
        return f"YK-{self.number:04d}"

    @property
    def text(self) -> str:
        """What may be shown once it is published."""
        return self.shown_body or self.body

    def get_absolute_url(self) -> str:
        if self.disclosure is None:
            return reverse(
                "unit_questions",
                kwargs={"code": self.unit.address_code, "slug": self.unit.slug},
            )
        return f"{self.disclosure.get_absolute_url()}#yk-{self.number}"


class CommentContact(models.Model):
    """How to reach the author; kept apart, never shown, deleted 90 days after the answer."""

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="contact"
    )
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)


class Reply(RecordedModel):
    """The commune's answer, signed by an office. One a comment; a later one adds to it."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="replies")
    office = models.CharField(max_length=200)
    body = models.TextField()
    salts = models.BinaryField()
    erased = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField()

    class Meta:
        ordering = ("replied_at", "pk")

    def __str__(self) -> str:
        return f"{self.comment_id}/{self.pk}"
