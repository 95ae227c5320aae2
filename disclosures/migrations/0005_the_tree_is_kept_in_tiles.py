"""The tree over the entries is stored, signed and witnessed; what was published only grows."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = """
CREATE TABLE ledger_tile (
    log_id bigint NOT NULL REFERENCES ledger_log,
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
    n bigint NOT NULL CHECK (n >= 0),
    data bytea NOT NULL
        CHECK (octet_length(data) % 32 = 0 AND octet_length(data) BETWEEN 32 AND 8192),
    PRIMARY KEY (log_id, level, n));
CREATE TABLE ledger_integrated (
    log_id bigint PRIMARY KEY REFERENCES ledger_log,
    size bigint NOT NULL CHECK (size >= 0));
CREATE TABLE ledger_checkpoint (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    log_id bigint NOT NULL REFERENCES ledger_log,
    size bigint NOT NULL CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (log_id, size));
CREATE TABLE ledger_cosignature (
    checkpoint_id bigint NOT NULL REFERENCES ledger_checkpoint,
    vkey text NOT NULL,
    line text NOT NULL,
    cosigned_at timestamptz NOT NULL,
    PRIMARY KEY (checkpoint_id, vkey, cosigned_at));
CREATE TABLE ledger_witness (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    vkey text NOT NULL UNIQUE,
    url text NOT NULL,
    last_size bigint NOT NULL DEFAULT 0,
    last_ok timestamptz,
    last_status text NOT NULL DEFAULT '',
    active boolean NOT NULL DEFAULT true);
CREATE TABLE ledger_seen_log (
    origin text PRIMARY KEY,
    vkey text NOT NULL,
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL);
CREATE TABLE ledger_sealing (
    log_id bigint PRIMARY KEY REFERENCES ledger_log,
    checked_at timestamptz NOT NULL,
    alarm text NOT NULL DEFAULT '',
    alarm_size bigint NOT NULL DEFAULT 0);
"""

GROWTH = """
CREATE FUNCTION refuse_other_hashes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF (NEW.log_id, NEW.level, NEW.n) IS DISTINCT FROM (OLD.log_id, OLD.level, OLD.n)
        OR substring(NEW.data FROM 1 FOR octet_length(OLD.data)) <> OLD.data THEN
        RAISE EXCEPTION 'a tile only grows at its end'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION refuse_smaller_size() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.size < OLD.size OR to_jsonb(NEW) ->> TG_ARGV[0] <> to_jsonb(OLD) ->> TG_ARGV[0] THEN
        RAISE EXCEPTION '%: the size only grows', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_tile_only_grows BEFORE UPDATE ON ledger_tile
    FOR EACH ROW EXECUTE FUNCTION refuse_other_hashes();
CREATE TRIGGER ledger_integrated_only_grows BEFORE UPDATE ON ledger_integrated
    FOR EACH ROW EXECUTE FUNCTION refuse_smaller_size('log_id');
CREATE TRIGGER ledger_seen_log_only_grows BEFORE UPDATE ON ledger_seen_log
    FOR EACH ROW EXECUTE FUNCTION refuse_smaller_size('origin');
ALTER TABLE ledger_tile ENABLE ALWAYS TRIGGER ledger_tile_only_grows;
ALTER TABLE ledger_integrated ENABLE ALWAYS TRIGGER ledger_integrated_only_grows;
ALTER TABLE ledger_seen_log ENABLE ALWAYS TRIGGER ledger_seen_log_only_grows;
"""

# What may change in no way, and what may grow but never go.
FIXED = ("ledger_log", "ledger_checkpoint", "ledger_cosignature")
GROWING = ("ledger_tile", "ledger_integrated", "ledger_seen_log")


def guard(table: str) -> str:
    """Triggers that refuse what `table` may not suffer, whatever session_replication_role says."""
    refused = "UPDATE OR DELETE" if table in FIXED else "DELETE"
    return f"""
CREATE TRIGGER {table}_is_append_only BEFORE {refused} ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_is_append_only;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_is_never_emptied;
"""


DROP = """
DROP TRIGGER ledger_log_is_append_only ON ledger_log;
DROP TRIGGER ledger_log_is_never_emptied ON ledger_log;
DROP TABLE ledger_sealing, ledger_seen_log, ledger_witness, ledger_cosignature,
    ledger_checkpoint, ledger_integrated, ledger_tile;
DROP FUNCTION refuse_other_hashes();
DROP FUNCTION refuse_smaller_size();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0004_imports_can_be_left_and_resumed")]

    operations = [
        migrations.RunSQL(TABLES + GROWTH + "".join(map(guard, FIXED + GROWING)), DROP),
        migrations.CreateModel(
            name="LedgerCheckpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_checkpoint",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="LedgerCosignature",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "checkpoint_id",
                        "vkey",
                        "cosigned_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("vkey", models.TextField()),
                ("line", models.TextField()),
                ("cosigned_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_cosignature",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="LedgerIntegrated",
            fields=[
                (
                    "log",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="disclosures.ledgerlog",
                    ),
                ),
                ("size", models.BigIntegerField()),
            ],
            options={
                "db_table": "ledger_integrated",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="LedgerSealing",
            fields=[
                (
                    "log",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="disclosures.ledgerlog",
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                ("alarm", models.TextField(default="")),
                ("alarm_size", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "ledger_sealing",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="LedgerSeenLog",
            fields=[
                ("origin", models.TextField(primary_key=True, serialize=False)),
                ("vkey", models.TextField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
            ],
            options={
                "db_table": "ledger_seen_log",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="LedgerTile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "log_id",
                        "level",
                        "n",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("n", models.BigIntegerField()),
                ("data", models.BinaryField()),
            ],
            options={
                "db_table": "ledger_tile",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="LedgerWitness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField(unique=True)),
                ("vkey", models.TextField(unique=True)),
                ("url", models.TextField()),
                ("last_size", models.BigIntegerField(default=0)),
                ("last_ok", models.DateTimeField(null=True)),
                ("last_status", models.TextField(default="")),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "ledger_witness",
                "managed": False,
            },
        ),
    ]
