"""Somebody asks to be told of news by e-mail or in a browser.

A mail address may be somebody else's: nothing is told before it says yes. A browser has asked its
owner before it gave its address away.
"""

import datetime as dt
from dataclasses import asdict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.errors import Invalid, NotFound
from disclosures.forms.values import Browser, Selection
from disclosures.models import Follower, Letter, Subscription
from disclosures.models.subscription import new_seed
from disclosures.rules import browsers, clock
from disclosures.rules.tokens import token, token_hash
from disclosures.vocabulary import DisclosureStatus, Frequency, LetterPurpose, Verb

# What strangers can make the portal send to one address in a day, and leave waiting there.
LETTERS_A_DAY = 5
UNCONFIRMED = 10
# What one browser may follow: a person's interests, not a collection.
MOST_IN_A_BROWSER = 50


@transaction.atomic(durable=True)
def subscribe(
    *,
    by: None,
    selection: Selection,
    frequency: str,
    language: str,
    email: str = "",
    browser: Browser | None = None,
) -> Subscription | None:
    """Keep the wish of an address, with one letter in the outbox that asks to confirm it; that of
    a `browser` counts at once.

    Who follows the same already gets a letter that says so. None, without a word to the sender,
    once an address had five such letters in a day, or a browser follows fifty things. Raises
    Invalid for an unusable address or browser, an empty selection or an unknown frequency,
    NotFound for a notice that may not be shown.
    """
    _gate.open_to_anyone(Verb.SUBSCRIBE)
    now = clock.now()
    problems = _problems_of_browser(browser) if browser else _problems_of_address(email.strip())
    _check(problems, selection, frequency, now)
    if browser is not None:
        return _told_in(browser, selection, frequency, language, now)
    follower = _follower(language, now, email=email.strip())
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


def _told_in(
    browser: Browser, selection: Selection, frequency: str, language: str, now: dt.datetime
) -> Subscription | None:
    if selection.is_of_roots:
        # A signed root is to lie where nobody reaches it; a browser's message is gone when read.
        raise Invalid(_("Signed roots go to mailboxes alone."))
    follower = _follower(language, now, **asdict(browser))
    if follower.subscriptions.count() >= MOST_IN_A_BROWSER:
        return None
    subscription = _subscription(follower, selection, frequency, now)
    subscription.frequency = frequency
    subscription.confirmed_at = subscription.confirmed_at or now
    subscription.save(update_fields=["frequency", "confirmed_at"])
    return subscription


def _problems_of_address(email: str) -> dict[str, str]:
    try:
        validate_email(email)
    except ValidationError:
        return {"email": _("Write the address like ten@example.vn.")}
    return {}


def _problems_of_browser(browser: Browser) -> dict[str, str]:
    known = browsers.is_push_address(browser.endpoint, settings.PUSH_SERVICES)
    if not settings.VAPID_PRIVATE_KEY or not known:
        return {"browser": _("The portal does not write to the service of this browser.")}
    if not browsers.are_keys(browser.p256dh, browser.auth):
        return {"browser": _("The browser gave no key to write with. Try again.")}
    return {}


def _check(
    problems: dict[str, str], selection: Selection, frequency: str, now: dt.datetime
) -> None:
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


def _follower(language: str, now: dt.datetime, **reached: str) -> Follower:
    """The follower who is reached like this, made where there is none, locked."""
    seed = new_seed()
    fresh = Follower(
        **reached,
        language=language,
        seed=seed,
        token_hash=token_hash(token("follower", seed)),
        created_at=now,
    )
    # Two forms sent at once make one follower: the second insertion does nothing.
    Follower.objects.bulk_create([fresh], ignore_conflicts=True)
    known = Follower.objects.select_for_update()
    if "email" in reached:
        return known.get(email__iexact=reached["email"])
    found = known.get(endpoint=reached["endpoint"])
    # Keys may be new where a browser was set up anew.
    Follower.objects.filter(pk=found.pk).update(**reached, language=language, refusals=0)
    return found


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
