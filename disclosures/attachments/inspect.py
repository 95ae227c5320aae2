"""Judges an uploaded file by its content, and hands back the bytes that may be published."""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosures.attachments import slots
from disclosures.attachments.child import clean_apart
from disclosures.attachments.findings import PROPERTY, Finding
from disclosures.attachments.refusal import Cleaned, Refused
from disclosures.attachments.scan import scan
from disclosures.rules import identifiers
from disclosures.tables import private_cells, registers
from disclosures.tables.read_workbook import read_workbook
from disclosures.tables.workbook import TableFileError
from disclosures.vocabulary import ScanStatus

MAX_BYTES = 20 * 1024 * 1024
REASONS = {
    "not_taken": gettext_lazy(
        "Files of this type are not taken. Choose PDF, Word, Excel, OpenDocument, JPEG or PNG."
    ),
    "other_picture": gettext_lazy(
        "The picture is of a kind that not every device can show (HEIC, WebP, TIFF and the like). "
        "Open it and save it as JPEG or PNG."
    ),
    "old_office": gettext_lazy(
        "The file is in the old form of Office (.doc, .xls, .ppt). Open it and save it as .docx, "
        ".xlsx or PDF."
    ),
    "two_kinds": gettext_lazy(
        "The file is of two kinds at once. Save it again from its own program."
    ),
    "encrypted": gettext_lazy("The file is protected by a password. Save it without one."),
    "pdf_active": gettext_lazy(
        "The PDF holds scripts or other files. Print it to a new PDF first."
    ),
    "signature_broken": gettext_lazy(
        "The digital signature does not fit the file: it was changed after signing, or the "
        "signature is not real. Take the file as it was signed, or print it to a new PDF "
        "without a signature."
    ),
    "signed_notes": gettext_lazy(
        "The signed PDF holds notes with names of their writers, and cannot be cleaned without "
        "breaking the signature. Take the notes out and have it signed again."
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
_MOST_FINDINGS = 200
# Properties that name programs and moments, not persons.
_OF_PROGRAMS = frozenset({
    "Producer", "Creator", "CreationDate", "ModDate", "Trapped", "XMP Producer", "XMP CreatorTool",
    "XMP CreateDate", "XMP ModifyDate", "XMP MetadataDate", "XMP format", "XMP DocumentID",
    "XMP InstanceID", "XMP PDFVersion", "XMP part", "XMP conformance",
})  # fmt: skip
_WORKBOOKS = frozenset({"xlsx", "ods"})
# The old form of Office's files, in which files under a password are wrapped to this day.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_KINDS = (
    ((b"%PDF-",), "pdf"),
    ((b"PK\x03\x04",), "office"),
    ((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"), "image"),
)


# Telephones take HEIC, scanners TIFF; whoever sends one is told what to do, not that it is strange.
_OTHER_PICTURES = re.compile(
    rb"....ftyp(?:heic|heix|hevc|heim|mif1|msf1|avif|avis)|RIFF....WEBP|II\*\0|MM\0\*|GIF8|BM.{4}\0{4}"
    rb"|\0\0\0\x0cjP  |\xff\x4f\xff\x51|8BPS",
    re.DOTALL,
)


class FileRefused(ValueError):
    """A file that is not taken; the message says why and what to do instead."""


class TooBusy(FileRefused):
    """Nothing is wrong with the file: too many others are being looked at."""


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
    scan: ScanStatus = ScanStatus.NOT_ASKED
    texts: tuple[tuple[int, str], ...] = ()
    sheets: tuple[tuple[str, str], ...] = ()
    scanned: tuple[int, ...] = ()


def inspect(content: bytes, *, published: Collection[str] = ()) -> Inspected:
    """Scan, judge and clean the bytes, in a child with limits. Raises FileRefused.

    `published` are telephone numbers that the commune itself makes known; they are no finding.
    """
    if not content:
        raise FileRefused(_("The file is empty. Choose it again."))
    if len(content) > MAX_BYTES:
        raise FileRefused(
            _("The file is larger than %(size)d MB. Scan at a lower resolution or split it.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    scanned = scan(content)
    if scanned.status == ScanStatus.INFECTED:
        raise FileRefused(virus_sentence(scanned.virus))
    try:
        with slots.taken():
            cleaned, findings = _taken_apart(content)
    except slots.Busy as busy:
        raise TooBusy(busy_sentence()) from busy
    except TableFileError as refused:
        raise FileRefused(refused.message) from refused
    except Refused as refused:
        raise FileRefused(str(REASONS[str(refused)])) from refused
    return Inspected(
        cleaned.media_type,
        cleaned.extension,
        len(cleaned.content),
        hashlib.sha256(cleaned.content).hexdigest(),
        cleaned.content,
        cleaned.pages,
        tuple(each for each in findings if not _is_known(each, published)),
        scanned.status,
        (*_beside(cleaned), *cleaned.texts),
        cleaned.sheets,
        cleaned.scanned,
    )


def _beside(cleaned: Cleaned) -> Iterator[tuple[int, str]]:
    """As number 0, what a PDF holds where no page shows it: a person is looked for there too."""
    words = "\n".join(dict.fromkeys(words for _place, words in cleaned.behind if words))
    if words:
        yield 0, words


def _is_known(finding: Finding, published: Collection[str]) -> bool:
    digits = {re.sub(r"\D", "", number) for number in published} - {""}
    return finding.kind != PROPERTY and re.sub(r"\D", "", finding.value) in digits


def busy_sentence() -> str:
    """What the official is told while all slots are taken."""
    return _("Too many files are being checked just now. Wait a minute and send it again.")


def virus_sentence(virus: str) -> str:
    """What the official is told of a file in which the scanner found something."""
    return _(
        "The file holds a virus (%(virus)s). Nothing of it was kept. Have the computer checked "
        "that it comes from."
    ) % {"virus": virus}


def _taken_apart(content: bytes) -> tuple[Cleaned, tuple[Finding, ...]]:
    """The cleaned file and what its words hold. Raises Refused, TableFileError for registers."""
    kind = next((kind for marks, kind in _KINDS if content.startswith(marks)), None)
    if content.startswith(_OLE):
        raise Refused("encrypted" if _ENCRYPTED in content else "old_office")
    if kind is None:
        raise Refused("other_picture" if _OTHER_PICTURES.match(content) else "not_taken")
    cleaned = clean_apart(kind, content)
    found = list(_in_cells(cleaned)) if cleaned.extension in _WORKBOOKS else []
    for more in (_in_texts(cleaned), _behind(cleaned)):
        # What was found with a better place is not told twice.
        known = {(each.kind, each.value) for each in found}
        found += dict.fromkeys(each for each in more if (each.kind, each.value) not in known)
    return cleaned, tuple(found[:_MOST_FINDINGS])


def _in_cells(cleaned: Cleaned) -> Iterator[Finding]:
    """Findings by sheet and cell; none where the reader of tables cannot read the workbook."""
    try:
        workbook = read_workbook(cleaned.content)
    except TableFileError:
        return
    registers.refuse_registers(workbook)
    for found in private_cells.anywhere(workbook):
        yield Finding.in_workbook(found)


def _behind(cleaned: Cleaned) -> Iterator[Finding]:
    """Findings in what stands on no page, and properties of a signed file, which stay in it."""
    for place, words in cleaned.behind:
        for span in identifiers.blocking(words):
            yield Finding(span.kind, words[span.start : span.end], place)
    if any(name not in _OF_PROGRAMS for name, _value in cleaned.properties):
        for name, value in cleaned.properties:
            yield Finding(PROPERTY, f"{name}: {value}", "document-properties")


def _in_texts(cleaned: Cleaned) -> Iterator[Finding]:
    for page, text in cleaned.texts:
        for span in identifiers.blocking(text):
            place = "page" if page else "text"
            yield Finding(span.kind, text[span.start : span.end], place, page)
