"""Frozen values can now be destroyed: with their salts, by a decision that the ledger tells of."""

from django.db import migrations

HOW = """
CREATE FUNCTION row_is_only_erased(was_erased jsonb, erased jsonb, was_cells jsonb, cells jsonb,
    was_salts bytea, salts bytea) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE was_salt bytea; salt bytea;
BEGIN
    IF erased IS NULL OR NOT erased @> coalesce(was_erased, '{}') OR erased = '{}'
        OR length(salts) <> length(was_salts)
        OR jsonb_array_length(cells) <> jsonb_array_length(was_cells) THEN
        RETURN false;
    END IF;
    FOR at IN 0 .. jsonb_array_length(cells) - 1 LOOP
        was_salt := substring(was_salts FROM at * 16 + 1 FOR 16);
        salt := substring(salts FROM at * 16 + 1 FOR 16);
        IF erased ? at::text THEN
            IF salt <> decode(repeat('00', 16), 'hex') OR length(erased ->> at::text) <> 43 THEN
                RETURN false;
            END IF;
        ELSIF salt <> was_salt OR cells -> at IS DISTINCT FROM was_cells -> at THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;

CREATE FUNCTION only_erased(was jsonb, now jsonb, columns text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT jsonb_typeof(now -> 'erased') = 'object'
        AND now -> 'erased' @> coalesce(nullif(was -> 'erased', 'null'), '{}')
        AND (now - columns - 'erased'::text) = (was - columns - 'erased'::text);
$$;

CREATE FUNCTION was_erased_by_decision(the_place text, the_log bigint, the_idx bigint,
    the_name text, the_row integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.disclosures_redaction r
            WHERE r.done_at IS NOT NULL AND r.places ? the_place)
        AND (the_idx IS NULL OR EXISTS (
            SELECT 1 FROM public.disclosures_erasure e
            JOIN public.ledger_entry l ON l.log_id = e.entry_log AND l.idx = e.entry_idx
                AND l.etype = 'content.redacted'
            CROSS JOIN LATERAL jsonb_array_elements(e.cells) c
            WHERE e.entry_log = the_log AND e.target_idx = the_idx AND e.name = the_name
                AND the_row BETWEEN (c -> 'rows' ->> 0)::integer AND (c -> 'rows' ->> 1)::integer));
$$;

CREATE FUNCTION erasure_was_decided() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    it jsonb := to_jsonb(NEW);
    the_version bigint; the_number integer; is_source boolean; the_row integer := 0;
    the_log bigint; the_idx bigint; the_name text; the_key text;
    places text[]; good boolean := true;
BEGIN
    IF jsonb_typeof(it -> 'erased') <> 'object' THEN RETURN NULL; END IF;
    CASE TG_TABLE_NAME
    WHEN 'disclosures_publicrow', 'disclosures_fullrow' THEN
        SELECT t.version_id, t.number INTO the_version, the_number
            FROM public.disclosures_datatable t WHERE t.id = (it ->> 'table_id')::bigint;
        the_row := (it ->> 'position')::integer - 1;
        the_name := CASE TG_TABLE_NAME WHEN 'disclosures_publicrow' THEN 'public_'
            ELSE 'full_' END || the_number;
        places := ARRAY['row:' || (it ->> 'table_id') || ':' || (it ->> 'position')];
    WHEN 'disclosures_version' THEN
        the_version := (it ->> 'id')::bigint;
        the_name := 'meta';
        SELECT array_agg('text:' || (it ->> 'id') || ':' || k) INTO places
            FROM jsonb_object_keys(it -> 'erased') k;
    WHEN 'disclosures_attachment' THEN
        the_version := (it ->> 'version_id')::bigint;
        is_source := it ->> 'role' = 'source';
        the_name := CASE WHEN is_source THEN 'original' ELSE 'files' END;
        SELECT count(*) INTO the_row FROM public.disclosures_attachment a
            WHERE a.version_id = the_version AND a.number < (it ->> 'number')::integer
            AND (a.role = 'source') = is_source;
        places := ARRAY['file:' || (it ->> 'id')];
    WHEN 'disclosures_comment' THEN
        the_name := 'body';
        places := ARRAY['comment:' || (it ->> 'id')];
    WHEN 'disclosures_reply' THEN
        the_name := 'body';
        places := ARRAY['reply:' || (it ->> 'id')];
    ELSE
        the_name := 'note';
        places := ARRAY['note:' || (it ->> 'id')];
    END CASE;
    IF the_version IS NOT NULL THEN
        SELECT d.entry_log, d.entry_idx INTO the_log, the_idx FROM public.disclosures_decision d
            WHERE d.version_id = the_version AND d.verb = 'publish_disclosure' LIMIT 1;
    ELSE
        the_log := (it ->> 'entry_log')::bigint;
        the_idx := (it ->> 'entry_idx')::bigint;
    END IF;
    FOREACH the_key IN ARRAY places LOOP
        good := good AND was_erased_by_decision(the_key, the_log, the_idx, the_name, the_row);
    END LOOP;
    IF NOT good THEN
        RAISE EXCEPTION '% %: erased without a decision and its entry', TG_TABLE_NAME, it ->> 'id'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

ERASABLE = ("publicrow", "fullrow", "version", "attachment", "comment", "reply", "decision")
DECIDED = "".join(
    f"""
CREATE CONSTRAINT TRIGGER {table}_erasure_was_decided AFTER INSERT OR UPDATE OF erased
    ON disclosures_{table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.erased IS NOT NULL) EXECUTE FUNCTION erasure_was_decided();
"""
    for table in ERASABLE
)

FREEZE = """
CREATE OR REPLACE FUNCTION version_stays_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE allowed text[] := ARRAY['status', 'publish_at', 'published_at', 'modified_at'];
BEGIN
    IF OLD.frozen_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.erased IS DISTINCT FROM OLD.erased AND NEW.erased IS NOT NULL
        AND NEW.salts <> OLD.salts AND length(NEW.salts) = length(OLD.salts) THEN
        allowed := array_cat(ARRAY['salts'], ARRAY(
            SELECT k FROM jsonb_object_keys(NEW.erased) k WHERE k IN ('title', 'summary', 'body',
                'document_number', 'issuer', 'signer', 'office', 'legal_basis', 'change_reason')
                AND NOT coalesce(OLD.erased, '{}') ? k));
        IF only_erased(to_jsonb(OLD), to_jsonb(NEW), allowed) THEN RETURN NEW; END IF;
        allowed := '{}';
    END IF;
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - allowed) IS DISTINCT FROM (to_jsonb(OLD) - allowed)
    THEN
        RAISE EXCEPTION 'version % is frozen: % refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION part_stays_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE the_version bigint; frozen timestamptz; may boolean := false;
BEGIN
    IF TG_TABLE_NAME IN ('disclosures_fullrow', 'disclosures_publicrow') THEN
        SELECT t.version_id INTO the_version FROM public.disclosures_datatable t
            WHERE t.id = CASE TG_OP WHEN 'INSERT' THEN NEW.table_id ELSE OLD.table_id END;
    ELSE
        the_version := CASE TG_OP WHEN 'INSERT' THEN NEW.version_id ELSE OLD.version_id END;
    END IF;
    SELECT v.frozen_at INTO frozen FROM public.disclosures_version v WHERE v.id = the_version;
    IF frozen IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF TG_TABLE_NAME = 'disclosures_fullrow' THEN
            may := only_erased(to_jsonb(OLD), to_jsonb(NEW), ARRAY['cells', 'salts']);
        ELSIF TG_TABLE_NAME = 'disclosures_publicrow' THEN
            may := only_erased(to_jsonb(OLD), to_jsonb(NEW),
                ARRAY['cells', 'salts', 'key', 'village', 'folded']);
        ELSIF TG_TABLE_NAME = 'disclosures_attachment' THEN
            may := only_erased(to_jsonb(OLD), to_jsonb(NEW),
                ARRAY['filename', 'sha256', 'title', 'salts']);
            IF may THEN
                may := OLD.erased IS NULL AND NEW.erased ?& ARRAY['name', 'sha256']
                    AND NEW.sha256 = repeat('0', 64)
                    AND substring(NEW.salts FROM 1 FOR 16) = decode(repeat('00', 16), 'hex')
                    AND substring(NEW.salts FROM 49 FOR 16) = decode(repeat('00', 16), 'hex');
            END IF;
        END IF;
        IF may AND TG_TABLE_NAME <> 'disclosures_attachment' THEN
            may := row_is_only_erased(OLD.erased, NEW.erased, OLD.cells, NEW.cells, OLD.salts,
                NEW.salts);
        END IF;
    END IF;
    IF NOT may THEN
        RAISE EXCEPTION '% of version % is frozen: % refused', TG_TABLE_NAME, the_version, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION comment_keeps_its_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE allowed text[] := ARRAY['status', 'shown_body', 'shown_salts', 'masked_parts', 'office',
    'answer_due_on', 'decided_at', 'answered_at', 'signals'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.erased IS NULL AND NEW.erased IS NOT NULL
        AND NEW.erased ?& ARRAY['name', 'village', 'row', 'text'] AND NEW.salts <> OLD.salts THEN
        allowed := ARRAY['name', 'village', 'row_key', 'body', 'salts', 'shown_body',
            'shown_salts', 'erased'];
    END IF;
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - allowed) IS DISTINCT FROM (to_jsonb(OLD) - allowed)
    THEN
        RAISE EXCEPTION 'comment % keeps its words: % refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION words_stay_or_are_erased() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.erased IS NULL AND only_erased(to_jsonb(OLD), to_jsonb(NEW),
            CASE TG_TABLE_NAME WHEN 'disclosures_reply' THEN ARRAY['body', 'salts']
                ELSE ARRAY['note', 'note_salts'] END) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION redaction_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE allowed text[] := ARRAY['approved_by_id', 'done_at'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.done_at IS NOT NULL
        OR (to_jsonb(NEW) - allowed) IS DISTINCT FROM (to_jsonb(OLD) - allowed) THEN
        RAISE EXCEPTION 'redaction % stays as it was proposed: % refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER redaction_stays BEFORE UPDATE OR DELETE ON disclosures_redaction
    FOR EACH ROW EXECUTE FUNCTION redaction_stays();
ALTER TABLE disclosures_redaction ENABLE ALWAYS TRIGGER redaction_stays;

CREATE TRIGGER erasure_is_append_only BEFORE UPDATE OR DELETE ON disclosures_erasure
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE disclosures_erasure ENABLE ALWAYS TRIGGER erasure_is_append_only;
ALTER TABLE disclosures_erasure ADD CONSTRAINT erasure_has_its_entry
    FOREIGN KEY (entry_log, entry_idx) REFERENCES ledger_entry (log_id, idx)
    DEFERRABLE INITIALLY DEFERRED;
"""

WORDS = "".join(
    f"""
DROP TRIGGER {table}_is_append_only ON disclosures_{table};
CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON disclosures_{table}
    FOR EACH ROW EXECUTE FUNCTION words_stay_or_are_erased();
ALTER TABLE disclosures_{table} ENABLE ALWAYS TRIGGER {table}_is_append_only;
"""
    for table in ("decision", "reply")
)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0010_what_was_erased_keeps_its_digest")]

    # Not reversible: what was erased does not come back, and the older guards know nothing of it.
    operations = [migrations.RunSQL(HOW + DECIDED + FREEZE + WORDS)]
