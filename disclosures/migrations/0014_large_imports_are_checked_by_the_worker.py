from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0013_exceptions_to_the_privacy_check_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="importsession",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="importsession",
            name="begun_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="importsession",
            name="outcome",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="importsession",
            name="progress",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="importsession",
            name="row_count",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
