"""The words of a workbook that stand in no visible cell: whoever opens the file can read them.

Office packages are searched part by part, so that a part nobody thought of is read as well. Only
text is handed out; nothing is changed. Damaged or boundless parts end the search with what was
found before, because the reader of cells refuses such files by itself.
"""

import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from disclosures.tables import raw_sheets

_MAX_PART = 32 << 20
_MAX_TOTAL = 128 << 20
_MAX_TEXTS = 100_000
_MAX_ROWS, _MAX_COLUMNS = 100_000, 200
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, zlib.error)
# Part of an Office package, and the place its words are said to stand in.
_PARTS = (
    (re.compile(r"^xl/(?:threaded)?comments?|^xl/persons/|/vmlDrawing", re.I), "comment"),
    (re.compile(r"^docProps/|^custom(?:Xml|XML)/|^meta\.xml$"), "document-properties"),
    (re.compile(r"^xl/pivotCache/"), "pivot-cache"),
    (re.compile(r"^xl/externalLinks/"), "external-link-cache"),
)
_HEADERS = {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}
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
    """All words outside visible cells, each with its place. Never raises for what a file holds."""
    yield from itertools.islice(_all(content), _MAX_TEXTS)


def _all(content: bytes) -> Iterator[HiddenText]:
    if not content.startswith(b"PK\x03\x04"):
        if content.startswith(b"\xd0\xcf\x11\xe0"):
            yield from _hidden_sheets(content)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from _package(archive)
    except _BROKEN:
        return
    yield from _hidden_sheets(content)


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
            root = fromstring(data, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, LookupError):
            continue
        if place:
            yield from _everything(root, place)
        elif name == "xl/workbook.xml":
            yield from _workbook(root)
        elif _SHEET.match(name):
            yield from _sheet(root)
        else:
            yield from _open_document(root)


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


def _sheet(root: Element) -> Iterator[HiddenText]:
    for element in root.iter():
        if _local(element) in _HEADERS and element.text:
            yield HiddenText("header-footer", "", "", element.text)
        elif _local(element) in {"dataValidation", "hyperlink"}:
            for name in ("prompt", "error", "promptTitle", "tooltip", "display", "location"):
                if element.get(name):
                    cell = element.get("ref") or element.get("sqref") or ""
                    yield HiddenText("comment", "", cell, element.get(name, ""))


def _open_document(root: Element) -> Iterator[HiddenText]:
    for element in root.iter():
        local = _local(element)
        if local == "annotation":
            yield HiddenText("comment", "", "", _words(element))
        elif local in _ODS_HEADERS:
            yield HiddenText("header-footer", "", "", _words(element))
        elif local in {"named-range", "named-expression"}:
            words = " ".join(element.attrib.values())
            yield HiddenText("defined-name", "", "", words)


def _hidden_sheets(content: bytes) -> Iterator[HiddenText]:
    try:
        sheets = raw_sheets.unpack_apart(content, _MAX_ROWS, _MAX_COLUMNS)
    except raw_sheets.Unreadable:
        return
    columns = _hidden_columns(content)
    for number, (name, is_hidden, first, rows) in enumerate(sheets):
        unseen = columns.get(number, frozenset())
        if not is_hidden and not unseen:
            continue
        for row, cells in enumerate(rows, start=first + 1):
            for at, cell in enumerate(cells):
                if cell not in ("", None) and (is_hidden or at in unseen):
                    place = "hidden-sheet" if is_hidden else "hidden-column"
                    yield HiddenText(place, name, f"{_letters(at)}{row}", _text(cell))


def _text(cell: object) -> str:
    """A figure as the sheet shows it, without the decimals that the format adds."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _hidden_columns(content: bytes) -> dict[int, frozenset[int]]:
    """Columns from 0 that an XLSX hides, by the number of the sheet in the workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
                return {}
            targets = {
                each.get("Id"): each.get("Target", "").removeprefix("/xl/")
                for each in fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
            }
            sheets = [
                next((v for k, v in each.attrib.items() if k.endswith("}id")), "")
                for each in fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True).iter()
                if _local(each) == "sheet"
            ]
            return {
                number: _columns(archive, f"xl/{targets.get(key, '')}", names)
                for number, key in enumerate(sheets)
            }
    except (*_BROKEN, ParseError, DefusedXmlException, ValueError, LookupError):
        return {}


_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")


def _columns(archive: zipfile.ZipFile, name: str, names: set[str]) -> frozenset[int]:
    """The tags before the cells are enough, so a large sheet is not read whole."""
    if name not in names:
        return frozenset()
    with archive.open(name) as file:
        head = file.read(1 << 20).partition(b"<sheetData")[0]
    hidden: set[int] = set()
    for tag in _COLUMN.findall(head):
        edges = [re.search(rb"\b%s=[\"'](\d{1,5})" % key, tag) for key in (b"min", b"max")]
        if re.search(rb"hidden=[\"'](?:1|true)", tag) and edges[0] and edges[1]:
            last = min(int(edges[1].group(1)), _MAX_COLUMNS)
            hidden.update(range(int(edges[0].group(1)) - 1, last))
    return frozenset(hidden)
