"""What the verbs of following share: finding by token, forgetting an address with its last wish."""

from disclosures.errors import NotFound
from disclosures.models import Follower, Subscription
from disclosures.rules.tokens import token_hash


def follower_of(token: str) -> Follower:
    """The follower whose page `token` opens, locked. Raises NotFound."""
    found = Follower.objects.select_for_update().filter(token_hash=token_hash(token)).first()
    if found is None:
        raise NotFound
    return found


def subscription_of(token: str) -> Subscription:
    """The subscription that `token` is about, its follower locked. Raises NotFound."""
    found = Subscription.objects.filter(token_hash=token_hash(token)).first()
    if found is None:
        raise NotFound
    # The follower is the root: two clicks at once wait for each other here.
    Follower.objects.select_for_update().filter(pk=found.follower_id).first()
    found = Subscription.objects.select_related("follower").filter(pk=found.pk).first()
    if found is None:
        raise NotFound
    return found


def forget_if_idle(follower: Follower) -> None:
    """Delete the address, with all letters to it, once nothing is followed with it."""
    if not follower.subscriptions.exists():
        follower.delete()
