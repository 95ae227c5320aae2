"""Fills the databases of single benchmarks: large tables, many notices, one long log."""

import random
import sys

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 (models need the set-up above)

from disclosures.actions.grant_role import grant_role  # noqa: E402
from disclosures.ledger.record import open_log  # noqa: E402
from disclosures.management.commands.seal_ledger import seal_round  # noqa: E402
from disclosures.models import AdministrativeUnit, Disclosure, LedgerLog, RoleAssignment  # noqa: E402
from disclosures.queries.service_account import service_account  # noqa: E402
from disclosures.rules import clock  # noqa: E402
from disclosures.sample.bulk import Bulk, Scale  # noqa: E402
from disclosures.vocabulary import Role  # noqa: E402

# Rows of one table: a year's list of a large commune.
ROWS = 10_000
# Notices of one transaction, each with a comment: six entries.
NOTICES = 5_000
REAL = 100_000
# Communes whose logs take events side by side.
BUSY = 8


def export(few: int, many: int, notices: int) -> None:
    """Three communes: `few` and `many` table rows in tables of 10,000; notices and comments."""
    first, second, third = communes(3)
    for unit, rows in ((first, few), (second, many)):
        bulk = Bulk(random.Random(7), Scale(1, 1, ROWS, 0, rows_in_table=ROWS))
        for _table in range(rows // ROWS):
            # One at a time, so that a million rows do not stand in memory together.
            with transaction.atomic():
                bulk.commune(unit, 0, 1)
    with transaction.atomic():
        scale = Scale(1, notices, notices, notices)
        Bulk(random.Random(7), scale).commune(third, 0, 1)
    allow_service()
    seal_round()


def ledger(entries: int) -> None:
    """A sealed log of at most 100,000 entries with all their rows; a long one of so many entries
    without rows, not yet in any tile; and eight communes with a notice and an official each."""
    first, long, *busy = communes(2 + BUSY)
    left = min(entries, REAL) // 6
    while left:
        count = min(left, NOTICES)
        left -= count
        with transaction.atomic():
            Bulk(random.Random(left), Scale(1, count, 0, count)).commune(first, 0, 1)
    allow_service()
    seal_round()
    for unit in busy:
        with transaction.atomic():
            Bulk(random.Random(7), Scale(1, 1, 0, 0)).commune(unit, 0, 1)
        author = Disclosure.objects.get(unit=unit).created_by
        grant_role(by=service_account(), person=author, role=Role.OFFICIAL, unit=unit)
    repeat(LedgerLog.objects.get(unit_code=first.address_code), long, entries)


def repeat(source: LedgerLog, unit: AdministrativeUnit, entries: int) -> None:
    """A log of so many entries whose bytes are those of another, again and again."""
    with transaction.atomic(), connection.cursor() as cursor:
        target, _origin = open_log(unit.address_code, clock.now())
        size = source.entries.count()
        cursor.execute(
            "INSERT INTO ledger_entry (log_id, idx, body, etype, subject, subject_seq, recorded_at)"
            " SELECT %(log)s, e.idx + %(size)s * round, body, etype, subject || '-' || round,"
            " subject_seq, recorded_at"
            " FROM generate_series(0, %(rounds)s) round, ledger_entry e"
            " WHERE log_id = %(source)s AND e.idx + %(size)s * round BETWEEN 1 AND %(last)s",
            {
                "log": target, "source": source.pk, "size": size, "rounds": entries // size,
                "last": entries - 1,
            },
        )  # fmt: skip


def communes(count: int) -> list[AdministrativeUnit]:
    """The first ones by their code."""
    units = AdministrativeUnit.objects.filter(level="commune", address_code__isnull=False)
    return list(units.select_related("parent").order_by("address_code")[:count])


def allow_service() -> None:
    """The service account may seal and grant, as the operator's manual has it."""
    service = service_account()
    for role in (Role.OPERATOR, Role.SERVICE):
        if not RoleAssignment.objects.filter(person=service, role=role).exists():
            grant_role(by=service, person=service, role=role)


if __name__ == "__main__":
    {"export": export, "ledger": ledger}[sys.argv[1]](*map(int, sys.argv[2:]))
