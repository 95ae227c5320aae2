"""The search index: one lean row a disclosure, made from public text only."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntry(models.Model):
    """What of a disclosure's visible version can be found; written in its transaction."""

    disclosure = models.OneToOneField(
        "disclosures.Disclosure",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_entry",
    )
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="+"
    )
    publish_at = models.DateTimeField()
    # The rules that made the row: `disclosures.search.index.EDITION` when it was written.
    edition = models.PositiveSmallIntegerField(default=0, db_default=0)
    vector = SearchVectorField()

    class Meta:
        indexes = (
            GinIndex(fields=["vector"], name="search_entry_vector", fastupdate=False),
            models.Index(fields=["-publish_at"], name="search_entry_newest"),
        )

    def __str__(self) -> str:
        return str(self.disclosure_id)
