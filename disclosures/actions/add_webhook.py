"""An operator lets another program be called when notices change."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.errors import Invalid
from disclosures.models import AdministrativeUnit, Webhook
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def add_webhook(*, by: Any, url: str, unit: AdministrativeUnit | None = None) -> Webhook:
    """Call `url` from now on, about one unit (a province: its communes) or about all.

    Raises Invalid for an address that is not https, names somebody who signs in, or is called
    already; NotAllowed. Whether it is a public address is asked again at every call.
    """
    _gate.authorise(Verb.ADD_WEBHOOK, by=by, unit=None)
    problem = _problem(url, unit)
    if problem:
        raise Invalid(_("Not added yet."), problems={"url": problem})
    return Webhook.objects.create(url=url, unit=unit, created_by=by, created_at=clock.now())


def _problem(url: str, unit: AdministrativeUnit | None) -> str | None:
    try:
        URLValidator(schemes=["https"])(url)
        parts = urlsplit(url)
    except (ValidationError, ValueError):
        return _("Write an address that begins with https://.")
    if parts.username or parts.password or len(url) > 500:
        return _("Write an address without a name and password in it.")
    if Webhook.objects.filter(url=url, unit=unit, disabled_at__isnull=True).exists():
        return _("This address is called already.")
    return None
