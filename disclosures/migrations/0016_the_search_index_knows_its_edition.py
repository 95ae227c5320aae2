"""Each row of the search index tells which rules made it, so that a rebuild can be resumed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0015_programs_are_called")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="edition",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
