"""The words of a workbook that stand in no cell at all: whoever opens the file can read them.

Office packages are searched part by part, so that a part nobody thought of is read as well. Only
text is handed out; nothing is changed. Damaged or boundless parts end the search with what was
found before, because the reader of cells refuses such files by itself. Hidden sheets, rows and
columns are cells; `private_cells` looks at them.
"""

import html
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

_MAX_PART = 32 << 20
_MAX_TOTAL = 128 << 20
_MAX_TEXTS = 100_000
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, zlib.error)
# Part of an Office package, and the place its words are said to stand in.
_PARTS = (
    (re.compile(r"^xl/(?:threaded)?comments?|^xl/persons/|/vmlDrawing", re.I), "comment"),
    (re.compile(r"^docProps/|^custom(?:Xml|XML)/|^meta\.xml$"), "document-properties"),
    (re.compile(r"^xl/pivotCache/"), "pivot-cache"),
    (re.compile(r"^xl/externalLinks/"), "external-link-cache"),
)
# What stands behind the cells of a sheet is found by its tags: the cells may be millions.
_HEADER = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]*>(.*?)</", re.S)
_NOTE = re.compile(rb"<(?:\w+:)?(?:dataValidation|hyperlink)\s([^>]*)>", re.S)
_ATTRIBUTE = re.compile(rb"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NOTES = {"prompt", "error", "promptTitle", "errorTitle", "tooltip", "display", "location"}
_ODS_HEADERS = {"header", "footer", "header-left", "footer-left", "header-first", "footer-first"}
_SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml$")


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Words and where they stand; `sheet` and `cell` are empty where the place has none."""

    place: str
    sheet: str
    cell: str
    text: str


def hidden_text(content: bytes) -> Iterator[HiddenText]:
    """All words outside the cells, each with its place. Never raises for what a file holds."""
    if not content.startswith(b"PK\x03\x04"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from itertools.islice(_package(archive), _MAX_TEXTS)
    except _BROKEN:
        return


def _package(archive: zipfile.ZipFile) -> Iterator[HiddenText]:
    total = 0
    for member in archive.infolist():
        name = member.filename
        place = next((place for pattern, place in _PARTS if pattern.search(name)), "")
        wanted = place or _SHEET.match(name) or name in {
            "xl/workbook.xml", "content.xml", "styles.xml",
        }  # fmt: skip
        total += member.file_size
        if not wanted or member.file_size > _MAX_PART or total > _MAX_TOTAL:
            continue
        with archive.open(member) as file:
            data = file.read(_MAX_PART + 1)
        try:
            if _SHEET.match(name):
                yield from _sheet(data)
            elif name in {"content.xml", "styles.xml"}:
                yield from _open_document(data)
            elif place:
                yield from _everything(fromstring(data, forbid_dtd=True), place)
            else:
                yield from _workbook(fromstring(data, forbid_dtd=True))
        except (ParseError, DefusedXmlException, ValueError, LookupError):
            continue


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _words(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _everything(root: Element, place: str) -> Iterator[HiddenText]:
    """Each leaf's text and each attribute that could be words; runs of one comment together."""
    for element in root.iter():
        cell = element.get("ref", "") if place == "comment" else ""
        if _local(element) in {"comment", "threadedComment"}:
            yield HiddenText(place, "", cell, _words(element))
        elif element.text and element.text.strip() and place != "comment":
            yield HiddenText(place, "", "", element.text.strip())
        for name, value in element.attrib.items():
            if name.rpartition("}")[2] in {"v", "displayName", "userId", "name", "Target", "val"}:
                yield HiddenText(place, "", cell, value)
        if _local(element) == "author" and element.text:
            yield HiddenText(place, "", "", element.text.strip())


def _workbook(root: Element) -> Iterator[HiddenText]:
    for element in root.iter():
        if _local(element) == "definedName":
            words = (element.get("name", ""), element.get("comment", ""), element.text or "")
            yield HiddenText("defined-name", "", "", " ".join(filter(None, words)))
        elif _local(element) == "sheet":
            hidden = element.get("state", "visible") != "visible"
            name = element.get("name", "")
            yield HiddenText("hidden-sheet" if hidden else "defined-name", name, "", name)


def _sheet(data: bytes) -> Iterator[HiddenText]:
    behind = data.rpartition(b"</sheetData>")[2] or data
    for found in _HEADER.finditer(behind):
        yield HiddenText("header-footer", "", "", _plain(found.group(1)))
    for found in _NOTE.finditer(behind):
        said = {
            name.decode(): _plain(one or other)
            for name, one, other in _ATTRIBUTE.findall(found.group(1))
        }
        cell = said.get("ref") or said.get("sqref") or ""
        for name in sorted(_NOTES & said.keys()):
            yield HiddenText("comment", "", cell, said[name])


def _plain(text: bytes) -> str:
    return html.unescape(text.decode("utf-8", "replace"))


def _open_document(data: bytes) -> Iterator[HiddenText]:
    for _event, element in iterparse(io.BytesIO(data), forbid_dtd=True):
        local = _local(element)
        if local == "annotation":
            yield HiddenText("comment", "", "", _words(element))
        elif local in _ODS_HEADERS:
            yield HiddenText("header-footer", "", "", _words(element))
        elif local in {"named-range", "named-expression"}:
            yield HiddenText("defined-name", "", "", " ".join(element.attrib.values()))
        elif local == "table-row":
            element.clear()  # cells may be millions, and are looked at elsewhere
