"""Where a cell is erased its digest stays beside it, and the decision that did it is a row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import disclosures.vocabulary


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0009_news_is_told_to_followers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="erased",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="erased",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="erased",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="fullrow",
            name="erased",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="publicrow",
            name="erased",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="reply",
            name="erased",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="version",
            name="erased",
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=disclosures.vocabulary.RedactionBasis.pairs, max_length=24
                    ),
                ),
                ("decision_number", models.CharField(max_length=60)),
                ("decision_date", models.DateField()),
                ("note", models.TextField()),
                ("places", models.JSONField()),
                ("proposed_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redactions",
                        to="disclosures.administrativeunit",
                    ),
                ),
            ],
            options={
                "ordering": ("-proposed_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry_log", models.BigIntegerField(editable=False)),
                ("entry_idx", models.BigIntegerField(editable=False)),
                ("subject", models.CharField(max_length=16)),
                ("actor", models.CharField(max_length=16)),
                ("role", models.CharField(max_length=16)),
                ("target_idx", models.BigIntegerField()),
                ("name", models.CharField(max_length=32)),
                ("cells", models.JSONField()),
                ("salts", models.BinaryField()),
                ("erased_at", models.DateTimeField()),
                (
                    "redaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures",
                        to="disclosures.redaction",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_by__isnull", True), ("done_at__isnull", True)),
                    models.Q(("approved_by__isnull", False), ("done_at__isnull", False)),
                    _connector="OR",
                ),
                name="redaction_approval_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="redaction_needs_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision_number", ""), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    models.Q(("places", []), _negated=True),
                ),
                name="redaction_gives_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.UniqueConstraint(
                fields=("entry_log", "entry_idx"), name="erasure_one_entry_each"
            ),
        ),
    ]
