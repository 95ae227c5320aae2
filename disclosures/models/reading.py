"""Readings of full rows and private comments: who looked at personal data, and when."""

from django.conf import settings
from django.db import models


class FullRowReading(models.Model):
    """One look at personal data by staff: of a table's full rows, or of a private comment."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(
        "disclosures.DataTable", on_delete=models.PROTECT, null=True, related_name="+"
    )
    comment = models.ForeignKey(
        "disclosures.Comment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    purpose = models.CharField(max_length=32)
    read_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["table", "read_at"], name="reading_of_table"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.read_at:%Y-%m-%d}"
