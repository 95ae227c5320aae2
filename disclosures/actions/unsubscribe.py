"""A follower wants to hear no more: of one thing, or of anything."""

from django.db import transaction

from disclosures.actions import _gate, _subscription
from disclosures.models import Follower, Subscription
from disclosures.rules.tokens import token_hash
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def unsubscribe(*, by: None, token: str, subscription: Subscription | None = None) -> int:
    """End what the token is about; how many subscriptions ended.

    A subscription's token ends that one; a follower's ends all, or the one of theirs that is
    named. An unknown or used token ends nothing and is no error: the wish is fulfilled. With its
    last subscription the address is deleted, with every letter that still waited for it.
    """
    _gate.open_to_anyone(Verb.UNSUBSCRIBE)
    hashed = token_hash(token)
    ending = Subscription.objects.filter(token_hash=hashed)
    if not ending.exists():
        ending = Subscription.objects.filter(follower__token_hash=hashed)
        if subscription is not None:
            ending = ending.filter(pk=subscription.pk)
    followers = list(
        Follower.objects.select_for_update().filter(
            pk__in=ending.values_list("follower", flat=True)
        )
    )
    ended = len(ending)
    ending.delete()
    for follower in followers:
        _subscription.forget_if_idle(follower)
    return ended
