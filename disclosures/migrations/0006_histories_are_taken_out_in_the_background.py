"""A history that somebody asked for is a row: how far its making is, and where it lies."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import disclosures.vocabulary


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0005_the_tree_is_kept_in_tiles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportJob",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("edition", models.CharField(max_length=8)),
                ("with_files", models.BooleanField(default=True)),
                ("from_on", models.DateField(blank=True, null=True)),
                ("until_on", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=disclosures.vocabulary.ExportStatus.pairs,
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("size", models.BigIntegerField(default=0)),
                ("root", models.CharField(blank=True, max_length=44)),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("filename", models.CharField(blank=True, max_length=120)),
                ("bytes", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosures.administrativeunit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "-created_at"], name="export_of_unit"),
                    models.Index(
                        condition=models.Q(("status__in", ("queued", "running"))),
                        fields=["created_at"],
                        name="export_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("edition", "public"), ("requested_by__isnull", False), _connector="OR"
                        ),
                        name="export_for_auditors_names_them",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), _negated=True),
                            models.Q(
                                ("sha256__regex", "^[0-9a-f]{64}$"), ("expires_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="export_done_has_its_hash",
                    ),
                ],
            },
        ),
    ]
