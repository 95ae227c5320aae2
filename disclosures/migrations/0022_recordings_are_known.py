"""What the worker had spoken of a notice is known, so that it is offered and forgotten."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0021_files_can_be_held_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "dialect",
                    models.CharField(
                        choices=[("north", "north"), ("south", "south")], max_length=8
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=32)),
                ("size", models.PositiveIntegerField()),
                ("seconds", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField()),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recordings",
                        to="disclosures.disclosure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("disclosure", "dialect"), name="recording_one_for_each_region"
                    )
                ],
            },
        ),
    ]
