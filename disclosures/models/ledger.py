"""The ledger's tables, read-only from here: they are made and guarded by hand-written SQL."""

from django.db import models


class LedgerLog(models.Model):
    """One append-only log: of a unit, or of the portal (no unit code). The origin never changes."""

    origin = models.TextField(unique=True)
    unit_code = models.TextField(null=True, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ledger_log"

    def __str__(self) -> str:
        return self.origin


class LedgerHead(models.Model):
    """How long a log is; its row lock is the log's sequencer."""

    log = models.OneToOneField(LedgerLog, on_delete=models.DO_NOTHING, primary_key=True)
    size = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_head"

    def __str__(self) -> str:
        return f"{self.log_id}: {self.size}"


class LedgerEntry(models.Model):
    """One leaf: the exact bytes of the entry, its place, and copies to select by."""

    pk = models.CompositePrimaryKey("log_id", "idx")
    log = models.ForeignKey(LedgerLog, on_delete=models.DO_NOTHING, related_name="entries")
    idx = models.BigIntegerField()
    body = models.BinaryField()
    leaf_hash = models.BinaryField()
    etype = models.TextField()
    subject = models.TextField()
    subject_seq = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ledger_entry"

    def __str__(self) -> str:
        return f"{self.log_id}/{self.idx}"


class LedgerCommitment(models.Model):
    """The commitments of an entry, apart, so that a table's root is found without parsing."""

    pk = models.CompositePrimaryKey("log_id", "entry_idx", "name")
    log = models.ForeignKey(LedgerLog, on_delete=models.DO_NOTHING, related_name="+")
    entry_idx = models.BigIntegerField()
    name = models.TextField()
    cols = models.JSONField()
    n_rows = models.IntegerField()
    root = models.TextField()

    class Meta:
        managed = False
        db_table = "ledger_commitment"

    def __str__(self) -> str:
        return f"{self.log_id}/{self.entry_idx}/{self.name}"
