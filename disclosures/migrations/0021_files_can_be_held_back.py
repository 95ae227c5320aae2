"""Files and workbooks know what the virus scanner said; a held file holds its version back."""

from django.db import migrations, models

import disclosures.vocabulary

HOLD = """
CREATE FUNCTION held_files_stop_a_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.disclosures_attachment a WHERE a.version_id = NEW.id
            AND (a.scan IN ('pending', 'infected') OR a.findings <> '[]'::jsonb)) THEN
        RAISE EXCEPTION 'version % has a file that is held back', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER held_files_stop_a_version BEFORE UPDATE ON disclosures_version
    FOR EACH ROW WHEN (OLD.frozen_at IS NULL AND NEW.frozen_at IS NOT NULL)
    EXECUTE FUNCTION held_files_stop_a_version();
ALTER TABLE disclosures_version ENABLE ALWAYS TRIGGER held_files_stop_a_version;
"""

LET_GO = """
DROP TRIGGER held_files_stop_a_version ON disclosures_version;
DROP FUNCTION held_files_stop_a_version();
"""

SCAN = models.CharField(
    choices=disclosures.vocabulary.ScanStatus.pairs, default="not_asked", max_length=10
)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0020_a_postings_words_are_committed_to")]

    operations = [
        migrations.AddField("attachment", "scan", SCAN),
        migrations.AddField("attachment", "virus", models.CharField(blank=True, max_length=100)),
        migrations.AddField("attachment", "findings", models.JSONField(default=list)),
        migrations.AddField("importsession", "scan", SCAN),
        migrations.AddField("importsession", "virus", models.CharField(blank=True, max_length=100)),
        migrations.RunSQL(HOLD, LET_GO),
    ]
