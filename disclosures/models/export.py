"""Histories that somebody asked for: made in the background, kept for a while."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from disclosures.rules import clock
from disclosures.vocabulary import ExportStatus


class ExportJobQuerySet(models.QuerySet):
    """Which jobs wait, and which are done with."""

    def unfinished(self) -> Self:
        """Waiting or being made, oldest first."""
        return self.filter(status__in=(ExportStatus.QUEUED, ExportStatus.RUNNING)).order_by(
            "created_at"
        )

    def expired(self, now: dt.datetime | None = None) -> Self:
        """Finished ones whose time is over; their files go."""
        return self.filter(status=ExportStatus.DONE, expires_at__lte=now or clock.now())


class ExportJob(models.Model):
    """One bag: of which unit, in which edition, how far its making is, where it lies.

    `requested_by` is empty for the public edition asked for by anybody; nothing else is kept of
    who asked. `size` and `root` say which state of the log the bag holds. `step` and `done` let
    another worker go on where one was killed; `beat_at` tells that one is at work.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="+"
    )
    edition = models.CharField(max_length=8)
    with_files = models.BooleanField(default=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    status = models.CharField(
        max_length=12, choices=ExportStatus.pairs, default=ExportStatus.QUEUED
    )
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=44, blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    filename = models.CharField(max_length=120, blank=True)
    bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(edition="public") | Q(requested_by__isnull=False),
                name="export_for_auditors_names_them",
            ),
            models.CheckConstraint(
                condition=~Q(status="done")
                | (Q(sha256__regex="^[0-9a-f]{64}$") & Q(expires_at__isnull=False)),
                name="export_done_has_its_hash",
            ),
        )
        indexes = (
            models.Index(fields=["unit", "-created_at"], name="export_of_unit"),
            models.Index(
                fields=["created_at"],
                name="export_waiting",
                condition=Q(status__in=("queued", "running")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.edition} {self.status}"

    @property
    def is_public(self) -> bool:
        """Whether anybody may take it."""
        return self.edition == "public"

    @property
    def is_finished(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.status not in (ExportStatus.QUEUED, ExportStatus.RUNNING)
