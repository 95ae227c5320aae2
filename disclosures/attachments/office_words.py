"""Reads one XML part of an office file through: its words, and what must not be in it."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from disclosures.attachments.refusal import Refused

_CHANGES = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange",
            "sectPrChange", "commentReference", "tracked-changes", "annotation"}  # fmt: skip
_SCRIPTS = {
    "script",
    "event-listener",
    "foreignObject",
    "control",
    "oleObject",
    "OLEObject",
    "altChunk",
}
# Parts of OpenDocument whose whole purpose is to bring in something else.
_SOURCES = {
    "table-source",
    "section-source",
    "dde-source",
    "dde-connection-decl",
    "database-range-source",
}
_FIELDS = re.compile(
    r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE)\b"
    r"|^\s*(?i:DDE|DDEAUTO|INCLUDE|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE)\b"
)
# Functions of a spreadsheet that fetch or call something by themselves; a program by its name with
# an order to it (DDE); cells of another workbook.
_FETCHING = re.compile(
    r"(?<![\w.])(?:_XLFN\.)?(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|DDE|EXEC"
    r"|IMPORT(?:DATA|XML|HTML|RANGE|FEED))\s*\("
    r"|(?:^|[\s=(,;+*/&<>^-])[a-z][\w.]*\|(?:'[^']*'|[^'|!]*)!"
    r"|(?<![\w\]])\[[^\[\]]*\][\w.]*!|'[^']*\[[^']*\][^']*'!|'\w+:[^']*'#",
    re.I,
)
_FORMULAS = {"f", "formula", "formula1", "formula2", "definedName"}
_IN_QUOTES = re.compile(r'"[^"]*"')
_LINKED_TYPES = re.compile(
    r"/(aFChunk|oleObject|package|control|vbaProject|wordVbaData|externalLink\w*|connections|"
    r"queryTable|webextension\w*|subDocument|mailMerge\w*|recipientData|attachedToolbars|"
    r"extensibility|dialogsheet|xl(?:Intl)?Macrosheet|ctrlProp|activeXControlBinary)$",
    re.I,
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|/|\.\./", re.I)
_SVG = "{http://www.w3.org/2000/svg}"
_STYLE_FETCHES = re.compile(r"@import|url\(\s*[\"']?(?!#|data:image/|[\"'])", re.I)
_FOR_PEOPLE = ("http://", "https://", "mailto:", "#")
# Attributes that people read: what stands for a picture, what appears over a link.
_READ = {"descr", "title", "tooltip", "alt", "alias", "tag", "href", "Target"}
_RUNS = {"t", "delText", "span", "a", "s", "instrText"}
_LINE_ENDS = {"p", "si", "is", "h", "row", "table-row", "v", "tab", "br"}


def read_through(name: str, content: bytes) -> str:
    """The words of a part. Raises Refused for changes, notes, scripts and links outwards."""
    try:
        words = "".join(_words(defusedxml.ElementTree.fromstring(content)))
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("office_damaged") from error
    return "" if name.endswith(".rels") else words


def _words(root: Element) -> Iterator[str]:
    """What stands in the part, in the order in which it is read; judges each element."""
    field = ""
    # Not by recursion: a part may be nested as deep as it likes.
    open_elements: list[tuple[Element, Iterator[Element]]] = []
    entered: Element | None = root
    while entered is not None or open_elements:
        if entered is not None:
            tag = _local(entered.tag)
            field = _field(tag, entered, field)
            _judge(tag, entered)
            yield from (f"\n{value}\n" for value in _read_attributes(tag, entered))
            yield entered.text or ""
            open_elements.append((entered, iter(entered)))
        element, inside = open_elements[-1]
        entered = next(inside, None)
        if entered is None:
            open_elements.pop()
            yield _ending(element) + (element.tail or "")


def _ending(element: Element) -> str:
    """Figures of layout stand one beside the other; a word may be cut into runs."""
    tag = _local(element.tag)
    has_words = bool(element.text and element.text.strip())
    return "\n" if tag in _LINE_ENDS or (has_words and tag not in _RUNS) else ""


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _judge(tag: str, element: Element) -> None:
    if tag in _CHANGES:
        raise Refused("notes")
    if tag in _SCRIPTS or tag in _SOURCES:
        raise Refused("foreign")
    if tag == "Relationship":
        _judge_relationship(element)
    formula = element.text or "" if tag in _FORMULAS else ""
    for attribute, value in element.attrib.items():
        name = _local(attribute)
        if element.tag.startswith(_SVG):
            _judge_drawing(tag, name, value)
        if name == "formula":
            formula += value
        elif attribute.startswith("{http://www.w3.org/1999/xlink}") and name == "href":
            _judge_href(tag, value)
        elif name in {"onload", "onclick"}:
            raise Refused("foreign")
    is_style = tag == "style" and element.tag.startswith(_SVG)
    if is_style and _STYLE_FETCHES.search("".join(element.itertext())):
        raise Refused("foreign")
    if formula and _FETCHING.search(_IN_QUOTES.sub('""', formula)):
        raise Refused("foreign")


def _judge_drawing(tag: str, name: str, value: str) -> None:
    """An attribute of an SVG drawing, which browsers and office programs act upon."""
    if name.lower().startswith("on") or _STYLE_FETCHES.search(value):
        raise Refused("foreign")
    if name == "attributeName" and value.rpartition(":")[2] == "href":
        raise Refused("foreign")
    if name == "href":
        _judge_href(tag, value)


def _field(tag: str, element: Element, field: str) -> str:
    """The code of a Word field, which may be cut into pieces. Raises Refused if it fetches."""
    if tag == "fldSimple":
        field = next((v for n, v in element.attrib.items() if _local(n) == "instr"), "")
    elif tag == "instrText":
        field += element.text or ""
    elif tag == "fldChar" and "begin" in element.attrib.values():
        return ""
    else:
        return field
    if _FIELDS.search(field):
        raise Refused("foreign")
    return field


def _judge_relationship(element: Element) -> None:
    """An ordinary link for people is left; anything the program would fetch by itself is not."""
    kind, target = element.get("Type", ""), element.get("Target", "")
    if _LINKED_TYPES.search(kind):
        raise Refused("foreign")
    is_link = kind.endswith("/hyperlink") and target.startswith(_FOR_PEOPLE)
    if element.get("TargetMode") == "External" and not is_link:
        raise Refused("foreign")


def _judge_href(tag: str, target: str) -> None:
    """The same for OpenDocument and drawings, where everything links by one attribute."""
    if tag == "a" and target.startswith(_FOR_PEOPLE):
        return
    if _ELSEWHERE.match(target) and not target.startswith("data:image/"):
        raise Refused("foreign")


def _read_attributes(tag: str, element: Element) -> Iterator[str]:
    for attribute, value in element.attrib.items():
        name = _local(attribute)
        if (name in _READ or (tag == "docVar" and name == "val")) and len(value) > 5:
            yield value
