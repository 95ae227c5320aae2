"""Letters remind officials of deadlines, each of each duty once at each mark."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0022_recordings_are_known"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind_code", models.CharField(max_length=64)),
                ("period", models.CharField(max_length=16)),
                ("title", models.CharField(max_length=400)),
                ("due_on", models.DateField()),
                ("days", models.SmallIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_has_its_reason",
        ),
        migrations.AddField(
            model_name="letter",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("announcement__isnull", False),
                        ("comment__isnull", False),
                        ("purpose", "comment"),
                    ),
                    models.Q(
                        ("follower__isnull", False),
                        ("purpose", "confirm"),
                        ("subscription__isnull", False),
                    ),
                    models.Q(("follower__isnull", False), ("purpose", "news")),
                    models.Q(("person__isnull", False), ("purpose", "reminder")),
                    _connector="OR",
                ),
                name="letter_has_its_reason",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="letter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="disclosures.letter",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disclosures.administrativeunit",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("person", "unit", "kind_code", "period", "days"), name="reminder_told_once"
            ),
        ),
    ]
