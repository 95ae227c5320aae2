"""Where else a notice was made known, whether long enough, and what proves it."""

from dataclasses import dataclass

from disclosures.attachments.store import files
from disclosures.duties import postings as duty
from disclosures.duties.postings import Span, Standing
from disclosures.errors import NotFound
from disclosures.models import AdministrativeUnit, Disclosure, Posting
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """The recorded postings, oldest first, and how each legal minimum stands."""

    records: tuple[Posting, ...]
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a posting as a file that can be served."""

    sha256: str
    media_type: str
    filename: str
    size: int


def posting_facts(disclosure: Disclosure) -> PostingFacts:
    """What the facts card and the workbench show alike. One query."""
    records = tuple(disclosure.postings.select_related("end", "version"))
    spans = [Span(one.channel, one.begins_on, one.ended_on) for one in records]
    return PostingFacts(records, duty.standings(disclosure.kind.body, spans, clock.today()))


def posting_of(unit: AdministrativeUnit | None, pk: int) -> Posting:
    """A posting of the unit's own notices. Raises NotFound."""
    known = Posting.objects.select_related(
        "end", "version", "disclosure__unit__parent", "disclosure__kind",
        "disclosure__current_version",
    )  # fmt: skip
    found = known.filter(pk=pk, disclosure__unit=unit).first()
    if found is None or unit is None:
        raise NotFound
    return found


def photo_of(posting: Posting) -> Photo:
    """The photo of a posting. Raises NotFound where none was kept."""
    if not posting.photo_sha256:
        raise NotFound
    try:
        size = files().size(posting.photo_sha256)
    except FileNotFoundError as error:
        raise NotFound from error
    name = f"anh-niem-yet-{posting.pk}.{posting.photo_media_type.removeprefix('image/')}"
    return Photo(posting.photo_sha256, posting.photo_media_type, name, size)


def versions_of(disclosure: Disclosure) -> tuple[int, ...]:
    """The numbers of the versions that were published, newest first. One query."""
    published = disclosure.versions.filter(status=DisclosureStatus.PUBLISHED)
    return tuple(published.order_by("-number").values_list("number", flat=True))
