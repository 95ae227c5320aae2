"""The words of the search index in their spellings, for completing and mending what is typed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0027_search_rows_hold_what_lists_ask")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("spelling", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("folded", models.CharField(max_length=40)),
                ("notices", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["folded"],
                        name="search_word_folded",
                        opclasses=["varchar_pattern_ops"],
                    )
                ],
            },
        ),
    ]
