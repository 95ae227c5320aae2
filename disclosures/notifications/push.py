"""Messages to browsers: letters of the same outbox, encrypted, each once.

RFC 8030 (how a message is handed over), RFC 8291 (how it is encrypted), RFC 8292 (how the portal
says who it is). The browser's own service passes on what it cannot read.
"""

import json
import logging
import secrets
import time
from collections import Counter
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import DatabaseError
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from py_vapid import Vapid02

from disclosures.models import Follower, Letter
from disclosures.notifications import news, outbox, outward
from disclosures.notifications.news import NewsItem
from disclosures.rules import browsers, clock
from disclosures.vocabulary import LetterOutcome

logger = logging.getLogger("disclosures.push")

# How long a service keeps a message for a device that is off: who looks later looks at the page.
KEPT_SECONDS = 3 * 24 * 3600
# For how long a signature holds; RFC 8292 allows a day.
SIGNED_SECONDS = 12 * 3600
# A service may refuse what is longer than 4,096 bytes; encryption adds 103.
TITLE, BODY = 150, 400
NAMED = 3
# The browser took its permission back, or was removed.
GONE = frozenset({404, 410})
LATER = frozenset({0, 408, 429})
# A browser whose service refused so often in a row is forgotten, as a mail address is.
REFUSALS = 3


def is_set_up() -> bool:
    """Whether the portal has a key to say who it is."""
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """The key that a browser is asked to take messages from; empty where there is none."""
    if not is_set_up():
        return ""
    point = _signer().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return browsers.encoded(point)


def _signer() -> Vapid02:
    signer = Vapid02.from_raw(settings.VAPID_PRIVATE_KEY.encode())
    # A demo's address has no TLS, which the library insists on and RFC 8292 does not.
    signer.conf = {"no-strict": True}
    return signer


def push_waiting(seconds: float) -> Counter[str]:
    """Hand over what waits for at most `seconds`; counts by outcome."""
    counts: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    while is_set_up() and time.monotonic() < ends:
        with outbox.next_letter(clock.now(), to_browsers=True) as letter:
            if letter is None:
                break
            counts[_tried(letter)] += 1
    return counts


def _tried(letter: Letter) -> str:
    """What became of one message. One that cannot be made must not hold up those behind it."""
    try:
        return _pushed(letter)
    except DatabaseError:
        raise
    except Exception as mistake:
        logger.error("Message %s cannot be made (%s).", letter.pk, type(mistake).__name__)
        outbox.put_off(letter, clock.now())
        return str(letter.outcome)


def _pushed(letter: Letter) -> str:
    """What became of one message."""
    now = clock.now()
    follower = letter.follower
    with translation.override(follower.language):
        deliveries = letter.deliveries.select_related("announcement").order_by("announcement_id")
        told = news.items(list(deliveries), now)
        message = _message(letter, told) if told else b""
    if not message:
        outbox.settle(letter, LetterOutcome.DROPPED, now)
        return LetterOutcome.DROPPED
    status = _handed_over(letter, follower, message)
    if 200 <= status < 300:
        Follower.objects.filter(pk=follower.pk, refusals__gt=0).update(refusals=0)
        outbox.settle(letter, LetterOutcome.SENT, now)
        return LetterOutcome.SENT
    if status in LATER or status >= 500:
        outbox.put_off(letter, now)
        return str(letter.outcome)
    outbox.settle(letter, LetterOutcome.FAILED, now)
    Follower.objects.filter(pk=follower.pk).update(refusals=F("refusals") + 1)
    over = Follower.objects.filter(pk=follower.pk)
    (over if status in GONE else over.filter(refusals__gte=REFUSALS)).delete()
    return LetterOutcome.FAILED


def _message(letter: Letter, told: list[NewsItem]) -> bytes:
    """What the browser shows: nothing that is not on a public page."""
    if len(told) == 1:
        (item,) = told
        title, url = news.about(item), item.url
        body = " · ".join(filter(None, (item.unit_name, item.kind_title)))
    else:
        title = _("%(count)d notices with news") % {"count": len(told)}
        url = settings.SITE_URL + reverse("home")
        body = "\n".join(item.title for item in told[:NAMED])
    shown = {
        "title": title[:TITLE],
        "body": body[:BODY],
        "url": url.removeprefix(settings.SITE_URL),
        # A message that had to be repeated takes the place of the first.
        "tag": str(letter.pk),
        "lang": translation.get_language(),
    }
    return json.dumps(shown, ensure_ascii=False).encode()


def _handed_over(letter: Letter, follower: Follower, message: bytes) -> int:
    """The status that the service answered; 0 where nobody did."""
    if not browsers.is_push_address(follower.endpoint, settings.PUSH_SERVICES):
        return 404
    service = urlsplit(follower.endpoint)
    claims = {
        "aud": f"{service.scheme}://{service.netloc}",
        # By the clock of the machine: a sample's own clock may stand elsewhere.
        "exp": int(time.time()) + SIGNED_SECONDS,
        "sub": settings.SITE_URL,
    }
    headers = {
        **_signer().sign(claims),
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT_SECONDS),
        # While the device is off, a repeated message takes the place of the first.
        "Topic": browsers.encoded(letter.pk.bytes),
    }
    encrypted = http_ece.encrypt(
        message,
        salt=secrets.token_bytes(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=browsers.decoded(follower.p256dh),
        auth_secret=browsers.decoded(follower.auth),
        version="aes128gcm",
    )
    try:
        return outward.post(follower.endpoint, encrypted, headers)
    except outward.Unreachable as reason:
        # Not the address: whoever has it could find the browser's owner again.
        logger.info("Message %s: %s", letter.pk, reason)
        return 0
