"""From here on the moment at which a version was published stays what its entry says."""

from django.db import migrations

KEEP = """
CREATE FUNCTION publication_keeps_its_moment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF (NEW.status, NEW.publish_at, NEW.published_at)
        IS DISTINCT FROM (OLD.status, OLD.publish_at, OLD.published_at) THEN
        RAISE EXCEPTION 'version % was published: its moment is frozen', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publication_keeps_its_moment BEFORE UPDATE ON disclosures_version
    FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION publication_keeps_its_moment();
ALTER TABLE disclosures_version ENABLE ALWAYS TRIGGER publication_keeps_its_moment;
"""

DROP = """
DROP TRIGGER publication_keeps_its_moment ON disclosures_version;
DROP FUNCTION publication_keeps_its_moment();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0007_pages_know_their_age_in_one_call")]

    operations = [migrations.RunSQL(KEEP, DROP)]
