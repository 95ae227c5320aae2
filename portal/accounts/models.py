"""The people who sign in: officials, approvers, moderators, auditors, operators."""

import base64
import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models
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

    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
