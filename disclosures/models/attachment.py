"""Files of a version. The bytes lie outside the static root under their SHA-256."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from disclosures.attachments.findings import PROPERTY, Finding, sentences
from disclosures.attachments.inspect import virus_sentence
from disclosures.vocabulary import AttachmentRole, ScanStatus


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files by what holds them back."""

    def held(self) -> "AttachmentQuerySet":
        """Files with which a version cannot be put forward (a trigger sees to it as well)."""
        is_unscanned = Q(scan__in=(ScanStatus.PENDING, ScanStatus.INFECTED))
        return self.filter(is_unscanned | ~Q(findings=[]))


class Attachment(models.Model):
    """One file of a version, by its content: the same bytes for ever, whatever comes later.

    `filename` is the name it is served under and comes from the kind and the period, never from
    what the official's file was called. A file that waits for the virus scanner or holds private
    data (`findings`, as `attachments.findings` writes them) is kept with its draft and goes no
    further; of one in which a virus was found the bytes are gone.
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
    scan = models.CharField(max_length=10, choices=ScanStatus.pairs, default=ScanStatus.NOT_ASKED)
    virus = models.CharField(max_length=100, blank=True)
    findings = models.JSONField(default=list)

    objects = AttachmentQuerySet.as_manager()

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

    @property
    def is_readable(self) -> bool:
        """Whether those who write and approve may open it: not before the scanner has."""
        unscanned = (ScanStatus.PENDING, ScanStatus.INFECTED)
        return self.is_public and self.scan not in unscanned

    @property
    def problems(self) -> list[str]:
        """Why the file holds its version back, each with what to do; empty when it does not."""
        if self.scan == ScanStatus.INFECTED:
            return [virus_sentence(self.virus)]
        found = sentences([Finding.from_plain(each) for each in self.findings])
        if self.scan == ScanStatus.PENDING:
            found.append(
                _(
                    "The virus scanner has not answered yet. The file is kept privately and "
                    "scanned as soon as the scanner answers; you need not do anything."
                )
            )
        return found

    @property
    def asks_about_properties(self) -> bool:
        """Whether an official has to agree to what the signed file says of itself."""
        return any(each["kind"] == PROPERTY for each in self.findings)
