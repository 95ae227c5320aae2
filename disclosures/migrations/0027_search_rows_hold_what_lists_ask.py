"""Search rows carry what lists are narrowed and counted by; a trigger keeps what changes.

They are filled as `rebuild_search` makes the rows of older editions anew.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION search_row_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE disclosures_searchentry SET
        status = NEW.status,
        comments_open_on = NEW.comments_open_on,
        comments_close_on = NEW.comments_close_on,
        posting_status = NEW.posting_status,
        posting_ends_on = NEW.posting_ends_on
    WHERE disclosure_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_row_follows
    AFTER UPDATE OF status, comments_open_on, comments_close_on, posting_status, posting_ends_on
    ON disclosures_disclosure FOR EACH ROW EXECUTE FUNCTION search_row_follows();
"""
BACKWARDS = """
DROP TRIGGER search_row_follows ON disclosures_disclosure;
DROP FUNCTION search_row_follows();
"""


def text(length):
    return models.CharField(max_length=length, default="", db_default="")


COLUMNS = {
    "province": models.ForeignKey(
        null=True,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="disclosures.administrativeunit",
    ),
    "kind_code": text(64),
    "group": text(32),
    "year": models.PositiveSmallIntegerField(default=0, db_default=0),
    "status": text(16),
    "comments_open_on": models.DateField(null=True),
    "comments_close_on": models.DateField(null=True),
    "posting_status": text(8),
    "posting_ends_on": models.DateField(null=True),
}


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0026_signed_roots_are_mailed")]

    operations = [
        *(
            migrations.AddField(model_name="searchentry", name=name, field=field)
            for name, field in COLUMNS.items()
        ),
        # Words of every thousandth notice are sought by the index of words alone: a walk through
        # the newest rows had to fetch the words of each.
        migrations.RemoveIndex(model_name="searchentry", name="search_entry_newest"),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
