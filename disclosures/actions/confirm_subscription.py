"""The owner of an address says yes to what was asked for in its name."""

from django.db import transaction

from disclosures.actions import _gate, _subscription
from disclosures.models import Subscription
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def confirm_subscription(*, by: None, token: str) -> Subscription:
    """From now on the subscription counts; a second yes changes nothing.

    The token came by letter: whoever holds it reads that address. Raises NotFound.
    """
    _gate.open_to_anyone(Verb.CONFIRM_SUBSCRIPTION)
    subscription = _subscription.subscription_of(token)
    if subscription.confirmed_at is None:
        subscription.confirmed_at = clock.now()
        subscription.save(update_fields=["confirmed_at"])
    return subscription
