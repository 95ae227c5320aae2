"""Have the loudspeaker scripts of notices being posted spoken; safe in several workers at once."""

import hashlib
import logging
from typing import Any

from django.core.management.base import BaseCommand

from disclosures.models import Disclosure, Heartbeat, Recording
from disclosures.print import voice
from disclosures.queries.loudspeaker import (
    SPOKEN_FOR,
    loudspeaker_script,
    recordings_store,
    to_be_spoken,
)
from disclosures.rules import clock
from disclosures.rules.numerals import Dialect

TASK = "make_recordings"
BATCH = 20
logger = logging.getLogger("disclosures.worker")


def make_recordings() -> int:
    """Sounds of words that are new or changed; what has served goes. How many were made.

    Without espeak-ng nothing is made, and what another machine made still goes when its time is
    over.
    """
    now = clock.now()
    for old in Recording.objects.over(now - SPOKEN_FOR):
        forget(old)
    count = 0
    if voice.can_speak():
        for disclosure in to_be_spoken(now, BATCH):
            count += sum(_renew(disclosure, dialect) for dialect in Dialect)
    Heartbeat.objects.update_or_create(task=TASK, defaults={"ran_at": now, "counted": count})
    return count


def forget(recording: Recording) -> None:
    """Delete the row, and the bytes unless another notice says the very same."""
    recording.delete()
    if not Recording.objects.filter(sha256=recording.sha256).exists():
        recordings_store().discard(recording.sha256)


def _renew(disclosure: Disclosure, dialect: Dialect) -> bool:
    """Whether the words had to be spoken anew."""
    now = clock.now()
    words = loudspeaker_script(disclosure, dialect).paragraphs
    digest = voice.digest(words, dialect)
    known = disclosure.recordings.filter(dialect=dialect).first()
    if known is not None and known.digest == digest:
        Recording.objects.filter(pk=known.pk).update(looked_at=now)
        return False
    try:
        spoken = voice.speak(words, dialect)
    except voice.CannotSpeak as error:
        logger.warning("%s %s: %s", disclosure.reference, dialect, error)
        return False
    if known is not None:
        forget(known)
    sha256 = hashlib.sha256(spoken.content).hexdigest()
    recordings_store().put(spoken.content, sha256)
    Recording.objects.update_or_create(
        disclosure=disclosure,
        dialect=dialect,
        defaults={
            "digest": digest,
            "sha256": sha256,
            "media_type": spoken.media_type,
            "size": len(spoken.content),
            "seconds": spoken.seconds,
            "made_at": now,
            "looked_at": now,
        },
    )
    return True


class Command(BaseCommand):
    """Prints how many."""

    help = "Have the scripts of notices being posted spoken by espeak-ng, where it is installed."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{make_recordings()} recordings made")
