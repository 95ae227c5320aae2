"""What officials were reminded of, so that each is told once."""

from django.conf import settings
from django.db import models


class Reminder(models.Model):
    """One duty in one official's letter, at one mark before its last day. Never changes.

    `days` is the mark: that many days before the last day, -1 once it is past. The row goes with
    its letter, so that a duty still open a month later is reminded of once more. `title` is the
    kind and period in Vietnamese as they stood.
    """

    letter = models.ForeignKey(
        "disclosures.Letter", on_delete=models.CASCADE, related_name="reminders"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="+"
    )
    kind_code = models.CharField(max_length=64)
    period = models.CharField(max_length=16)
    title = models.CharField(max_length=400)
    due_on = models.DateField()
    days = models.SmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "unit", "kind_code", "period", "days"],
                name="reminder_told_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind_code} {self.period} {self.days}"
