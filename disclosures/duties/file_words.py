"""The words of files: kept by page, copied with the file, and looked through for private data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosures.models import Attachment, AttachmentPage, Version
from disclosures.rules import identifiers
from disclosures.vocabulary import AttachmentRole


@dataclass(frozen=True, slots=True)
class FileFinding:
    """An identifier in a file of a version: which file, on which page or sheet, as it stands."""

    number: int
    title: str
    page: int
    sheet: str
    kind: str
    sample: str

    def sentence(self) -> str:
        """What the official and the approver are told."""
        shown = {"sample": self.sample, "file": self.title, "page": self.page, "sheet": self.sheet}
        if self.sheet:
            text = _(
                "“%(sample)s” in the file “%(file)s”, sheet “%(sheet)s” looks like private data. "
                "Take it out and attach the file anew."
            )
        elif self.page:
            text = _(
                "“%(sample)s” in the file “%(file)s”, page %(page)d looks like private data. "
                "Take it out and attach the file anew."
            )
        else:
            text = _(
                "“%(sample)s” in the file “%(file)s” looks like private data. "
                "Take it out and attach the file anew."
            )
        return text % shown


def keep(
    attachment: Attachment,
    texts: Iterable[tuple[int, str]],
    sheets: Sequence[tuple[str, str]] = (),
) -> None:
    """Store what stands on the pages of a file that was just attached."""
    pages = [AttachmentPage(attachment=attachment, number=at, text=text) for at, text in texts]
    pages += [
        AttachmentPage(attachment=attachment, number=number, label=name, text=text)
        for number, (name, text) in enumerate(sheets, start=1)
    ]
    AttachmentPage.objects.bulk_create(pages)


def copy(files: Mapping[int, Attachment]) -> None:
    """Give each copy of a file, by the id of the old one, the pages of the old one."""
    pages = list(AttachmentPage.objects.filter(attachment__in=files))
    for page in pages:
        page.pk, page.attachment = None, files[page.attachment_id]
    AttachmentPage.objects.bulk_create(pages)


def findings_of(version: Version) -> list[FileFinding]:
    """Identifiers in the files that become public with a version, each sample once a file.

    Files whose own findings hold the version back already are left out. One query.
    """
    phone = version.disclosure.unit.phone
    pages = AttachmentPage.objects.filter(
        attachment__version=version, attachment__erased__isnull=True, attachment__findings=[]
    ).exclude(attachment__role=AttachmentRole.SOURCE)
    # A workbook's cells stand once more in its number 0: the sheet tells more.
    ordered = sorted(
        pages.select_related("attachment"),
        key=lambda page: (page.attachment.number, not page.number, page.number),
    )
    found: dict[tuple[int, str], FileFinding] = {}
    for page in ordered:
        for kind, sample in _identifiers(page, phone):
            file = page.attachment
            found.setdefault(
                (file.number, sample),
                FileFinding(file.number, file.title, page.number, page.label, kind, sample),
            )
    return list(found.values())


def _identifiers(page: AttachmentPage, phone: str) -> list[tuple[str, str]]:
    words = page.words
    spans = identifiers.blocking(words, published=(phone,) if phone else ())
    return [(span.kind, words[span.start : span.end]) for span in spans]
