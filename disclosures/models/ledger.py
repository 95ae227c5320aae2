"""The ledger's tables, read-only from here: they are made and guarded by hand-written SQL."""

import json

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

    def verifier_key(self) -> str:
        """The key that the log's first entry names; empty where it cannot be read. One query."""
        first = self.entries.filter(idx=0).values_list("body", flat=True).first()
        try:
            return str(json.loads(bytes(first or b"{}"))["data"]["vkey"])
        except (ValueError, KeyError, TypeError):
            return ""


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


class LedgerTile(models.Model):
    """Up to 256 hashes of a log's tree, one after another; it only ever grows at its end."""

    pk = models.CompositePrimaryKey("log_id", "level", "n")
    log = models.ForeignKey(LedgerLog, on_delete=models.DO_NOTHING, related_name="+")
    level = models.SmallIntegerField()
    n = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_tile"

    def __str__(self) -> str:
        return f"{self.log_id}/{self.level}/{self.n}"


class LedgerIntegrated(models.Model):
    """How many entries of a log its tiles cover; the sealer moves it forward."""

    log = models.OneToOneField(LedgerLog, on_delete=models.DO_NOTHING, primary_key=True)
    size = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_integrated"

    def __str__(self) -> str:
        return f"{self.log_id}: {self.size}"


class LedgerCheckpoint(models.Model):
    """A size and root that the sealer signed, with the note as it was signed."""

    log = models.ForeignKey(LedgerLog, on_delete=models.DO_NOTHING, related_name="checkpoints")
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ledger_checkpoint"

    def __str__(self) -> str:
        return f"{self.log_id}: {self.size}"

    def cosigned(self) -> dict[str, str]:
        """The newest line of each witness, by its key. One query."""
        lines = self.cosignatures.order_by("cosigned_at").values_list("vkey", "line")
        return {vkey: line.rstrip("\n") + "\n" for vkey, line in lines}

    def signed_note(self) -> str:
        """The note as it is given away: the log's signature and the witnesses'. One query."""
        return self.note + "".join(self.cosigned().values())


class LedgerCosignature(models.Model):
    """A witness's line under a checkpoint; a fresh one is added when it was asked again."""

    pk = models.CompositePrimaryKey("checkpoint_id", "vkey", "cosigned_at")
    checkpoint = models.ForeignKey(
        LedgerCheckpoint, on_delete=models.DO_NOTHING, related_name="cosignatures"
    )
    vkey = models.TextField()
    line = models.TextField()
    cosigned_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ledger_cosignature"

    def __str__(self) -> str:
        return f"{self.checkpoint_id}: {self.vkey}"


class LedgerWitness(models.Model):
    """Somebody outside who cosigns the portal's checkpoints, and how far they have come."""

    name = models.TextField(unique=True)
    vkey = models.TextField(unique=True)
    url = models.TextField()
    last_size = models.BigIntegerField(default=0)
    last_ok = models.DateTimeField(null=True)
    last_status = models.TextField(default="")
    active = models.BooleanField(default=True)

    class Meta:
        managed = False
        db_table = "ledger_witness"

    def __str__(self) -> str:
        return self.name


class LedgerSeenLog(models.Model):
    """Another portal's log for which this one is a witness: the newest checkpoint it cosigned."""

    origin = models.TextField(primary_key=True)
    vkey = models.TextField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()

    class Meta:
        managed = False
        db_table = "ledger_seen_log"

    def __str__(self) -> str:
        return self.origin


class LedgerSealing(models.Model):
    """When the sealer last looked at a log, and why it refused to sign, if it did.

    An entry is refused as long as a reason stands: what is written after a lost tail could never
    be joined to it.
    """

    log = models.OneToOneField(LedgerLog, on_delete=models.DO_NOTHING, primary_key=True)
    checked_at = models.DateTimeField()
    alarm = models.TextField(default="")
    alarm_size = models.BigIntegerField(default=0)

    class Meta:
        managed = False
        db_table = "ledger_sealing"

    def __str__(self) -> str:
        return f"{self.log_id}: {self.alarm or 'sealed'}"
