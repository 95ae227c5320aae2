"""The one domain app: commune disclosures and everything said about them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosuresConfig(AppConfig):
    """Registers the domain under the label `disclosures`."""

    name = "disclosures"
    verbose_name = _("Commune disclosures")
