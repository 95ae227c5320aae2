"""From here on the entry of a posting commits to its place and counts; older rows open nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0019_postings_have_their_proof")]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="salts",
            field=models.BinaryField(blank=True, default=bytes),
        ),
    ]
