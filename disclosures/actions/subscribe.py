"""Somebody asks to be told of news by e-mail; nothing is told before the address says yes."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.errors import Invalid, NotFound
from disclosures.forms.values import Selection
from disclosures.models import Follower, Letter, Subscription
from disclosures.models.subscription import new_seed
from disclosures.rules import clock
from disclosures.rules.tokens import token, token_hash
from disclosures.vocabulary import DisclosureStatus, Frequency, LetterPurpose, Verb

# What strangers can make the portal send to one address in a day, and leave waiting there.
LETTERS_A_DAY = 5
UNCONFIRMED = 10


@transaction.atomic(durable=True)
def subscribe(
    *, by: None, email: str, selection: Selection, frequency: str, language: str
) -> Subscription | None:
    """Keep the wish and put one letter into the outbox that asks the address to confirm it.

    Who follows the same already gets a letter that says so. None, without a word to the sender,
    once an address had five such letters in a day. Raises Invalid for an unusable address, an
    empty selection or an unknown frequency, NotFound for a notice that may not be shown.
    """
    _gate.open_to_anyone(Verb.SUBSCRIBE)
    now = clock.now()
    _check(email, selection, frequency, now)
    follower = _follower(email.strip(), language, now)
    asked = follower.letters.filter(
        purpose=LetterPurpose.CONFIRM, created_at__gt=now - dt.timedelta(days=1)
    ).count()
    waiting = follower.subscriptions.filter(confirmed_at__isnull=True).count()
    if asked >= LETTERS_A_DAY or waiting >= UNCONFIRMED:
        return None
    subscription = _subscription(follower, selection, frequency, now)
    Letter.objects.create(
        purpose=LetterPurpose.CONFIRM,
        follower=follower,
        subscription=subscription,
        created_at=now,
        next_try_at=now,
    )
    return subscription


def _check(email: str, selection: Selection, frequency: str, now: dt.datetime) -> None:
    problems = {}
    try:
        validate_email(email.strip())
    except ValidationError:
        problems["email"] = _("Write the address like ten@example.vn.")
    if frequency not in Frequency.values:
        problems["frequency"] = _("Choose how often.")
    if problems:
        raise Invalid(_("Not asked yet."), problems=problems)
    about = (selection.unit, selection.topics, selection.q, selection.disclosure)
    if not any(about) and not selection.is_of_roots:
        raise Invalid(_("Choose what you want to hear of."))
    notice = selection.disclosure
    if notice and (not notice.is_visible_at(now) or notice.status == DisclosureStatus.WITHDRAWN):
        raise NotFound


def _follower(email: str, language: str, now: dt.datetime) -> Follower:
    """The follower with this address, made where there is none, locked."""
    seed = new_seed()
    fresh = Follower(
        email=email,
        language=language,
        seed=seed,
        token_hash=token_hash(token("follower", seed)),
        created_at=now,
    )
    # Two forms sent at once make one follower: the second insertion does nothing.
    Follower.objects.bulk_create([fresh], ignore_conflicts=True)
    return Follower.objects.select_for_update().get(email__iexact=email)


def _subscription(
    follower: Follower, selection: Selection, frequency: str, now: dt.datetime
) -> Subscription:
    seed = new_seed()
    found, is_new = Subscription.objects.get_or_create(
        follower=follower,
        unit=selection.unit,
        village=selection.village,
        topics=sorted(selection.topics),
        q=selection.q,
        disclosure=selection.disclosure,
        is_of_roots=selection.is_of_roots,
        defaults={
            "frequency": frequency,
            "seed": seed,
            "token_hash": token_hash(token("subscription", seed)),
            "created_at": now,
        },
    )
    if not is_new and found.confirmed_at is None:
        found.frequency = frequency
        found.save(update_fields=["frequency"])
    return found
