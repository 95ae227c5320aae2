"""Identity only: who signs in. What they may do is the domain's matter."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Registers the accounts under the label `accounts`."""

    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
