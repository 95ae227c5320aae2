"""Packs a Word, Excel or OpenDocument file anew without its properties; refuses what could run."""

import io
import re
import zipfile
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from disclosures.attachments import clean_image
from disclosures.attachments.refusal import (
    MAX_MEMBERS,
    MAX_TEXT,
    MAX_UNPACKED,
    Cleaned,
    Refused,
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
_MACROS = re.compile(r"vbaProject|vbaData|\.bin\.rels$|(^|/)macrosheets/|^(Basic|Scripts)/", re.I)
_FOREIGN = re.compile(
    r"(^|/)(embeddings|externalLinks|activeX|ctrlProps|afchunk)"
    r"|^Object |^ObjectReplacements/|oleObject|(^|/)(connections|queryTables?|webExtensions)",
    re.I,
)
_NOTES = re.compile(r"(^|/)(comments|threadedComments|persons?|people|revisions)", re.I)
_PROPERTIES = re.compile(r"^docProps/.*\.xml$|^meta\.xml$")
_DROPPED = re.compile(
    r"^docProps/[^/]*\.(jpe?g|png|emf|wmf)$|^Thumbnails/|printerSettings\d*\.bin$"
)
_PICTURE = re.compile(r"\.(jpe?g|png)$", re.I)
_THUMBNAIL = re.compile(rb"<Relationship\b[^>]*?(?:metadata/thumbnail|/printerSettings\")[^>]*?/>")
_CHANGES = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange",
            "sectPrChange", "commentReference", "tracked-changes", "annotation"}  # fmt: skip
_FIELDS = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT)\b")
_EMPTY = {
    "docProps/core.xml": "<cp:coreProperties xmlns:cp="
    '"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": "<Properties xmlns="
    '"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": "<Properties xmlns="
    '"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": "<office:document-meta xmlns:office="
    '"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>',
}


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
        if name.endswith((".xml", ".rels")) and not _PROPERTIES.search(name):
            texts.append(_read_through(name, members[name]))
    text = "\n".join(each for each in texts if each)
    if len(text) > MAX_TEXT:
        raise Refused("too_much_text")
    return Cleaned(media_type, extension, _packed(members), ((0, text),))


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    listed = archive.infolist()
    names = [member.filename for member in listed]
    if len(listed) > MAX_MEMBERS or sum(member.file_size for member in listed) > MAX_UNPACKED:
        raise Refused("unpacks_too_large")
    if any(member.flag_bits & 1 for member in listed):
        raise Refused("encrypted")
    if len(set(names)) != len(names):
        raise Refused("office_damaged")
    for pattern, code in ((_MACROS, "macros"), (_FOREIGN, "foreign"), (_NOTES, "notes")):
        if any(pattern.search(name) for name in names):
            raise Refused(code)
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


def _read_through(name: str, content: bytes) -> str:
    """The words of one part. Raises Refused for changes, notes, scripts and links outwards."""
    words: list[str] = []
    try:
        for _event, element in defusedxml.ElementTree.iterparse(io.BytesIO(content)):
            tag = element.tag.rpartition("}")[2]
            if tag in _CHANGES:
                raise Refused("notes")
            if tag in ("script", "event-listener") or (
                tag == "instrText" and _FIELDS.search(element.text or "")
            ):
                raise Refused("foreign")
            if tag == "Relationship" and element.get("TargetMode") == "External":
                _judge_link(element.get("Type", ""), element.get("Target", ""))
            words += [part for part in (element.text, _ending(tag), element.tail) if part]
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("office_damaged") from error
    return "" if name.endswith(".rels") else "".join(words)


def _ending(tag: str) -> str:
    return "\n" if tag in ("p", "si", "is", "h", "row", "table-row", "v", "tab", "br") else ""


def _judge_link(kind: str, target: str) -> None:
    """An ordinary link for people is left; anything the program would fetch by itself is not."""
    if not kind.endswith("/hyperlink") or not target.startswith(("http://", "https://", "mailto:")):
        raise Refused("foreign")


def _packed(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        first = [name for name in ("mimetype", "[Content_Types].xml") if name in members]
        for name in first + [name for name in members if name not in first]:
            if _DROPPED.search(name) or name.endswith("/"):
                continue
            member = zipfile.ZipInfo(name)
            member.compress_type = (
                zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            )
            archive.writestr(member, _cleaned_part(name, members[name]))
    return packed.getvalue()


def _cleaned_part(name: str, content: bytes) -> bytes:
    if name in _EMPTY:
        return b'<?xml version="1.0" encoding="UTF-8"?>' + _EMPTY[name].encode()
    if name.endswith(".rels"):
        return _THUMBNAIL.sub(b"", content)
    if name == "META-INF/manifest.xml":
        return re.sub(rb'<manifest:file-entry\b[^>]*"Thumbnails/[^>]*/>', b"", content)
    if _PICTURE.search(name):
        return clean_image.clean(content).content
    return content
