"""Logs made for tests: entries with plain bytes, put where the application would put them."""

from django.db import connection

from disclosures.models.ledger import LedgerLog
from disclosures.rules.clock import now


def make_log(size, code="31732", host="x.example"):
    """A log of `size` entries "entry 0", "entry 1", … as the known answers have them."""
    origin = f"{host}/so-cai/{code or 'cong'}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_open(%s, %s)", [origin, code])
        (log_id,) = cursor.fetchone()
    if size:
        add_entries(log_id, 0, size)
    return LedgerLog.objects.get(pk=log_id)


def add_entries(log_id, start, end, word="entry"):
    """Entries from `start` up to `end`, past the functions that would do it one by one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry "
            "(log_id, idx, body, etype, subject, subject_seq, recorded_at) "
            "SELECT %s, i, convert_to(%s || ' ' || i, 'UTF8'), 'x.y', 'd:abcdefgh', i + 1, %s "
            "FROM generate_series(%s, %s - 1) AS i",
            [log_id, word, now(), start, end],
        )
        cursor.execute(
            "UPDATE ledger_head SET size = %s, last_idx = %s WHERE log_id = %s",
            [end, end - 1, log_id],
        )
