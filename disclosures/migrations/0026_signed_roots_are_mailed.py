"""Whoever wants to keep signed roots is sent them by e-mail, once a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0025_files_are_read_by_page"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_has_its_reason",
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_asked_once",
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_is_about_something",
        ),
        migrations.AddField(
            model_name="letter",
            name="day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="subscription",
            name="is_of_roots",
            field=models.BooleanField(default=False),
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
                    models.Q(
                        ("day__isnull", False), ("follower__isnull", False), ("purpose", "roots")
                    ),
                    _connector="OR",
                ),
                name="letter_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("follower", "day"), name="letter_of_roots_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                fields=("follower", "unit", "village", "topics", "q", "disclosure", "is_of_roots"),
                name="subscription_asked_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit__isnull", False),
                    ("disclosure__isnull", False),
                    models.Q(("q", ""), _negated=True),
                    models.Q(("topics", []), _negated=True),
                    ("is_of_roots", True),
                    _connector="OR",
                ),
                name="subscription_is_about_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_of_roots", False),
                    models.Q(
                        ("disclosure", None),
                        ("frequency", "daily"),
                        ("q", ""),
                        ("topics", []),
                        ("village", ""),
                    ),
                    _connector="OR",
                ),
                name="subscription_of_roots_is_daily",
            ),
        ),
    ]
