"""A disclosure, and the versions of it that were ever put forward."""

import datetime as dt
import secrets
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, PostingStatus, WithdrawalReason

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PUBLIC = (
    DisclosureStatus.SCHEDULED,
    DisclosureStatus.PUBLISHED,
    DisclosureStatus.SUPERSEDED,
    DisclosureStatus.WITHDRAWN,
)


def new_subject() -> str:
    """A random ledger subject for a disclosure, never derived from what it says."""
    return "d:" + "".join(secrets.choice(_ALPHABET) for _ in range(10))


class DisclosureQuerySet(models.QuerySet):
    """The one place where it is decided which disclosures a reader may see."""

    def visible(self, now: dt.datetime | None = None) -> Self:
        """What anybody may see at `now`: approved, due, whether or not the worker has run.

        Withdrawn ones are among them: their page answers 410 with a tombstone.
        """
        return self.filter(status__in=_PUBLIC, publish_at__lte=now or clock.now())

    def readable(self, now: dt.datetime | None = None) -> Self:
        """Visible and not withdrawn: what may be listed with its title and searched."""
        return self.visible(now).exclude(status=DisclosureStatus.WITHDRAWN)

    def open_for_comments(self, today: dt.date) -> Self:
        """Those whose comment window with a last day still runs."""
        return self.filter(
            status=DisclosureStatus.PUBLISHED,
            comments_open_on__lte=today,
            comments_close_on__gte=today,
        )

    def newest_first(self) -> Self:
        """By moment of publication; the key for keyset paging is (publish_at, id)."""
        return self.order_by("-publish_at", "-id")


class Disclosure(models.Model):
    """What a commune puts before its residents under one address for life.

    Written by actions only. The reference (unit, year, number) is allotted at scheduling and
    never changes; before that the disclosure is known by its random id alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=16, unique=True, default=new_subject, editable=False)
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="disclosures"
    )
    kind = models.ForeignKey("disclosures.Kind", on_delete=models.PROTECT, related_name="+")
    kind_code = models.CharField(max_length=64)
    group = models.CharField(max_length=32)
    status = models.CharField(
        max_length=16, choices=DisclosureStatus.pairs, default=DisclosureStatus.DRAFT
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    # The reporting period, as ISO text: 2026, 2026-09 (cumulative months), 2026-Q3, or a date.
    period = models.CharField(max_length=16, blank=True)
    fiscal_year = models.PositiveSmallIntegerField(null=True, blank=True)
    triggered_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)

    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    slug = models.CharField(max_length=120, blank=True)
    short_code = models.CharField(max_length=8, unique=True, null=True, blank=True)
    current_version = models.ForeignKey(
        "disclosures.Version", on_delete=models.PROTECT, null=True, related_name="+"
    )
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    is_urgent = models.BooleanField(default=False)
    urgent_reason = models.TextField(blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    posting_status = models.CharField(max_length=8, choices=PostingStatus.pairs, blank=True)
    posting_ends_on = models.DateField(null=True, blank=True)
    posting_ended_at = models.DateTimeField(null=True, blank=True)
    comments_open_on = models.DateField(null=True, blank=True)
    comments_close_on = models.DateField(null=True, blank=True)

    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    withdrawal_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawal_reason = models.CharField(max_length=24, choices=WithdrawalReason.pairs, blank=True)
    withdrawal_note = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "year", "number"], name="disclosure_one_reference_each"
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True, number__isnull=True)
                | Q(year__isnull=False, number__gte=1),
                name="disclosure_reference_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_PUBLIC)
                | Q(
                    publish_at__isnull=False,
                    number__isnull=False,
                    current_version__isnull=False,
                    short_code__isnull=False,
                ),
                name="disclosure_public_has_reference",
            ),
            models.CheckConstraint(
                condition=(~Q(status=DisclosureStatus.PUBLISHED) | Q(published_at__isnull=False)),
                name="disclosure_published_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(status=DisclosureStatus.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(status=DisclosureStatus.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="disclosure_withdrawn_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status=DisclosureStatus.WITHDRAWN)
                | (~Q(withdrawal_reason="") & ~Q(withdrawal_note="")),
                name="disclosure_withdrawn_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=DisclosureStatus.SUPERSEDED) | Q(superseded_by__isnull=False),
                name="disclosure_superseded_names_successor",
            ),
            models.CheckConstraint(
                condition=Q(is_urgent=False) | ~Q(urgent_reason=""),
                name="disclosure_urgent_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(comments_close_on__isnull=True)
                | Q(comments_close_on__gte=F("comments_open_on")),
                name="disclosure_comments_close_after_open",
            ),
        )
        indexes = (
            models.Index(fields=["unit", "-publish_at", "-id"], name="disclosure_unit_newest"),
            models.Index(fields=["-publish_at", "-id"], name="disclosure_newest"),
            models.Index(fields=["kind_code", "-publish_at"], name="disclosure_kind_newest"),
            models.Index(
                fields=["publish_at"],
                name="disclosure_waiting",
                condition=Q(status=DisclosureStatus.SCHEDULED),
            ),
            models.Index(
                fields=["comments_close_on"],
                name="disclosure_closing",
                condition=Q(comments_close_on__isnull=False),
            ),
            models.Index(
                fields=["posting_ends_on"],
                name="disclosure_posting_ends",
                condition=Q(posting_status=PostingStatus.OPEN),
            ),
        )

    def __str__(self) -> str:
        return self.reference or str(self.id)

    @property
    def reference(self) -> str:
        """`<unit>-<year>-<nnnn>`, empty until scheduling."""
        if self.number is None:
            return ""
        return f"{self.unit.address_code}-{self.year}-{self.number:04d}"

    def url_kwargs(self) -> dict[str, Any]:
        """The arguments every public address below this disclosure shares."""
        return {
            "code": self.unit.address_code,
            "unit_slug": self.unit.slug,
            "year": self.year,
            "number": f"{self.number:04d}",
            "slug": self.slug,
        }

    def get_absolute_url(self) -> str:
        """Its address for life; empty until scheduling allots one."""
        if self.number is None:
            return ""
        return reverse("disclosure", kwargs=self.url_kwargs())

    def is_visible_at(self, now: dt.datetime) -> bool:
        """The same rule as `DisclosureQuerySet.visible`, for one row already at hand."""
        return self.status in _PUBLIC and self.publish_at is not None and self.publish_at <= now

    def posting_is_open(self, today: dt.date) -> bool:
        """Whether the posting runs on `today`; asked on read, so a dead worker shows no more."""
        return (
            self.posting_status == PostingStatus.OPEN
            and self.posting_ended_at is None
            and (self.posting_ends_on is None or today <= self.posting_ends_on)
        )

    def takes_comments(self, today: dt.date) -> bool:
        """Whether public comments are taken on `today` (private ones follow the kind alone)."""
        return self.status == DisclosureStatus.PUBLISHED and (
            self.comments_close_on is None or today <= self.comments_close_on
        )


class Version(models.Model):
    """One version of record. It freezes, with its rows and files, at submission.

    A returned version stays as it was; the work goes on in a copy, its next `attempt`. A version
    that was public keeps the status `published` when a later one takes its place. `salts` and
    `roots` open the commitments in its ledger entries (`disclosures.rules.hashing`); a trigger
    guards the frozen columns.
    """

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(
        max_length=16, choices=DisclosureStatus.pairs, default=DisclosureStatus.DRAFT
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    title = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    document_date = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    signer = models.CharField(max_length=200, blank=True)
    office = models.CharField(max_length=200, blank=True)
    places = models.JSONField(default=list, blank=True)
    legal_basis = models.TextField(blank=True)

    change_reason = models.TextField(blank=True)
    is_substantive = models.BooleanField(default=True)

    frozen_at = models.DateTimeField(null=True, blank=True)
    salts = models.BinaryField(default=bytes, blank=True)
    seal_salt = models.BinaryField(default=bytes, blank=True)
    roots = models.JSONField(default=list, blank=True)
    erased = models.JSONField(null=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("disclosure", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["disclosure", "number", "attempt"], name="version_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["disclosure", "number"],
                name="version_approved_once",
                condition=Q(status__in=("approved", "scheduled", "published")),
            ),
            models.UniqueConstraint(
                fields=["disclosure"],
                name="version_one_in_the_making",
                condition=Q(status__in=("draft", "submitted", "approved", "scheduled")),
            ),
            models.UniqueConstraint(fields=["id", "author"], name="version_author_is_one"),
            models.CheckConstraint(
                condition=Q(number__gte=1, attempt__gte=1), name="version_counted_from_one"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", frozen_at__isnull=True)
                | (~Q(status="draft") & Q(frozen_at__isnull=False)),
                name="version_frozen_once_submitted",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | Q(frozen_at__isnull=True) | ~Q(change_reason=""),
                name="version_amendment_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.disclosure_id}/{self.number}"

    @property
    def is_amendment(self) -> bool:
        return self.number > 1


class Contributor(models.Model):
    """Somebody who wrote in a version before it froze; the database bars them from approving it."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="contributors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["version", "person"], name="contributor_named_once"),
        )
