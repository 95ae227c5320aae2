"""Kinds of disclosure and their tables: the law as dated records, loaded from the catalogue."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language

from disclosures.vocabulary import Certainty, CommentMode, PrivacyLevel, RecordOrigin


class DatedQuerySet(models.QuerySet):
    """Records that hold for a span of days."""

    def valid_on(self, day: dt.date) -> Self:
        """Records in force on `day`."""
        return self.filter(
            Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        )


class DatedRecord(models.Model):
    """One dated record of the catalogue; a newer one is added, an old one is never rewritten.

    `body` holds the whole record as checked by `disclosures.catalogue.check`; the columns beside
    it are copies for the database to select by.
    """

    code = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    title_vi = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    title_km = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=16, choices=Certainty.pairs)
    origin = models.CharField(max_length=16, choices=RecordOrigin.pairs, default=RecordOrigin.FILE)
    body = models.JSONField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language, Vietnamese where it has none."""
        return getattr(self, f"title_{get_language() or 'vi'}", "") or self.title_vi

    @property
    def title_lang(self) -> str:
        """The language `title` is really in, for the `lang` attribute."""
        language = get_language() or "vi"
        return language if getattr(self, f"title_{language}", "") else "vi"


class Kind(DatedRecord):
    """A kind of disclosure that the law names, as it holds from one day to another."""

    slug = models.CharField(max_length=80)
    group = models.CharField(max_length=32)
    position = models.PositiveSmallIntegerField(default=0)
    privacy_level = models.CharField(max_length=2, choices=PrivacyLevel.pairs)
    comment_mode = models.CharField(max_length=24, choices=CommentMode.pairs)
    comment_min_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("group", "position", "code")
        constraints = (
            models.UniqueConstraint(fields=["code", "valid_from"], name="kind_one_record_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="kind_ends_after_it_begins",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("kind", kwargs={"slug": self.slug})

    def tables_for(self, fiscal_year: int | None) -> list[dict[str, Any]]:
        """The declared tables that apply to a fiscal year, in the order of the form."""
        return [
            table
            for table in self.body.get("tables", [])
            if fiscal_year is None
            or (table.get("fiscal_year_from") or 0)
            <= fiscal_year
            <= (table.get("fiscal_year_to") or 9999)
        ]


class TableSchema(DatedRecord):
    """The declared columns of one table (Table Schema with our extensions in `body`)."""

    class Meta:
        ordering = ("code", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="table_schema_one_record_a_day"
            ),
        )
