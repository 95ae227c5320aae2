"""Fills the database of `bench.export`: communes with large tables and one with many notices."""

import random
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402 (models need the set-up above)

from disclosures.actions.grant_role import grant_role  # noqa: E402
from disclosures.management.commands.seal_ledger import seal_round  # noqa: E402
from disclosures.models import AdministrativeUnit, RoleAssignment  # noqa: E402
from disclosures.queries.service_account import service_account  # noqa: E402
from disclosures.sample.bulk import Bulk, Scale  # noqa: E402
from disclosures.vocabulary import Role  # noqa: E402

# Rows of one table: a year's list of a large commune.
ROWS = 10_000


def main(few: int, many: int, notices: int) -> None:
    """Three communes: `few` and `many` table rows in tables of 10,000; notices and comments."""
    units = AdministrativeUnit.objects.filter(level="commune", address_code__isnull=False)
    first, second, third = units.select_related("parent").order_by("address_code")[:3]
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


def allow_service() -> None:
    """The service account may seal and grant, as the operator's manual has it."""
    service = service_account()
    for role in (Role.OPERATOR, Role.SERVICE):
        if not RoleAssignment.objects.filter(person=service, role=role).exists():
            grant_role(by=service, person=service, role=role)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
