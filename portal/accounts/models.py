"""The people who sign in: officials, approvers, moderators, auditors, operators."""

import base64
import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


def new_pseudonym() -> str:
    """How the ledger calls a person: `u:` and 8 letters from 40 random bits."""
    return "u:" + base64.b32encode(secrets.token_bytes(5)).decode().lower()


class User(AbstractUser):
    """A member of staff. Deactivated on leaving, never deleted."""

    first_name = None
    last_name = None
    pseudonym = models.CharField(max_length=12, unique=True, default=new_pseudonym, editable=False)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    is_service = models.BooleanField(default=False, editable=False)
    # Sealed under SECRET_KEY; the step accepted last, so that a password counts once.
    second_factor_key = models.CharField(max_length=200, blank=True, editable=False)
    second_factor_step = models.BigIntegerField(default=0, editable=False)
    second_factor_at = models.DateTimeField(null=True, editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                name="user_second_factor_has_key_and_time",
                condition=models.Q(second_factor_at__isnull=True, second_factor_key="")
                | (models.Q(second_factor_at__isnull=False) & ~models.Q(second_factor_key="")),
            )
        ]

    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's, and another one from the day on which a second factor was set up.

        So setting it up or taking it away ends the sessions from before.
        """
        plain: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        if self.second_factor_at is None:
            return plain
        since = f"{plain}{self.second_factor_at.timestamp()}"
        return salted_hmac(
            "portal.accounts.session", since, secret=secret, algorithm="sha256"
        ).hexdigest()


class RecoveryCode(models.Model):
    """A code on paper that stands in for the second factor once; using it deletes the row."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    # Keyed with SECRET_KEY; 50 random bits need no slower digest.
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint("person", "digest", name="recovery_code_once_per_person")
        ]
