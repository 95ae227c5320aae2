"""Calls other programs when a notice changes: signed, repeated with growing waits, given up.

Signed as Standard Webhooks (standardwebhooks.com) asks, so that its libraries verify our calls.
A call names what happened and where; the words are fetched from the API, under its visibility.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
import logging
import time
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from disclosures.models import Announcement, Disclosure, Webhook, WebhookCall
from disclosures.notifications import outward
from disclosures.notifications.outbox import WAITS
from disclosures.rules import clock
from disclosures.rules.tokens import token
from disclosures.vocabulary import Announced, LetterOutcome

logger = logging.getLogger("disclosures.webhooks")

EVENTS = {
    Announced.PUBLISHED: "disclosure.published",
    Announced.AMENDED: "disclosure.amended",
    Announced.SUPERSEDED: "disclosure.superseded",
    Announced.WITHDRAWN: "disclosure.withdrawn",
}
GONE = 410


def signing_key(webhook: Webhook) -> str:
    """The key that the receiver verifies with, as its operator is given it."""
    return "whsec_" + base64.b64encode(_key(webhook)).decode()


def _key(webhook: Webhook) -> bytes:
    return hashlib.sha256(token("webhook", webhook.seed).encode()).digest()


def spread(announcement: Announcement, now: dt.datetime) -> int:
    """A call for each webhook that hears of it; once, however often it is asked."""
    if announcement.what not in EVENTS:
        return 0
    hearing = Webhook.objects.filter(
        Q(unit__isnull=True) | Q(unit=announcement.unit) | Q(unit=announcement.unit.parent_id),
        disabled_at__isnull=True,
        created_at__lte=announcement.at,
    )
    calls = [
        WebhookCall(webhook=webhook, announcement=announcement, next_try_at=now)
        for webhook in hearing
    ]
    return len(WebhookCall.objects.bulk_create(calls, ignore_conflicts=True))


def call_waiting(seconds: float) -> Counter[str]:
    """Make the calls that are due for at most `seconds`; counts by outcome."""
    counts: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with transaction.atomic():
            call = (
                WebhookCall.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("webhook", "announcement__disclosure__unit")
                .filter(outcome=LetterOutcome.WAITING, next_try_at__lte=clock.now())
                .order_by("next_try_at")
                .first()
            )
            if call is None:
                break
            counts[_made(call)] += 1
    return counts


def _made(call: WebhookCall) -> str:
    """Make one call; what became of it."""
    now = clock.now()
    notice = call.announcement.disclosure
    is_shown = Disclosure.objects.visible(now).filter(pk=call.announcement.disclosure_id).exists()
    if call.webhook.disabled_at is not None or not is_shown or notice is None:
        return _settle(call, LetterOutcome.DROPPED, now)
    body = payload(call)
    try:
        status = outward.post(call.webhook.url, body, signed(call, body, now))
    except outward.Unreachable as reason:
        logger.info("Webhook %s: %s", call.webhook_id, reason)
        status = 0
    call.webhook.last_status = status
    if 200 <= status < 300:
        call.webhook.last_success_at = now
        call.webhook.save(update_fields=["last_status", "last_success_at"])
        return _settle(call, LetterOutcome.SENT, now)
    if status == GONE or call.attempts >= len(WAITS):
        call.webhook.disabled_at = now
        call.webhook.save(update_fields=["last_status", "disabled_at"])
        return _settle(call, LetterOutcome.FAILED, now)
    call.webhook.save(update_fields=["last_status"])
    call.next_try_at = now + WAITS[call.attempts]
    call.attempts += 1
    call.save(update_fields=["next_try_at", "attempts"])
    return str(LetterOutcome.WAITING)


def _settle(call: WebhookCall, outcome: LetterOutcome, now: dt.datetime) -> str:
    call.outcome = outcome
    call.done_at = now
    call.save(update_fields=["outcome", "done_at"])
    return str(outcome)


def payload(call: WebhookCall) -> bytes:
    """What happened to which notice; no title and no words, for they may be gone tomorrow."""
    told = call.announcement
    notice = told.disclosure
    body = {
        "type": EVENTS[Announced(told.what)],
        "timestamp": told.at.isoformat(),
        "data": {
            "reference": notice.reference,
            "unit": notice.unit.address_code,
            "kind": notice.kind_code,
            "url": settings.SITE_URL + notice.get_absolute_url(),
            "api_url": f"{settings.SITE_URL}/api/v1/disclosures/{notice.reference}",
        },
    }
    return json.dumps(body, ensure_ascii=False).encode()


def signed(call: WebhookCall, body: bytes, now: dt.datetime) -> dict[str, str]:
    """The headers of a call: its id, the moment, and HMAC-SHA256 over id, moment and body."""
    moment = str(int(now.timestamp()))
    content = f"{call.pk}.{moment}.".encode() + body
    digest = hmac.new(_key(call.webhook), content, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "cong-khai-xa",
        "webhook-id": str(call.pk),
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
