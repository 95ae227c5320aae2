"""Vectors lie apart from their row: sorting by moment and counting then read few pages."""

from django.db import migrations

LEAN = """
ALTER TABLE disclosures_searchentry SET (toast_tuple_target = 128);
ALTER TABLE disclosures_searchentry ALTER vector SET STORAGE EXTERNAL;
"""
BACK = """
ALTER TABLE disclosures_searchentry RESET (toast_tuple_target);
ALTER TABLE disclosures_searchentry ALTER vector SET STORAGE EXTENDED;
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0016_the_search_index_knows_its_edition")]

    operations = [migrations.RunSQL(LEAN, BACK)]
