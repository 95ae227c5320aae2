"""An operator ends the calls to another program."""

from typing import Any

from django.db import transaction

from disclosures.actions import _gate
from disclosures.models import Webhook
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def end_webhook(*, by: Any, webhook: Webhook) -> None:
    """Forget the address with every call that still waits. Raises NotAllowed."""
    _gate.authorise(Verb.END_WEBHOOK, by=by, unit=None)
    Webhook.objects.filter(pk=webhook.pk).delete()
