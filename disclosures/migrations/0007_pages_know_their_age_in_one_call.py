"""Whether pages changed is asked of a function, whose plans each connection keeps.

The statements it holds are small: planning them took six times as long as running them, and they
are run for every page that is asked for.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION unit_pages_age(unit text, at timestamptz) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY[
        (SELECT h.size FROM ledger_log l JOIN ledger_head h ON h.log_id = l.id
         WHERE l.unit_code = unit),
        (SELECT h.size FROM ledger_log l JOIN ledger_head h ON h.log_id = l.id
         WHERE l.unit_code IS NULL),
        (SELECT count(*) FROM disclosures_disclosure d
         JOIN disclosures_administrativeunit u ON u.id = d.unit_id
         WHERE d.status = 'scheduled' AND d.publish_at <= at AND u.address_code = unit)];
END $$;
CREATE FUNCTION all_pages_age(at timestamptz) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY[
        (SELECT sum(size)::bigint FROM ledger_head),
        (SELECT count(*) FROM disclosures_disclosure d
         WHERE d.status = 'scheduled' AND d.publish_at <= at)];
END $$;
"""
BACK = """
DROP FUNCTION all_pages_age(timestamptz);
DROP FUNCTION unit_pages_age(text, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0006_histories_are_taken_out_in_the_background")]

    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
