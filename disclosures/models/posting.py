"""Disclosure by other means than the portal, and declarations that nothing was due."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from disclosures.models.entry import RecordedModel
from disclosures.vocabulary import Channel


class Posting(RecordedModel):
    """Where else, from when to when, a disclosure was posted or read out (Luật 10/2022 Đ.12)."""

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", on_delete=models.PROTECT, related_name="postings"
    )
    channel = models.CharField(max_length=16, choices=Channel.pairs)
    place = models.CharField(max_length=200)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
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
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.begins_on}"


class NothingDue(RecordedModel):
    """A declaration that a period brought nothing to disclose, with its reason."""

    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="+"
    )
    kind_code = models.CharField(max_length=64)
    period = models.CharField(max_length=16)
    reason = models.TextField()
    salts = models.BinaryField()
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
