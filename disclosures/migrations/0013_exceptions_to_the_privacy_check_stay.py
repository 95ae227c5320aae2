"""An exception is asked for once and agreed to once; nothing else of it ever changes."""

from django.db import migrations

STAYS = """
CREATE FUNCTION privacy_override_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE allowed text[] := ARRAY['approved_by_id', 'decision_id'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.decision_id IS NOT NULL
        OR (to_jsonb(NEW) - allowed) IS DISTINCT FROM (to_jsonb(OLD) - allowed)
        OR NOT EXISTS (SELECT 1 FROM public.disclosures_decision d WHERE d.id = NEW.decision_id
            AND d.verb = 'override_privacy' AND d.disclosure_id = NEW.disclosure_id
            AND d.by_id = NEW.approved_by_id AND d.author_id = NEW.proposed_by_id) THEN
        RAISE EXCEPTION 'privacy override % stays as it was proposed: % refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER privacy_override_stays BEFORE UPDATE OR DELETE ON disclosures_privacyoverride
    FOR EACH ROW EXECUTE FUNCTION privacy_override_stays();
ALTER TABLE disclosures_privacyoverride ENABLE ALWAYS TRIGGER privacy_override_stays;

CREATE FUNCTION privacy_override_begins_open() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.decision_id IS NOT NULL THEN
        RAISE EXCEPTION 'a privacy override is proposed before it is made'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER privacy_override_begins_open BEFORE INSERT ON disclosures_privacyoverride
    FOR EACH ROW EXECUTE FUNCTION privacy_override_begins_open();
ALTER TABLE disclosures_privacyoverride ENABLE ALWAYS TRIGGER privacy_override_begins_open;
"""

UNDO = """
DROP TRIGGER privacy_override_begins_open ON disclosures_privacyoverride;
DROP FUNCTION privacy_override_begins_open();
DROP TRIGGER privacy_override_stays ON disclosures_privacyoverride;
DROP FUNCTION privacy_override_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0012_exceptions_to_the_privacy_check_are_rows")]

    operations = [migrations.RunSQL(STAYS, UNDO)]
