"""Where a person appears in postings, their photos, and reasons why nothing was due."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from disclosures.models import AdministrativeUnit, NothingDue, Posting, PostingEnd
from disclosures.queries.person_places import MOST, Place, excerpt_of, matching
from disclosures.search.fold import fold_letters


def find(unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    """The places of the folded words `wanted`. Three queries."""
    yield from _postings(unit, wanted)
    yield from _ends(unit, wanted)
    yield from _declared(unit, wanted)


def described(word: list[str], unit: AdministrativeUnit) -> Place | None:
    """What stands now at the place; None where nothing does. One query."""
    match word:
        case ["posting", pk, name] if name in ("place", "note", "photo"):
            postings = Posting.objects.filter(disclosure__unit=unit, pk=pk)
            posting = postings.select_related("version").first()
            return _posting(posting, name) if posting else None
        case ["posting_end", pk]:
            end = PostingEnd.objects.filter(posting__disclosure__unit=unit, pk=pk).first()
            return _end(end) if end else None
        case ["nothing_due", pk]:
            told = NothingDue.objects.filter(unit=unit, pk=pk).first()
            return _told(told) if told else None
    return None


def _posting(posting: Posting, name: str, wanted: str = "", *, is_sure: bool = True) -> Place:
    title = posting.version.title if posting.version else str(posting.disclosure)
    words = {"title": title, "day": f"{posting.begins_on:%d/%m/%Y}"}
    where = _("Posting of “%(title)s” since %(day)s") % words
    what = _("Photo") if name == "photo" else excerpt_of(getattr(posting, name), wanted)
    return Place(f"posting:{posting.pk}:{name}", where, what, is_sure)


def _postings(unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    postings = Posting.objects.filter(disclosure__unit=unit).select_related("version")
    for posting in matching(postings, wanted, "place", "note").order_by("pk")[:MOST]:
        for name in ("place", "note"):
            if wanted in fold_letters(getattr(posting, name)):
                yield _posting(posting, name, wanted)


def photos(unit: AdministrativeUnit, found: list[Place]) -> list[Place]:
    """Photos of boards with notices that were found, to be judged by eye."""
    tables = {place.word.split(":")[1] for place in found if place.word.startswith("row:")}
    versions = {place.word.split(":")[1] for place in found if place.word.startswith("text:")}
    near = Q(disclosure__versions__in=versions) | Q(disclosure__versions__tables__in=tables)
    postings = Posting.objects.filter(near, disclosure__unit=unit).exclude(photo_sha256="")
    chosen = postings.select_related("version").distinct().order_by("pk")[:MOST]
    return [_posting(posting, "photo", is_sure=False) for posting in chosen]


def _end(end: PostingEnd, wanted: str = "") -> Place:
    where = _("Words on the sheet taken down on %(day)s") % {"day": f"{end.ended_on:%d/%m/%Y}"}
    return Place(f"posting_end:{end.pk}", where, excerpt_of(end.note, wanted))


def _ends(unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    ends = PostingEnd.objects.filter(posting__disclosure__unit=unit, erased__isnull=True)
    for end in matching(ends, wanted, "note").order_by("pk")[:MOST]:
        yield _end(end, wanted)


def _told(told: NothingDue, wanted: str = "") -> Place:
    where = _("Reason why nothing was due for %(period)s") % {"period": told.period}
    return Place(f"nothing_due:{told.pk}", where, excerpt_of(told.reason, wanted))


def _declared(unit: AdministrativeUnit, wanted: str) -> Iterator[Place]:
    declared = NothingDue.objects.filter(unit=unit, erased__isnull=True)
    for told in matching(declared, wanted, "reason").order_by("pk")[:MOST]:
        yield _told(told, wanted)
