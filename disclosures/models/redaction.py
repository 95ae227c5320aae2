"""Erasing a person: what one person proposed, another approved, and which entries tell of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from disclosures.models.entry import RecordedModel
from disclosures.vocabulary import RedactionBasis


class Redaction(models.Model):
    """A decision to erase somebody's data in a commune: where, on what basis, by which decision.

    `places` names rows, texts, comments and files by their ids and never says who stands there.
    It is written once; the approval adds who and when, and nothing else ever changes (a trigger).
    `rule` names the time limit (catalogue/rules.toml) that was over where no person decided; it
    reaches comments and answers that were never shown, and nothing else (a trigger).
    """

    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="redactions"
    )
    basis = models.CharField(max_length=24, choices=RedactionBasis.pairs)
    rule = models.CharField(max_length=40, blank=True, default="")
    decision_number = models.CharField(max_length=60)
    decision_date = models.DateField()
    note = models.TextField()
    places = models.JSONField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, done_at__isnull=True)
                | Q(approved_by__isnull=False, done_at__isnull=False, rule="")
                | Q(approved_by__isnull=True, done_at__isnull=False, basis="retention_over")
                & ~Q(rule=""),
                name="redaction_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="redaction_needs_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(decision_number="") & ~Q(note="") & ~Q(places=[]),
                name="redaction_gives_its_reason",
            ),
        )

    def __str__(self) -> str:
        return self.decision_number

    @property
    def marker(self) -> str:
        """What a page shows where something was erased; content, hence Vietnamese."""
        if self.rule:
            return f"[đã xoá khi hết thời hạn lưu, ngày {self.decision_date:%d/%m/%Y}]"
        return (
            f"[đã xoá theo quyết định số {self.decision_number} ngày {self.decision_date:%d/%m/%Y}]"
        )


class Erasure(RecordedModel):
    """The cells of one commitment that a redaction destroyed; its entry is `content.redacted`.

    `target_idx` and `name` address the commitment in the same log, `cells` rows (counted from
    nought) and columns, as the entry does. `salts` open the entry's own commitment to the decision.
    """

    redaction = models.ForeignKey(Redaction, on_delete=models.PROTECT, related_name="erasures")
    subject = models.CharField(max_length=16)
    actor = models.CharField(max_length=16)
    role = models.CharField(max_length=16)
    target_idx = models.BigIntegerField()
    name = models.CharField(max_length=32)
    cells = models.JSONField()
    salts = models.BinaryField()
    erased_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["entry_log", "entry_idx"], name="erasure_one_entry_each"
            ),
        )

    def __str__(self) -> str:
        return f"{self.target_idx}.{self.name}"
