"""The words of files are kept by page: searched once public, looked through before."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0024_words_of_postings_can_be_erased")]

    operations = [
        migrations.CreateModel(
            name="AttachmentPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("label", models.CharField(blank=True, max_length=100)),
                ("text", models.TextField(blank=True)),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="page_set",
                        to="disclosures.attachment",
                    ),
                ),
            ],
            options={"ordering": ("attachment_id", "number")},
        ),
        migrations.AddConstraint(
            model_name="attachmentpage",
            constraint=models.UniqueConstraint(
                fields=("attachment", "number"), name="attachment_page_numbered_once"
            ),
        ),
    ]
