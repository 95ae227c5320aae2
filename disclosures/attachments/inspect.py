"""Judges an uploaded file by its content: an allow-list, limits, no macros, nothing encrypted."""

import hashlib
import io
import zipfile
from dataclasses import dataclass

import PIL.Image
from django.utils.translation import gettext as _
from pypdf import PdfReader

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 60_000_000
_OFFICE = {
    "word/document.xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    "xl/workbook.xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_ACTIVE_PDF = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


class FileRefused(ValueError):
    """A file that is not taken; the message says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file is, whatever it is called."""

    media_type: str
    extension: str
    size: int
    sha256: str
    pages: int | None = None


def inspect(content: bytes) -> Inspected:
    """Judge the bytes. Raises FileRefused."""
    if not content:
        raise FileRefused(_("The file is empty. Choose it again."))
    if len(content) > MAX_BYTES:
        raise FileRefused(
            _("The file is larger than %(size)d MB. Scan at a lower resolution or split it.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _image(content)
    raise FileRefused(
        _("Files of this type are not taken. Choose PDF, Word, Excel, OpenDocument, JPEG or PNG.")
    )


def _made(content: bytes, media_type: str, extension: str, pages: int | None = None) -> Inspected:
    digest = hashlib.sha256(content).hexdigest()
    return Inspected(media_type, extension, len(content), digest, pages)


def _pdf(content: bytes) -> Inspected:
    if any(mark in content for mark in _ACTIVE_PDF):
        raise FileRefused(_("The PDF holds scripts or other files. Print it to a new PDF first."))
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise FileRefused(_("The file is protected by a password. Save it without one."))
        pages = len(reader.pages)
    except FileRefused:
        raise
    except Exception as error:  # pypdf raises whatever its parser stumbles over
        raise FileRefused(
            _("The PDF is damaged. Make it again and choose the new file.")
        ) from error
    return _made(content, "application/pdf", "pdf", pages)


def _archive(content: bytes) -> Inspected:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            first = b""
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    first = file.read(200)
    except Exception as error:  # as many kinds as there are ways to pack
        raise FileRefused(_("The file is damaged. Save it again and choose it.")) from error
    if sum(member.file_size for member in members) > 20 * MAX_BYTES:
        raise FileRefused(_("The file unpacks to far too much. Copy the content into a new file."))
    if any(name.endswith(("vbaProject.bin", ".bin.rels")) for name in names):
        raise FileRefused(_("The file holds macros. Save it as an ordinary document."))
    if any("embeddings/" in name or "externalLinks/" in name for name in names):
        raise FileRefused(_("The file holds other files or links to them. Take them out first."))
    for member, (media_type, extension) in _OFFICE.items():
        if member in names:
            return _made(content, media_type, extension)
    if first in _OPEN_DOCUMENT:
        return _made(content, first.decode(), _OPEN_DOCUMENT[first])
    raise FileRefused(
        _("Files of this type are not taken. Choose PDF, Word, Excel, OpenDocument, JPEG or PNG.")
    )


def _image(content: bytes) -> Inspected:
    try:
        with PIL.Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise FileRefused(_("The picture is too large. Scan at a lower resolution."))
            image.verify()
            form = image.format
    except FileRefused:
        raise
    except Exception as error:  # Pillow raises whatever its decoders raise
        raise FileRefused(_("The picture is damaged. Take it again.")) from error
    if form == "PNG":
        return _made(content, "image/png", "png")
    return _made(content, "image/jpeg", "jpg")
