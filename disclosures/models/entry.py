"""How a business row points at its ledger entry: two columns under one composite foreign key."""

from django.db import models


class RecordedModel(models.Model):
    """A row that may not exist without a ledger entry.

    The composite foreign key (entry_log, entry_idx) to `ledger_entry` is deferred and lives in
    the ledger's migration: the row is written while its entry's index is reserved.
    """

    entry_log = models.BigIntegerField(editable=False)
    entry_idx = models.BigIntegerField(editable=False)

    class Meta:
        abstract = True
