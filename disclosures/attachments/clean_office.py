"""Packs a Word, Excel or OpenDocument file anew without its properties; refuses what could run."""

import io
import re
import zipfile

from disclosures.attachments import office_pictures, office_sheets
from disclosures.attachments.office_parts import DROPPED, cleaned_picture, is_xml, judge_names
from disclosures.attachments.office_words import read_through
from disclosures.attachments.refusal import (
    MAX_MEMBERS,
    MAX_TEXT,
    MAX_UNPACKED,
    Cleaned,
    Refused,
    readable,
)

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
_WORKBOOKS = {"xlsx", "ods"}
# What points to the dropped parts.
_GONE = re.compile(
    rb"<Relationship\b[^>]*?(?:metadata/thumbnail|/printerSettings|/people|/person|/font|digital-signature/origin)\"[^>]*?/>"
)
_GONE_TYPES = re.compile(
    rb"<Override\b[^>]*?/(?:people\.xml|persons?/[^\"]*|_xmlsignatures/[^\"]*)\"[^>]*?/>", re.I
)
# Folders and printers of the machine that it was written on, and who keeps it to themselves.
_WHERE_IT_LAY = re.compile(
    rb"(absPath[^>]*?\burl=\"|fileSharing\b[^>]*?\buserName=\""
    rb"|config:name=\"Printer(?:Name|Setup)\"[^>]*>)([^\"<]*)([\"<])"
)
_EMBEDDED_FONTS = re.compile(rb"<w:embed(?:Regular|Bold|Italic|BoldItalic)\b[^>]*/>")
_GONE_ENTRIES = re.compile(
    rb"<manifest:file-entry\b[^>]*\"(?:Thumbnails|Configurations2|layout-cache|META-INF)[^>]*/>"
)
_PACKAGE = "http://schemas.openxmlformats.org/"
_ABOUT = f"{_PACKAGE}officeDocument/2006/"
_EMPTY = {
    f"{_PACKAGE}package/2006/metadata/core-properties": (
        "docProps/core.xml", '<p:coreProperties xmlns:p="{}"/>',
    ),
    f"{_ABOUT}extended-properties": ("docProps/app.xml", '<Properties xmlns="{}"/>'),
    f"{_ABOUT}custom-properties": ("docProps/custom.xml", '<Properties xmlns="{}"/>'),
}  # fmt: skip
_META = (
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'office:version="1.3"/>'
)


def clean(content: bytes) -> Cleaned:
    """The document without properties. Raises Refused with a code for whatever is not taken."""
    if b"%PDF-" in content[:1024]:
        raise Refused("two_kinds")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _unpacked(archive)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # as many kinds as there are ways to pack
        raise Refused("office_damaged") from error
    media_type, extension = _kind(members)
    texts = []
    for name in members:
        is_kept = not DROPPED.search(name) and _emptied(name, members[name]) is None
        if is_xml(name) and is_kept:
            texts.append(read_through(name, members[name]))
    text = readable("\n".join(each for each in texts if each))
    if len(text) > MAX_TEXT:
        raise Refused("too_much_text")
    packed = _packed(members)
    sheets = office_sheets.read(packed) if extension in _WORKBOOKS else ()
    has_pictures = next(office_pictures.pictures(packed), None) is not None
    return Cleaned(
        media_type, extension, packed, ((0, text),), sheets=sheets,
        scanned=(0,) if has_pictures else (),
    )  # fmt: skip


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    listed = archive.infolist()
    names = [member.filename for member in listed]
    if len(listed) > MAX_MEMBERS or sum(member.file_size for member in listed) > MAX_UNPACKED:
        raise Refused("unpacks_too_large")
    if any(member.flag_bits & 1 for member in listed):
        raise Refused("encrypted")
    if not {"mimetype", *_OFFICE} & set(names):
        raise Refused("not_taken")
    judge_names(names)
    members, left = {}, MAX_UNPACKED
    for member in listed:
        with archive.open(member) as file:
            members[member.filename] = file.read(left + 1)
        left -= len(members[member.filename])
        if left < 0:
            raise Refused("unpacks_too_large")
    return members


def _kind(members: dict[str, bytes]) -> tuple[str, str]:
    for member, found in _OFFICE.items():
        if member in members:
            if b"macroEnabled" in members.get("[Content_Types].xml", b""):
                raise Refused("macros")
            return found
    first = members.get("mimetype", b"")
    if first in _OPEN_DOCUMENT:
        if b"encryption-data" in members.get("META-INF/manifest.xml", b""):
            raise Refused("encrypted")
        return first.decode(), _OPEN_DOCUMENT[first]
    raise Refused("not_taken")


def _packed(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        first = [name for name in ("mimetype", "[Content_Types].xml") if name in members]
        for name in first + [name for name in members if name not in first]:
            if DROPPED.search(name) or name.endswith("/"):
                continue
            member = zipfile.ZipInfo(name)
            member.compress_type = (
                zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            )
            archive.writestr(member, _cleaned_part(name, members[name]))
    return packed.getvalue()


def _cleaned_part(name: str, content: bytes) -> bytes:
    if (emptied := _emptied(name, content)) is not None:
        return emptied
    if name.endswith(".rels"):
        return _GONE.sub(b"", content)
    if name == "[Content_Types].xml":
        return _GONE_TYPES.sub(b"", content)
    if name in ("xl/workbook.xml", "settings.xml"):
        return _WHERE_IT_LAY.sub(rb"\1\3", content)
    if name == "META-INF/manifest.xml":
        return _GONE_ENTRIES.sub(b"", content)
    if name == "word/fontTable.xml":
        return _EMBEDDED_FONTS.sub(b"", content)
    return cleaned_picture(name, content)


def _emptied(name: str, content: bytes) -> bytes | None:
    """The part without a word if it holds properties, by what it says it is; else None."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    if name == "meta.xml":
        return (head + _META).encode()
    if is_xml(name) and not name.endswith(".rels") and name != "[Content_Types].xml":
        for kind, (usual, empty) in _EMPTY.items():
            if name == usual or f'"{kind}"'.encode() in content[:2000]:
                return (head + empty.format(kind)).encode()
    return None
