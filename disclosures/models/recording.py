"""The loudspeaker's script as a sound file."""

import datetime as dt
from typing import Self

from django.db import models

from disclosures.rules.numerals import Dialect
from disclosures.vocabulary import DisclosureStatus, PostingStatus


class RecordingQuerySet(models.QuerySet):
    """Which recordings have served."""

    def over(self, first: dt.datetime) -> Self:
        """Those of notices that are gone, no longer posted, or older than `first`."""
        return self.exclude(
            disclosure__status__in=(DisclosureStatus.PUBLISHED, DisclosureStatus.SUPERSEDED),
            disclosure__posting_status=PostingStatus.OPEN,
            disclosure__publish_at__gte=first,
        )


class Recording(models.Model):
    """What the worker had spoken of a notice in one region's words; made anew or deleted at will.

    `digest` is that of what is said: where the script says something else now, the file is not
    offered. It lies in the content store under `sha256`; `looked_at` is when the words were
    last compared, since some of them come and go with the date.
    """

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", on_delete=models.CASCADE, related_name="recordings"
    )
    dialect = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Dialect])
    digest = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=32)
    size = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField()

    objects = RecordingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["disclosure", "dialect"], name="recording_one_for_each_region"
            ),
        )

    def __str__(self) -> str:
        return f"{self.disclosure_id} {self.dialect}"
