"""A posting knows its version, hours, sheets and photo, and the day on which it was taken down."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
ALTER TABLE disclosures_postingend ADD CONSTRAINT postingend_has_its_entry
    FOREIGN KEY (entry_log, entry_idx) REFERENCES ledger_entry (log_id, idx)
    DEFERRABLE INITIALLY DEFERRED;
CREATE TRIGGER postingend_is_append_only BEFORE UPDATE OR DELETE ON disclosures_postingend
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE disclosures_postingend ENABLE ALWAYS TRIGGER postingend_is_append_only;
"""
UNGUARD = """
DROP TRIGGER postingend_is_append_only ON disclosures_postingend;
ALTER TABLE disclosures_postingend DROP CONSTRAINT postingend_has_its_entry;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0018_a_rule_erases_what_was_never_shown"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="hours",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TimeField(), blank=True, default=list
            ),
        ),
        migrations.AddField(
            model_name="posting",
            name="photo_media_type",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="posting",
            name="photo_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="posting",
            name="present",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="posting",
            name="sheets",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="posting",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disclosures.version",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("photo_media_type", ""), ("photo_sha256", "")),
                    models.Q(
                        ("photo_media_type__startswith", "image/"),
                        ("photo_sha256__regex", "^[0-9a-f]{64}$"),
                    ),
                    _connector="OR",
                ),
                name="posting_photo_is_whole",
            ),
        ),
        migrations.CreateModel(
            name="PostingEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry_log", models.BigIntegerField(editable=False)),
                ("entry_idx", models.BigIntegerField(editable=False)),
                ("ended_on", models.DateField()),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "posting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="disclosures.posting",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
