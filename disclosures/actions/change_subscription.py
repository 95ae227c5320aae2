"""A follower wants to be told more or less often."""

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate, _subscription
from disclosures.errors import Invalid, NotFound, WrongState
from disclosures.models import Subscription
from disclosures.vocabulary import Frequency, Verb


@transaction.atomic(durable=True)
def change_subscription(
    *, by: None, token: str, subscription: Subscription, frequency: str
) -> Subscription:
    """Set the frequency; what already waits for a letter comes as it was promised.

    Raises NotFound unless `token` opens the page of the subscription's follower, Invalid,
    WrongState for signed roots, which come each day.
    """
    _gate.open_to_anyone(Verb.CHANGE_SUBSCRIPTION)
    follower = _subscription.follower_of(token)
    if subscription.follower_id != follower.pk:
        raise NotFound
    if subscription.is_of_roots:
        raise WrongState(_("Signed roots come once a day."))
    if frequency not in Frequency.values:
        raise Invalid(_("Not changed yet."), problems={"frequency": _("Choose how often.")})
    subscription.frequency = frequency
    subscription.save(update_fields=["frequency"])
    return subscription
