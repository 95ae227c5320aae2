"""Exceptions to the check for private data: asked for by one person, made by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class PrivacyOverride(models.Model):
    """That one finding in one text of a notice is no private data after all.

    Written by an official with a reason; the approving decision and its person are added once and
    nothing changes after (a trigger). `digest` is over the sample with a random salt: the sample
    itself stands in the text alone, so an exception holds nothing that the draft does not.
    """

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", on_delete=models.PROTECT, related_name="privacy_overrides"
    )
    place = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    salt = models.BinaryField()
    digest = models.CharField(max_length=64)
    reason = models.TextField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decision = models.OneToOneField(
        "disclosures.Decision", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("proposed_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, decision__isnull=True)
                | Q(approved_by__isnull=False, decision__isnull=False),
                name="privacy_override_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="privacy_override_needs_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="privacy_override_gives_its_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"
