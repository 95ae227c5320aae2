"""The pages of a public file as pictures, for readers without a program for PDFs."""

from collections.abc import Iterable
from dataclasses import dataclass

from disclosures.attachments.page_pictures import MEDIA_TYPE
from disclosures.errors import NotFound
from disclosures.models import Attachment, AttachmentPage, PagePicture, Version
from disclosures.rules import identifiers


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of one page as they are served."""

    sha256: str
    size: int
    filename: str
    media_type: str = MEDIA_TYPE


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of a file: its picture, what stands around it, its words where they may be read."""

    file: Attachment
    number: int
    drawn: int
    picture: PagePicture
    text: str
    is_recognised: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether the file has more pages than were drawn."""
        return bool(self.file.pages and self.file.pages > self.drawn)


def small_pictures(files: Iterable[Attachment]) -> dict[str, PagePicture]:
    """The small first page of each file that was drawn, by the file's hash. One query."""
    known = PagePicture.objects.filter(
        number=0, file__file_sha256__in={file.sha256 for file in files}
    )
    return {picture.file.file_sha256: picture for picture in known.select_related("file")}


def shown_page(version: Version, n: int, number: int) -> ShownPage:
    """Page `number` of file `n`. Three queries. Raises NotFound."""
    file = _public_file(version, n)
    pictures = {
        picture.number: picture
        for picture in PagePicture.objects.filter(file__file_sha256=file.sha256, number__gt=0)
    }
    if number not in pictures:
        raise NotFound
    words = AttachmentPage.objects.searchable().filter(attachment=file, number=number)
    text, is_recognised = words.values_list("text", "is_recognised").first() or ("", False)
    # What became an identifier by a later rule is not spelled out either.
    text = "" if identifiers.blocking(text) else text
    return ShownPage(file, number, len(pictures), pictures[number], text, is_recognised)


def picture_of(version: Version, n: int, number: int) -> Picture:
    """Picture `number` of file `n`, 0 for the small one. Two queries. Raises NotFound."""
    file = _public_file(version, n)
    found = PagePicture.objects.filter(file__file_sha256=file.sha256, number=number).first()
    if found is None:
        raise NotFound
    stem = file.filename.rpartition(".")[0]
    return Picture(found.sha256, found.size, f"{stem}-trang-{number}.webp")


def _public_file(version: Version, n: int) -> Attachment:
    file = Attachment.objects.filter(version=version, number=n).first()
    if file is None or not file.is_public:
        raise NotFound
    return file
