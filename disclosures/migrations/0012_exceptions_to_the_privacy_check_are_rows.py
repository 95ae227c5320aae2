"""What looks like private data and is none is written down, with who said so and who agreed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0011_only_a_decision_erases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrivacyOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=32)),
                ("kind", models.CharField(max_length=32)),
                ("salt", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("reason", models.TextField()),
                ("proposed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("proposed_at", "pk"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_needs_four_eyes",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_gives_its_reason",
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "verb__in",
                            (
                                "approve_disclosure",
                                "review_urgent",
                                "withdraw_disclosure",
                                "override_privacy",
                            ),
                        ),
                        _negated=True,
                    ),
                    models.Q(("reason_code", "private_data"), ("verb", "withdraw_disclosure")),
                    models.Q(
                        ("author__isnull", False),
                        models.Q(("author", models.F("by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_needs_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "verb__in",
                            (
                                "return_disclosure",
                                "withdraw_disclosure",
                                "publish_urgently",
                                "override_privacy",
                            ),
                        ),
                        _negated=True,
                    ),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_gives_its_reason",
            ),
        ),
        migrations.AddField(
            model_name="privacyoverride",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="privacyoverride",
            name="decision",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disclosures.decision",
            ),
        ),
        migrations.AddField(
            model_name="privacyoverride",
            name="disclosure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="privacy_overrides",
                to="disclosures.disclosure",
            ),
        ),
        migrations.AddField(
            model_name="privacyoverride",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="privacyoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_by__isnull", True), ("decision__isnull", True)),
                    models.Q(("approved_by__isnull", False), ("decision__isnull", False)),
                    _connector="OR",
                ),
                name="privacy_override_approval_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="privacyoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="privacy_override_needs_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="privacyoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="privacy_override_gives_its_reason",
            ),
        ),
    ]
