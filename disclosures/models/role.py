"""Who holds which role where."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from disclosures.models.entry import RecordedModel
from disclosures.vocabulary import Role


class RoleQuerySet(models.QuerySet):
    """Grants that hold."""

    def current(self) -> Self:
        """Not revoked."""
        return self.filter(revoked_at__isnull=True)


class RoleAssignment(RecordedModel):
    """A grant (person, role, unit); no unit means the whole portal. Revoked, never deleted."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_assignments"
    )
    role = models.CharField(max_length=16, choices=Role.pairs)
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, null=True, related_name="+"
    )
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                name="role_granted_once",
                condition=Q(revoked_at__isnull=True),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.unit_id or ''}"

    def held_at(self, now: dt.datetime) -> bool:
        return self.granted_at <= now and (self.revoked_at is None or self.revoked_at > now)
