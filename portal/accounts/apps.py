"""Identity only: who signs in. What they may do is the domain's matter."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from portal import checks


class AccountsConfig(AppConfig):
    """Registers the accounts under the label `accounts`."""

    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Tell Django of the portal's own checks."""
        register(checks.scanner_is_named, Tags.security, deploy=True)
