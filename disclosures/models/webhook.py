"""Programs that are called when something happens, and each call."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from disclosures.models.subscription import new_seed
from disclosures.vocabulary import LetterOutcome


class Webhook(models.Model):
    """An address of another program, added by an operator; without a unit it hears of all.

    The key that signs its calls is made of the seed and the portal's secret key. `failures` counts
    calls in a row that were given up; a dead address is disabled and stays to be seen.
    """

    url = models.URLField(max_length=500)
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, null=True, related_name="+"
    )
    seed = models.BinaryField(default=new_seed)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    last_status = models.PositiveSmallIntegerField(null=True)
    last_success_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["url", "unit"],
                nulls_distinct=False,
                condition=Q(disabled_at__isnull=True),
                name="webhook_added_once",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class WebhookCall(models.Model):
    """One announcement for one webhook; its id travels along, so that a repeat is known as such."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    announcement = models.ForeignKey(
        "disclosures.Announcement", on_delete=models.CASCADE, related_name="calls"
    )
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(
        max_length=8, choices=LetterOutcome.pairs, default=LetterOutcome.WAITING
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["webhook", "announcement"], name="webhook_called_once"),
        )
        indexes = (
            models.Index(
                fields=["next_try_at"],
                name="webhook_call_waiting",
                condition=Q(outcome="waiting"),
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
