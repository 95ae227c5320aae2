"""The words of a file, page by page: for the check of private data, and for search."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from disclosures.models.table import DataTable
from disclosures.vocabulary import AttachmentRole, PrivacyLevel

# Kinds whose files name residents are read for the check, and never searched: a full name must
# confirm nothing there, and a file has no covered names.
SEARCHED_LEVELS = (PrivacyLevel.P0, PrivacyLevel.P1)


class AttachmentPageQuerySet(models.QuerySet["AttachmentPage"]):
    """Pages by who may be led to them."""

    def searchable(self) -> Self:
        """Pages whose words may be searched once their version is public."""
        named = DataTable.objects.filter(
            version=OuterRef("attachment__version"), has_person_rows=True
        )
        # What number 0 says beside numbered pages they say too, or no reader sees it.
        beside = AttachmentPage.objects.filter(attachment=OuterRef("attachment"), number__gt=0)
        return self.filter(
            ~Exists(named),
            ~Exists(beside) | Q(number__gt=0),
            attachment__role__in=(AttachmentRole.SIGNED, AttachmentRole.ANNEX),
            attachment__erased__isnull=True,
            attachment__version__disclosure__kind__privacy_level__in=SEARCHED_LEVELS,
        )


class AttachmentPage(models.Model):
    """What stands on one page of a file, from 1; on one sheet of a workbook, by its name.

    Number 0 holds what has no page: a letter's whole text, what stands beside a workbook's cells.
    Written when the file is attached, copied with it, deleted when it is erased or taken off.
    Private until the notice is public, like the file itself. `is_recognised`: a program read the
    words off a picture, and may have misread them.
    """

    attachment = models.ForeignKey(
        "disclosures.Attachment", on_delete=models.CASCADE, related_name="page_set"
    )
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    is_recognised = models.BooleanField(default=False)

    objects = AttachmentPageQuerySet.as_manager()

    class Meta:
        ordering = ("attachment_id", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["attachment", "number"], name="attachment_page_numbered_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.attachment_id}/{self.number}"

    @property
    def words(self) -> str:
        """All that the check for private data looks at; a sheet's name is read as well."""
        return f"{self.label}\n{self.text}" if self.label else self.text
