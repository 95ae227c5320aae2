"""A version's tables. Full rows and public rows are stored apart, and only the latter are read."""

from django.db import models
from django.db.models import Q


class DataTable(models.Model):
    """One filled table of a version: which schema, from which file, with what assumptions.

    `public_columns` names the columns of the public rows in order; `totals` holds sums and the
    counts per village that stay public when person rows have left the page.
    """

    version = models.ForeignKey(
        "disclosures.Version", on_delete=models.PROTECT, related_name="tables"
    )
    number = models.PositiveSmallIntegerField()
    schema = models.ForeignKey(
        "disclosures.TableSchema", on_delete=models.PROTECT, related_name="+"
    )
    source = models.ForeignKey(
        "disclosures.Attachment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    columns = models.JSONField()
    public_columns = models.JSONField()
    has_person_rows = models.BooleanField(default=False)
    row_count = models.PositiveIntegerField(default=0)
    totals = models.JSONField(default=dict)
    column_map = models.JSONField(default=dict)
    assumptions = models.JSONField(default=list)

    class Meta:
        ordering = ("version", "number")
        constraints = (
            models.UniqueConstraint(fields=["version", "number"], name="table_numbered_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="table_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.version_id}/{self.number}"


class FullRow(models.Model):
    """A checked row with everything that may be stored; reached only by `queries.full_rows`.

    `cells` are canonical values in the order of the table's `columns`; `salts` is 16 bytes a cell.
    `erased` keeps the digests of cells that were destroyed, by their place ("0" is the first).
    """

    table = models.ForeignKey(DataTable, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    cells = models.JSONField()
    salts = models.BinaryField()
    erased = models.JSONField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["table", "position"], name="full_row_placed_once"),
        )


class PublicRow(models.Model):
    """A row as anybody may see it: public columns only, names masked. All faces read these.

    `key` is the row key that a diff matches by, `village` what rows are counted by, `folded` the
    text that a search in the table looks at; all three are made from the public cells.
    """

    table = models.ForeignKey(DataTable, on_delete=models.PROTECT, related_name="public_rows")
    position = models.PositiveIntegerField()
    cells = models.JSONField()
    salts = models.BinaryField()
    key = models.CharField(max_length=200, blank=True)
    village = models.CharField(max_length=120, blank=True)
    folded = models.TextField(blank=True)
    erased = models.JSONField(null=True)

    class Meta:
        ordering = ("table", "position")
        constraints = (
            models.UniqueConstraint(fields=["table", "position"], name="public_row_placed_once"),
        )
        indexes = (models.Index(fields=["table", "village"], name="public_row_by_village"),)
