"""A half-way import of a table, so that it can be left and resumed; nothing of it is public."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from disclosures.vocabulary import ScanStatus

# Longer files are checked by the worker, so that nobody waits for a page.
LARGE = 5000
# A worker that died leaves its check to the next one after this time.
_GIVEN_UP = dt.timedelta(minutes=10)


class ImportSessionQuerySet(models.QuerySet["ImportSession"]):
    """Imports by what is left to do."""

    def to_check(self, now: dt.datetime) -> "ImportSessionQuerySet":
        """Large files whose cells nobody has checked or is checking, the longest waiting first."""
        is_free = Q(begun_at__isnull=True) | Q(begun_at__lt=now - _GIVEN_UP)
        waiting = self.filter(asked_at__isnull=False, outcome__isnull=True, row_count__gt=LARGE)
        waiting = waiting.exclude(scan__in=(ScanStatus.PENDING, ScanStatus.INFECTED))
        return waiting.filter(is_free).order_by("asked_at")


class ImportSession(models.Model):
    """One uploaded workbook on its way into a draft's table. Deleted when it is done.

    The bytes lie privately in the content store; `choices` holds sheet, columns and unit,
    `overrides` the cells mended on the page by their address. Of a large file the worker puts
    what it found into `outcome`; `progress` says in per cent how far it is. While the virus scanner
    has not answered nothing is done with it; when it finds something the bytes go.
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
    row_count = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    outcome = models.JSONField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField()
    scan = models.CharField(max_length=10, choices=ScanStatus.pairs, default=ScanStatus.NOT_ASKED)
    virus = models.CharField(max_length=100, blank=True)

    objects = ImportSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_large(self) -> bool:
        """Whether the worker checks it."""
        return self.row_count > LARGE

    @property
    def is_held(self) -> bool:
        """Whether the virus scanner keeps it from going on."""
        return self.scan in (ScanStatus.PENDING, ScanStatus.INFECTED)

    def ask(self, now: dt.datetime) -> None:
        """Have a large file checked with what was chosen and mended until now."""
        self.asked_at, self.begun_at, self.progress, self.outcome = now, None, 0, None
        self.save(update_fields=["asked_at", "begun_at", "progress", "outcome"])
