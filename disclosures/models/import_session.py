"""A half-way import of a table, so that it can be left and resumed; nothing of it is public."""

import uuid

from django.conf import settings
from django.db import models


class ImportSession(models.Model):
    """One uploaded workbook on its way into a draft's table. Deleted when it is done.

    The bytes lie privately in the content store; `choices` holds sheet, columns and unit,
    `overrides` the cells mended on the page by their address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey("disclosures.Version", on_delete=models.CASCADE, related_name="+")
    schema = models.ForeignKey(
        "disclosures.TableSchema", on_delete=models.CASCADE, related_name="+"
    )
    number = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    form = models.CharField(max_length=8)
    choices = models.JSONField(default=dict)
    overrides = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
