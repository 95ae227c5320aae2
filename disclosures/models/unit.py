"""Administrative units of today and before, how one followed another, and their villages."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from disclosures.vocabulary import SuccessionShare, UnitKind, UnitLevel


class UnitQuerySet(models.QuerySet):
    """Units by what they are today."""

    def current(self) -> Self:
        """Units that exist today; only they have an address."""
        return self.filter(valid_to__isnull=True)

    def communes(self) -> Self:
        return self.filter(level=UnitLevel.COMMUNE)

    def provinces(self) -> Self:
        return self.filter(level=UnitLevel.PROVINCE)

    def joined(self) -> Self:
        """Communes that publish on this portal."""
        return self.filter(joined_at__isnull=False)


class AdministrativeUnit(models.Model):
    """A province or commune as it was from one day to another. Written by `load_units`.

    Codes are reused over time, so a unit is known by (code, valid_from). `address_code` is what
    URLs, references and ledger logs use; former units have none.
    """

    code = models.CharField(max_length=5)
    level = models.CharField(max_length=8, choices=UnitLevel.pairs)
    kind = models.CharField(max_length=12, choices=UnitKind.pairs)
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    name_km = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    former_district = models.CharField(max_length=120, blank=True)
    former_province = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    address_code = models.CharField(max_length=8, unique=True, null=True, blank=True)
    slug = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=400, db_collation="C")
    population = models.PositiveIntegerField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    office_address = models.CharField(max_length=200, blank=True)
    office_hours = models.CharField(max_length=200, blank=True)
    joined_at = models.DateField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key",)
        constraints = (
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_one_bearer_a_day"),
            models.CheckConstraint(
                condition=Q(level="province", code__regex="^[0-9]{2}$")
                | Q(level="commune", code__regex="^[0-9]{5}$"),
                name="unit_code_is_official",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True, address_code__isnull=False)
                | Q(valid_to__isnull=False),
                name="unit_of_today_has_address",
            ),
        )
        indexes = (
            models.Index(fields=["folded"], name="unit_folded", opclasses=["varchar_pattern_ops"]),
        )

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        name = "province" if self.level == UnitLevel.PROVINCE else "unit_home"
        return reverse(name, kwargs={"code": self.address_code, "slug": self.slug})


class Succession(models.Model):
    """One former unit and one of the units that took its territory; many-to-many over time."""

    predecessor = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="successions_out"
    )
    successor = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="successions_in"
    )
    effective_on = models.DateField()
    share = models.CharField(max_length=8, choices=SuccessionShare.pairs)
    legal_basis = models.CharField(max_length=200, blank=True)
    legal_grade = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["predecessor", "successor", "effective_on"], name="succession_stated_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="succession_between_two_units"
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Village(models.Model):
    """An ấp, khóm or thôn of a commune; edited by the commune through `change_unit`."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="villages")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, default="ap")
    folded = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    population = models.PositiveIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "name")
        constraints = (models.UniqueConstraint(fields=["unit", "name"], name="village_named_once"),)

    def __str__(self) -> str:
        return self.name
