"""Decisions: what a person in a role decided about a version, a disclosure or a comment."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from disclosures.models.entry import RecordedModel
from disclosures.vocabulary import Role, Verb

FOUR_EYES = (
    Verb.APPROVE_DISCLOSURE,
    Verb.REVIEW_URGENT,
    Verb.WITHDRAW_DISCLOSURE,
    Verb.OVERRIDE_PRIVACY,
    Verb.DECIDE_APPEAL,
)


class Decision(RecordedModel):
    """One decision with its reason and its ledger entry. Append-only.

    `author` is the person whose work was decided on (the version's author, who proposed the
    withdrawal or a refusal, who took the first decision); for the verbs in FOUR_EYES it may not be
    `by`. A leak of private data is withdrawn by one approver at once, and looked at again by
    another. A trigger asks for an author of each refusal under a rule that takes two moderators.
    `note` is shown where `reason_code` is; its salt lies in `note_salts`.
    """

    verb = models.CharField(max_length=32, choices=Verb.pairs)
    disclosure = models.ForeignKey(
        "disclosures.Disclosure", on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    version = models.ForeignKey(
        "disclosures.Version", on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    comment = models.ForeignKey(
        "disclosures.Comment", on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=Role.pairs)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason_code = models.CharField(max_length=32, blank=True)
    note = models.TextField(blank=True)
    note_salts = models.BinaryField(default=bytes, blank=True)
    erased = models.JSONField(null=True)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("decided_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(verb__in=FOUR_EYES)
                | Q(verb=Verb.WITHDRAW_DISCLOSURE, reason_code="private_data")
                | (Q(author__isnull=False) & ~Q(author=F("by"))),
                name="decision_needs_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(comment__isnull=False, disclosure__isnull=True)
                | Q(comment__isnull=True, disclosure__isnull=False),
                name="decision_has_one_subject",
            ),
            models.CheckConstraint(
                condition=~Q(
                    verb__in=(
                        Verb.RETURN_DISCLOSURE,
                        Verb.WITHDRAW_DISCLOSURE,
                        Verb.PUBLISH_URGENTLY,
                        Verb.OVERRIDE_PRIVACY,
                    )
                )
                | ~Q(note=""),
                name="decision_gives_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(verb__in=(Verb.REJECT_COMMENT, Verb.HIDE_COMMENT))
                | ~Q(reason_code=""),
                name="decision_names_its_rule",
            ),
            models.UniqueConstraint(
                fields=["entry_log", "entry_idx"], name="decision_one_entry_each"
            ),
        )
        indexes = (
            models.Index(fields=["unit", "-decided_at", "-id"], name="decision_unit_newest"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"
