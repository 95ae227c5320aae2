"""Words and photos of postings, and reasons that nothing was due, go as other words go."""

from django.db import migrations, models

GUARD = """
CREATE FUNCTION posting_stays_or_is_erased() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    now jsonb := to_jsonb(NEW);
    cols text[] := ARRAY['text'];
    fresh text[]; allowed text[] := ARRAY['salts']; good boolean := TG_OP = 'UPDATE';
BEGIN
    good := good AND jsonb_typeof(now -> 'erased') = 'object' AND now -> 'erased' <> '{}';
    IF good THEN
        fresh := ARRAY(SELECT k FROM jsonb_object_keys(now -> 'erased') k
            WHERE NOT coalesce(nullif(was -> 'erased', 'null'), '{}') ? k);
        IF TG_TABLE_NAME = 'disclosures_posting' THEN
            cols := ARRAY['place', 'hours', 'sheets', 'present', 'note', 'photo'];
            good := fresh <@ ARRAY['place', 'note', 'photo'];
            allowed := array_cat(allowed, array_remove(fresh, 'photo'));
            IF 'photo' = ANY (fresh) THEN
                good := good AND now ->> 'photo_sha256' = '';
                allowed := array_cat(allowed, ARRAY['photo_sha256', 'photo_media_type']);
            END IF;
        ELSE
            good := fresh <@ cols;
            allowed := allowed || CASE TG_TABLE_NAME
                WHEN 'disclosures_postingend' THEN 'note' ELSE 'reason' END::text;
        END IF;
        good := good AND cardinality(fresh) > 0 AND only_erased(was, now, allowed)
            AND length(NEW.salts) = length(OLD.salts);
        FOR at IN 1 .. cardinality(cols) LOOP
            good := good AND substring(NEW.salts FROM at * 16 - 15 FOR 16) = CASE
                WHEN cols[at] = ANY (fresh) THEN decode(repeat('00', 16), 'hex')
                ELSE substring(OLD.salts FROM at * 16 - 15 FOR 16) END;
        END LOOP;
    END IF;
    IF good IS NOT TRUE THEN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION posting_erasure_was_decided() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    the_name text; the_places text[]; the_place text;
BEGIN
    CASE TG_TABLE_NAME
    WHEN 'disclosures_posting' THEN
        the_name := 'posting';
        the_places := ARRAY(SELECT 'posting:' || NEW.id || ':' || k
            FROM jsonb_object_keys(NEW.erased) k);
    WHEN 'disclosures_postingend' THEN
        the_name := 'note';
        the_places := ARRAY['posting_end:' || NEW.id];
    ELSE
        the_name := 'reason';
        the_places := ARRAY['nothing_due:' || NEW.id];
    END CASE;
    FOREACH the_place IN ARRAY the_places LOOP
        IF NOT was_erased_by_decision(the_place, NEW.entry_log, NEW.entry_idx, the_name, 0) THEN
            RAISE EXCEPTION '%: erased without a decision and its entry', the_place
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
""" + "".join(
    f"""
DROP TRIGGER {table}_is_append_only ON disclosures_{table};
CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON disclosures_{table}
    FOR EACH ROW EXECUTE FUNCTION posting_stays_or_is_erased();
ALTER TABLE disclosures_{table} ENABLE ALWAYS TRIGGER {table}_is_append_only;
CREATE CONSTRAINT TRIGGER {table}_erasure_was_decided AFTER INSERT OR UPDATE OF erased
    ON disclosures_{table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.erased IS NOT NULL) EXECUTE FUNCTION posting_erasure_was_decided();
"""
    for table in ("posting", "postingend", "nothingdue")
)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0023_officials_are_reminded")]

    # Not reversible: what was erased does not come back, and the older guards know nothing of it.
    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="erased",
                field=models.JSONField(blank=True, null=True),
            )
            for model in ("posting", "postingend", "nothingdue")
        ),
        migrations.AddField(
            model_name="postingend",
            name="salts",
            field=models.BinaryField(blank=True, default=bytes),
        ),
        migrations.RunSQL(GUARD),
    ]
