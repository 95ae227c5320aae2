"""Judges an uploaded file by its content, and hands back the bytes that may be published."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosures.attachments.child import clean_apart
from disclosures.attachments.refusal import Cleaned, Refused
from disclosures.rules import identifiers

MAX_BYTES = 20 * 1024 * 1024
REASONS = {
    "not_taken": gettext_lazy(
        "Files of this type are not taken. Choose PDF, Word, Excel, OpenDocument, JPEG or PNG."
    ),
    "two_kinds": gettext_lazy(
        "The file is of two kinds at once. Save it again from its own program."
    ),
    "encrypted": gettext_lazy("The file is protected by a password. Save it without one."),
    "pdf_active": gettext_lazy(
        "The PDF holds scripts or other files. Print it to a new PDF first."
    ),
    "pdf_damaged": gettext_lazy("The PDF is damaged. Make it again and choose the new file."),
    "office_damaged": gettext_lazy("The file is damaged. Save it again and choose it."),
    "unpacks_too_large": gettext_lazy(
        "The file unpacks to far too much. Copy the content into a new file."
    ),
    "macros": gettext_lazy("The file holds macros. Save it as an ordinary document."),
    "foreign": gettext_lazy("The file holds other files or links to them. Take them out first."),
    "notes": gettext_lazy(
        "The file holds tracked changes or comments with names of people. Accept or reject all "
        "changes, delete the comments and save it again."
    ),
    "picture_too_large": gettext_lazy("The picture is too large. Scan at a lower resolution."),
    "picture_damaged": gettext_lazy("The picture is damaged. Take it again."),
    "too_much_text": gettext_lazy("The file holds too much text. Split it into several files."),
    "too_much_work": gettext_lazy(
        "The file takes too long or too much memory to check. Save it again from its own program, "
        "or split it."
    ),
}
_KINDS = (
    ((b"%PDF-",), "pdf"),
    ((b"PK\x03\x04",), "office"),
    ((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"), "image"),
)


class FileRefused(ValueError):
    """A file that is not taken; the message says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An identifier in the file's words; page 0 stands for a part that has no page."""

    kind: str
    value: str
    page: int


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file is, whatever it is called, and its bytes as they may be published."""

    media_type: str
    extension: str
    size: int
    sha256: str
    content: bytes
    pages: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def problem(self) -> str | None:
        """Why the file may not be published as it is: the first place and sample, or None."""
        if not self.findings:
            return None
        first = self.findings[0]
        shown = {"sample": first.value, "page": first.page}
        if not first.page:
            return _("“%(sample)s” in the file looks like private data. Take it out.") % shown
        return _("“%(sample)s” on page %(page)d looks like private data. Take it out.") % shown


def inspect(content: bytes) -> Inspected:
    """Judge and clean the bytes, in a child with limits. Raises FileRefused."""
    if not content:
        raise FileRefused(_("The file is empty. Choose it again."))
    if len(content) > MAX_BYTES:
        raise FileRefused(
            _("The file is larger than %(size)d MB. Scan at a lower resolution or split it.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    kind = next((kind for marks, kind in _KINDS if content.startswith(marks)), None)
    try:
        if kind is None:
            raise Refused("not_taken")
        cleaned = clean_apart(kind, content)
    except Refused as refused:
        raise FileRefused(str(REASONS[str(refused)])) from refused
    return Inspected(
        cleaned.media_type,
        cleaned.extension,
        len(cleaned.content),
        hashlib.sha256(cleaned.content).hexdigest(),
        cleaned.content,
        cleaned.pages,
        _findings(cleaned),
    )


def _findings(cleaned: Cleaned) -> tuple[Finding, ...]:
    return tuple(
        Finding(span.kind, text[span.start : span.end], page)
        for page, text in cleaned.texts
        for span in identifiers.blocking(text)
    )
