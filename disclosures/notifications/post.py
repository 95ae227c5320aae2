"""Hands letters to the mail server, each once; what it says decides what becomes of the letter."""

import contextlib
import logging
import smtplib
import time
from collections import Counter
from typing import Any

from django.core.mail import mailers
from django.db import DatabaseError
from django.db.models import F

from disclosures.models import Follower, Letter
from disclosures.notifications import letters, outbox
from disclosures.rules import clock
from disclosures.vocabulary import LetterOutcome

logger = logging.getLogger("disclosures.post")

# An address that the server refused so often in a row is gone; it is forgotten.
REFUSALS = 3


def is_set_up() -> bool:
    """Whether the portal has a mail server at all."""
    return "default" in mailers


def send_waiting(seconds: float) -> Counter[str]:
    """Send what waits for at most `seconds`, over one connection; counts by outcome.

    A server that is away ends the round: nothing is counted against the letters.
    """
    counts: Counter[str] = Counter()
    if not is_set_up():
        return counts
    ends = time.monotonic() + seconds
    connection = mailers.default
    with contextlib.closing(connection):
        while time.monotonic() < ends:
            with outbox.next_letter(clock.now()) as letter:
                if letter is None:
                    break
                outcome = _send(letter, connection)
            if outcome is None:
                counts["away"] += 1
                break
            counts[outcome] += 1
    return counts


def _send(letter: Letter, connection: Any) -> str | None:
    """The outcome; "waiting" when it was put off, None when the server is away."""
    now = clock.now()
    try:
        message = letters.compose(letter, now)
    except DatabaseError:
        raise
    except Exception as mistake:
        # One letter that cannot be written must not hold up all the others behind it.
        logger.error("Letter %s cannot be written (%s).", letter.pk, type(mistake).__name__)
        outbox.put_off(letter, now)
        return str(letter.outcome)
    if message is None:
        outbox.settle(letter, LetterOutcome.DROPPED, now)
        return LetterOutcome.DROPPED
    try:
        connection.open()
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refusal:
        # Not the exception's text: it holds the address.
        codes = [code for code, _words in refusal.recipients.values()]
        return _refused(letter, permanent=all(code >= 500 for code in codes))
    except smtplib.SMTPResponseException as refusal:
        if isinstance(refusal, smtplib.SMTPConnectError | smtplib.SMTPHeloError):
            return _away(connection, refusal)
        return _refused(letter, permanent=refusal.smtp_code >= 500)
    except (smtplib.SMTPException, OSError) as trouble:
        return _away(connection, trouble)
    outbox.settle(letter, LetterOutcome.SENT, now)
    if letter.follower_id is not None:
        Follower.objects.filter(pk=letter.follower_id, refusals__gt=0).update(refusals=0)
    return LetterOutcome.SENT


def _away(connection: Any, trouble: Exception) -> None:
    logger.warning("The mail server does not answer (%s).", type(trouble).__name__)
    with contextlib.suppress(smtplib.SMTPException, OSError):
        connection.close()


def _refused(letter: Letter, *, permanent: bool) -> str:
    now = clock.now()
    if not permanent:
        outbox.put_off(letter, now)
        return str(letter.outcome)
    outbox.settle(letter, LetterOutcome.FAILED, now)
    if letter.follower_id is not None:
        Follower.objects.filter(pk=letter.follower_id).update(refusals=F("refusals") + 1)
        Follower.objects.filter(pk=letter.follower_id, refusals__gte=REFUSALS).delete()
    return LetterOutcome.FAILED
