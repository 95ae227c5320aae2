"""Pictures of the pages of public files, by the file's content: the same for every copy of it."""

from typing import Self

from django.db import models
from django.db.models import Q


class DrawnFileQuerySet(models.QuerySet["DrawnFile"]):
    """Files by whether their pages were drawn."""

    def waiting(self) -> Self:
        """Those that nobody has drawn yet, in the order in which they came."""
        return self.filter(drawn_at__isnull=True).order_by("pk")


class DrawnFile(models.Model):
    """A PDF whose pages the worker draws, or has drawn, or could not draw (no pictures then).

    It can be made anew or deleted at will; it goes with the file's bytes.
    """

    file_sha256 = models.CharField(max_length=64, unique=True)
    drawn_at = models.DateTimeField(null=True, blank=True)

    objects = DrawnFileQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["id"], name="drawn_waiting", condition=Q(drawn_at__isnull=True)),
        )

    def __str__(self) -> str:
        return self.file_sha256


class PagePicture(models.Model):
    """One page as a picture, from 1; number 0 is the first page, small.

    The bytes lie in the content store under `sha256`, apart from files.
    """

    file = models.ForeignKey(
        "disclosures.DrawnFile", on_delete=models.CASCADE, related_name="pictures"
    )
    number = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ("file_id", "number")
        constraints = (
            models.UniqueConstraint(fields=["file", "number"], name="page_picture_once"),
        )

    def __str__(self) -> str:
        return f"{self.file_id}/{self.number}"
