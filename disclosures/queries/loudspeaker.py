"""What the loudspeaker reads of a notice, from public words alone; rows are never read out."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from disclosures.attachments.store import FileStore, files
from disclosures.models import Disclosure, Recording
from disclosures.print import voice
from disclosures.print.script import Script, Told, script
from disclosures.rules import clock
from disclosures.rules.numerals import Dialect
from disclosures.vocabulary import PostingStatus

# Loudspeakers read a notice in its first days; later nobody needs the sound.
SPOKEN_FOR = dt.timedelta(days=30)


def recordings_store() -> FileStore:
    """Where the sounds lie: apart from files, since each can be made again."""
    return files("loa")


def recording_of(disclosure: Disclosure, said: Script, dialect: Dialect) -> Recording | None:
    """The sound of exactly these words, if it was made. One query."""
    digest = voice.digest(said.paragraphs, dialect)
    return disclosure.recordings.filter(dialect=dialect, digest=digest).first()


def to_be_spoken(now: dt.datetime, most: int) -> Iterator[Disclosure]:
    """Notices being posted whose sound is missing or was not compared since a change or today."""
    fresh = Recording.objects.filter(
        disclosure=OuterRef("pk"),
        looked_at__gt=dt.datetime.combine(clock.day_of(now), dt.time(), clock.VIETNAM),
    ).filter(looked_at__gte=OuterRef("modified_at"))
    waiting = Disclosure.objects.readable(now).filter(
        ~Exists(fresh.filter(dialect=Dialect.SOUTH)) | ~Exists(fresh.filter(dialect=Dialect.NORTH)),
        posting_status=PostingStatus.OPEN,
        publish_at__gte=now - SPOKEN_FOR,
    )
    related = waiting.select_related("unit__parent", "kind", "current_version")
    yield from related.newest_first()[:most]


def loudspeaker_script(disclosure: Disclosure, dialect: Dialect) -> Script:
    """The script of the latest version. No query."""
    version = disclosure.current_version
    today = clock.today()
    posted = disclosure.posting_ends_on if disclosure.posting_is_open(today) else None
    comments = disclosure.comments_close_on if disclosure.takes_comments(today) else None
    told = Told(
        organ=f"Ủy ban nhân dân {disclosure.unit.full_name}",
        title=version.title,
        summary=version.summary.strip(),
        paragraphs=tuple(part.strip() for part in version.body.split("\n\n") if part.strip()),
        posted_until=posted,
        comments_until=comments,
        phone=disclosure.unit.phone,
    )
    return script(told, dialect)
