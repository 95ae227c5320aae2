"""From here on a change has its entry, and an entry can neither change nor go."""

from django.db import migrations

TABLES = """
CREATE TABLE ledger_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin text NOT NULL UNIQUE CHECK (origin !~ '[[:space:]+]'),
    unit_code text UNIQUE,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE UNIQUE INDEX ledger_log_one_portal ON ledger_log ((unit_code IS NULL))
    WHERE unit_code IS NULL;
CREATE TABLE ledger_entry (
    log_id bigint NOT NULL REFERENCES ledger_log,
    idx bigint NOT NULL CHECK (idx >= 0),
    body bytea NOT NULL CHECK (octet_length(body) BETWEEN 2 AND 65535),
    leaf_hash bytea NOT NULL GENERATED ALWAYS AS (sha256('\\x00'::bytea || body)) STORED,
    etype text NOT NULL,
    subject text NOT NULL,
    subject_seq bigint NOT NULL CHECK (subject_seq >= 1),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (log_id, idx),
    UNIQUE (log_id, subject, subject_seq));
CREATE INDEX ledger_entry_newest ON ledger_entry (log_id, recorded_at);
CREATE TABLE ledger_head (
    log_id bigint PRIMARY KEY REFERENCES ledger_log,
    size bigint NOT NULL DEFAULT 0,
    last_idx bigint,
    FOREIGN KEY (log_id, last_idx) REFERENCES ledger_entry (log_id, idx)
        DEFERRABLE INITIALLY DEFERRED,
    CHECK ((size = 0 AND last_idx IS NULL) OR last_idx = size - 1)) WITH (fillfactor = 10);
CREATE TABLE ledger_commitment (
    log_id bigint NOT NULL,
    entry_idx bigint NOT NULL,
    name text NOT NULL CHECK (name ~ '^[a-z0-9_]+$'),
    cols jsonb NOT NULL,
    n_rows integer NOT NULL CHECK (n_rows >= 0),
    root text NOT NULL CHECK (length(root) = 43),
    PRIMARY KEY (log_id, entry_idx, name),
    FOREIGN KEY (log_id, entry_idx) REFERENCES ledger_entry (log_id, idx));
"""

FUNCTIONS = """
CREATE FUNCTION ledger_open(the_origin text, the_unit text, OUT id bigint, OUT is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO ledger_log (origin, unit_code) VALUES (the_origin, the_unit)
        ON CONFLICT DO NOTHING RETURNING ledger_log.id INTO id;
    is_new := id IS NOT NULL;
    IF is_new THEN
        INSERT INTO ledger_head (log_id) VALUES (id);
    ELSE
        SELECT l.id INTO STRICT id FROM ledger_log l
            WHERE l.unit_code IS NOT DISTINCT FROM the_unit;
    END IF;
END $$;

CREATE FUNCTION ledger_reserve(the_log bigint, the_subject text,
    OUT idx bigint, OUT at timestamptz, OUT seq bigint, OUT prev bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE ledger_head h SET size = h.size + 1, last_idx = h.size
        WHERE h.log_id = the_log RETURNING h.size - 1 INTO STRICT idx;
    at := clock_timestamp();
    SELECT e.subject_seq, e.idx INTO seq, prev FROM ledger_entry e
        WHERE e.log_id = the_log AND e.subject = the_subject
        ORDER BY e.subject_seq DESC LIMIT 1;
    seq := coalesce(seq, 0) + 1;
END $$;

CREATE FUNCTION ledger_append(the_log bigint, the_idx bigint, the_body bytea, the_type text,
    the_subject text, the_seq bigint, the_moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE last bigint; last_seq bigint;
BEGIN
    SELECT max(e.idx) INTO last FROM ledger_entry e WHERE e.log_id = the_log;
    IF the_idx <> coalesce(last, -1) + 1 THEN
        RAISE EXCEPTION 'ledger: gap or reorder at entry %', the_idx
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT max(e.subject_seq) INTO last_seq FROM ledger_entry e
        WHERE e.log_id = the_log AND e.subject = the_subject;
    IF the_seq <> coalesce(last_seq, 0) + 1 THEN
        RAISE EXCEPTION 'ledger: wrong sequence of the subject at entry %', the_idx
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO ledger_entry (log_id, idx, body, etype, subject, subject_seq, recorded_at)
        VALUES (the_log, the_idx, the_body, the_type, the_subject, the_seq, the_moment);
END $$;

CREATE FUNCTION ledger_commit(the_log bigint, the_idx bigint, the_name text, the_cols text[],
    the_rows integer, the_root text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO ledger_commitment (log_id, entry_idx, name, cols, n_rows, root)
        VALUES (the_log, the_idx, the_name, to_jsonb(the_cols), the_rows, the_root);
$$;

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

GUARDED = ("ledger_entry", "ledger_commitment")


def guard(table: str) -> str:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE, whatever session_replication_role says."""
    return f"""
CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_is_append_only;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_is_never_emptied;
"""


RECORDED = ("decision", "comment", "reply", "posting", "nothingdue", "roleassignment")

LINKS = "".join(
    f"ALTER TABLE disclosures_{table} ADD CONSTRAINT {table}_has_its_entry "
    "FOREIGN KEY (entry_log, entry_idx) REFERENCES ledger_entry (log_id, idx) "
    "DEFERRABLE INITIALLY DEFERRED;\n"
    for table in RECORDED
)

UNLINK = "".join(
    f"ALTER TABLE disclosures_{table} DROP CONSTRAINT {table}_has_its_entry;\n"
    for table in RECORDED
)

DROP = """
DROP TABLE ledger_head, ledger_commitment, ledger_entry, ledger_log;
DROP FUNCTION ledger_commit(bigint, bigint, text, text[], integer, text);
DROP FUNCTION ledger_append(bigint, bigint, bytea, text, text, bigint, timestamptz);
DROP FUNCTION ledger_reserve(bigint, text);
DROP FUNCTION ledger_open(text, text);
DROP FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLES + FUNCTIONS + "".join(map(guard, GUARDED)), DROP),
        migrations.RunSQL(LINKS, UNLINK),
    ]
