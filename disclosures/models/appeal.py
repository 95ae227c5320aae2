"""A second look at what was decided on a comment, and the rules that ask for two moderators."""

from django.db import models

from disclosures.models.entry import RecordedModel


class Appeal(RecordedModel):
    """That the author of a refused or hidden comment asks for another moderator's decision.

    It has no words: what is looked at again is the comment and the decision on it. One a comment.
    `decision` is added once, by somebody who had no part in the first one (a trigger), and nothing
    else changes after.
    """

    comment = models.OneToOneField(
        "disclosures.Comment", on_delete=models.PROTECT, related_name="appeal"
    )
    lodged_at = models.DateTimeField()
    decision = models.OneToOneField(
        "disclosures.Decision", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["entry_log", "entry_idx"], name="appeal_one_entry_each"
            ),
        )
        indexes = (
            models.Index(
                fields=["lodged_at", "id"],
                name="appeal_open",
                condition=models.Q(decision__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.comment_id} {self.lodged_at:%Y-%m-%d}"


class ModerationRule(models.Model):
    """A numbered comment rule as the database must know it: whether it takes two moderators.

    `load_catalogue` fills it from `comment_rules.toml`; the words stay in the file. It is here so
    that a trigger can refuse what one moderator does alone.
    """

    number = models.CharField(max_length=8, primary_key=True)
    needs_second = models.BooleanField()

    def __str__(self) -> str:
        return self.number
