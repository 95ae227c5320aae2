"""Files whose pages have to be read as pictures, by the file's content."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ScannedFileQuerySet(models.QuerySet["ScannedFile"]):
    """Files by whether they were read."""

    def waiting(self) -> Self:
        """Those that nobody has read yet, in the order in which they came."""
        return self.filter(read_at__isnull=True).order_by("pk")


class ScannedFile(models.Model):
    """A file that the worker reads, or has read, or could not read (`failed`).

    `pages` are those whose words are a picture, 0 a photograph or the pictures in an office file.
    What was read stands in the pages of each attachment with these bytes. It goes with the bytes.
    """

    file_sha256 = models.CharField(max_length=64, unique=True)
    pages = ArrayField(models.PositiveIntegerField())
    read_at = models.DateTimeField(null=True, blank=True)
    failed = models.BooleanField(default=False)

    objects = ScannedFileQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["id"], name="scanned_waiting", condition=Q(read_at__isnull=True)),
        )

    def __str__(self) -> str:
        return self.file_sha256
