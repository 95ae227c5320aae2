"""The search index: one lean row a disclosure, made from public text only, and its words."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntry(models.Model):
    """What of a disclosure's visible version can be found; written in its transaction.

    Beside the words stand copies of what lists are narrowed by and counted by, so that neither
    opens the disclosure's own wide row. A trigger keeps those that change.
    """

    disclosure = models.OneToOneField(
        "disclosures.Disclosure",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_entry",
    )
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="+"
    )
    province = models.ForeignKey(
        "disclosures.AdministrativeUnit",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    publish_at = models.DateTimeField()
    kind_code = models.CharField(max_length=64, default="", db_default="")
    group = models.CharField(max_length=32, default="", db_default="")
    year = models.PositiveSmallIntegerField(default=0, db_default=0)
    status = models.CharField(max_length=16, default="", db_default="")
    comments_open_on = models.DateField(null=True)
    comments_close_on = models.DateField(null=True)
    posting_status = models.CharField(max_length=8, default="", db_default="")
    posting_ends_on = models.DateField(null=True)
    # The rules that made the row: `disclosures.search.index.EDITION` when it was written.
    edition = models.PositiveSmallIntegerField(default=0, db_default=0)
    vector = SearchVectorField()

    class Meta:
        # None by time: a walk through the newest rows would have to fetch the words of each.
        indexes = (GinIndex(fields=["vector"], name="search_entry_vector", fastupdate=False),)

    def __str__(self) -> str:
        return str(self.disclosure_id)


class SearchWord(models.Model):
    """A word that visible notices hold, in one spelling, and in how many; counted anew each night.

    Completes beginnings and mends spelling. It never decides what is shown: whatever is proposed
    was looked for first.
    """

    spelling = models.CharField(max_length=40, primary_key=True)
    folded = models.CharField(max_length=40)
    notices = models.PositiveIntegerField()

    class Meta:
        indexes = (
            models.Index(
                fields=["folded"], name="search_word_folded", opclasses=["varchar_pattern_ops"]
            ),
        )

    def __str__(self) -> str:
        return self.spelling
