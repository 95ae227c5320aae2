"""Each row of the search index tells which rules made it, so that a rebuild can be resumed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0007_pages_know_their_age_in_one_call")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="edition",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
