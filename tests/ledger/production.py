"""The database roles of production, as deploy/ writes them, inside a test's transaction."""

import re
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

DEPLOY = Path(settings.BASE_DIR) / "deploy"
# Tables of the domain; whoever cheats begins by switching their triggers off.
OURS = "tablename LIKE 'disclosures\\_%' OR tablename LIKE 'ledger\\_%' OR tablename LIKE 'acc%'"


def install():
    """Make the roles, let portal_owner own what migrations made, and grant the others theirs."""
    connection.check_constraints()
    roles = re.findall(r"^CREATE ROLE .*?;", (DEPLOY / "roles.sql").read_text(), re.M)
    grants = re.sub(r"^(BEGIN|COMMIT);", "", (DEPLOY / "grants.sql").read_text(), flags=re.M)
    with connection.cursor() as cursor:
        for role in roles:
            cursor.execute(role)
        cursor.execute("GRANT USAGE ON SCHEMA public TO portal_app, portal_sealer")
        cursor.execute("GRANT ALL ON SCHEMA public TO portal_owner")
        for (table,) in _found(f"SELECT tablename FROM pg_tables WHERE {OURS}"):
            cursor.execute(f"ALTER TABLE {table} OWNER TO portal_owner")
        for (function,) in _found(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef "
            "AND pronamespace = 'public'::regnamespace"
        ):
            cursor.execute(f"ALTER FUNCTION {function} OWNER TO portal_owner")
        cursor.execute(grants)


def _found(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def as_role(role, *statements):
    """Run statements as a role (none is the superuser); how many rows the last one touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        if role:
            cursor.execute(f"SET LOCAL ROLE {role}")
        for sql in statements:
            cursor.execute(sql)
        count = cursor.rowcount
        cursor.execute("RESET ROLE")
        return count


def without_triggers(role, *statements):
    """The same by somebody who owns the tables, or rules the server, and switches triggers off."""
    which = "USER" if role else "ALL"
    tables = [table for (table,) in _found(f"SELECT tablename FROM pg_tables WHERE {OURS}")]
    off = [f"ALTER TABLE {table} DISABLE TRIGGER {which}" for table in tables]
    assert as_role(role, *off, *statements) > 0, statements
