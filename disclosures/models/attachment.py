"""Files of a version. The bytes lie outside the static root under their SHA-256."""

from django.db import models
from django.db.models import Q

from disclosures.vocabulary import AttachmentRole


class Attachment(models.Model):
    """One file of a version, by its content: the same bytes for ever, whatever comes later.

    `filename` is the name it is served under and comes from the kind and the period, never from
    what the official's file was called.
    """

    version = models.ForeignKey(
        "disclosures.Version", on_delete=models.PROTECT, related_name="attachments"
    )
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=8, choices=AttachmentRole.pairs)
    title = models.CharField(max_length=200)
    filename = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True, blank=True)
    salts = models.BinaryField()
    erased = models.JSONField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("version", "number")
        constraints = (
            models.UniqueConstraint(fields=["version", "number"], name="attachment_numbered_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="attachment_sha256_is_hex"
            ),
        )

    def __str__(self) -> str:
        return self.filename

    @property
    def is_public(self) -> bool:
        """Whether the file itself is ever served; who may see it is the disclosure's matter."""
        return self.role != AttachmentRole.SOURCE and self.erased is None
