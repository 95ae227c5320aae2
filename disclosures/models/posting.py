"""Disclosure by other means than the portal, and declarations that nothing was due."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from disclosures.models.entry import RecordedModel
from disclosures.vocabulary import Channel


class Posting(RecordedModel):
    """Where else, from when to when, a disclosure was posted or read out (Luật 10/2022 Đ.12).

    Append-only. `version` is what hung or was read, empty in records older than the column; `hours`
    are those of each day's readings, or of a meeting's begin; `present` counts who came. The
    photo lies in the content store under its hash, for staff alone: passers-by may be on it. The
    hash is committed to with a salt: bare in the entry, it could be tried against a photo for ever.
    """

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", on_delete=models.PROTECT, related_name="postings"
    )
    channel = models.CharField(max_length=16, choices=Channel.pairs)
    place = models.CharField(max_length=200)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    hours = ArrayField(models.TimeField(), default=list, blank=True)
    version = models.ForeignKey(
        "disclosures.Version", on_delete=models.PROTECT, null=True, related_name="+"
    )
    sheets = models.PositiveSmallIntegerField(null=True, blank=True)
    present = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    photo_sha256 = models.CharField(max_length=64, blank=True)
    photo_media_type = models.CharField(max_length=100, blank=True)
    # Opens what the entry commits to of place, hours, counts and photo; empty in older rows.
    salts = models.BinaryField(default=bytes, blank=True)
    erased = models.JSONField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("begins_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                name="posting_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(photo_sha256="", photo_media_type="")
                | Q(photo_sha256__regex="^[0-9a-f]{64}$", photo_media_type__startswith="image/"),
                name="posting_photo_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.begins_on}"

    @property
    def ended_on(self) -> dt.date | None:
        """The last day: as it was taken down, else as it was foreseen; None while it hangs."""
        taken_down = getattr(self, "end", None)
        return taken_down.ended_on if taken_down else self.ends_on


class PostingEnd(RecordedModel):
    """That a sheet was taken off its board, and when. Append-only, one for each posting."""

    posting = models.OneToOneField(
        "disclosures.Posting", on_delete=models.PROTECT, related_name="end"
    )
    ended_on = models.DateField()
    note = models.TextField(blank=True)
    salts = models.BinaryField(default=bytes, blank=True)
    erased = models.JSONField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.posting_id} {self.ended_on}"


class NothingDue(RecordedModel):
    """A declaration that a period brought nothing to disclose, with its reason."""

    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="+"
    )
    kind_code = models.CharField(max_length=64)
    period = models.CharField(max_length=16)
    reason = models.TextField()
    salts = models.BinaryField()
    erased = models.JSONField(null=True, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "kind_code", "period"], name="nothing_due_declared_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind_code} {self.period}"
