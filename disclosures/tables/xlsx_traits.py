"""Hidden rows and columns, faults and percentages of an XLSX file, from its tags as plain bytes.

No tree is built: a sheet of a hundred thousand rows is looked through with a few patterns.
"""

import re
import zipfile
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from disclosures.tables.traits import Fault, Traits, column_number

_SMALL = 8 << 20
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*\bhidden=\"(?:1|true)\"[^>]*)>")
_PLACE = re.compile(rb"\br=\"([A-Z]*)(\d+)\"")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s([^>]*\bt=\"e\"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.S
)
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\s((?:(?!\bt=\"str\")[^>])*)><(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]*)</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_PERCENT_FORMATS = frozenset({"9", "10"})


class Looker:
    """Gathers the traits of every sheet while the file is gone through; `found` has them by the
    sheet's name. Nothing is found in parts that cannot be followed."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.found: dict[str, Traits] = {}
        self._parts: dict[str, Traits] = {}
        book = _tree(archive, "xl/workbook.xml")
        links = _tree(archive, "xl/_rels/workbook.xml.rels")
        self._percent = _percent_styles(_tree(archive, "xl/styles.xml"))
        if book is None or links is None:
            return
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        is_1904 = any(
            _local(part) == "workbookPr" and part.get("date1904") in {"1", "true"} for part in book
        )
        view = next((v for v in book.iter() if _local(v) == "workbookView"), None)
        active = int(view.get("activeTab", "0")) if view is not None else 0
        for at, sheet in enumerate(part for part in book.iter() if _local(part) == "sheet"):
            link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            target = targets.get(link, "").lstrip("/")
            traits = Traits(is_1904=is_1904, is_active=at == active)
            part = target if target.startswith("xl/") else f"xl/{target}"
            self.found[sheet.get("name", "")] = self._parts.setdefault(part, traits)

    def look(self, part: str, piece: bytes) -> None:
        """The next piece of a part of the file; no row may be cut in two."""
        traits = self._parts.get(part)
        if traits is not None:
            _look(piece, traits, self._percent)


def _tree(archive: zipfile.ZipFile, name: str) -> Element | None:
    if name not in archive.namelist() or archive.getinfo(name).file_size > _SMALL:
        return None
    try:
        root: Element = fromstring(archive.read(name))
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def _local(part: Element) -> str:
    return part.tag.rpartition("}")[2]


def _percent_styles(styles: Element | None) -> re.Pattern[bytes] | None:
    """A pattern for cells whose style shows a percentage; None when no style does."""
    if styles is None:
        return None
    formats = set(_PERCENT_FORMATS)
    for part in styles.iter():
        code = re.sub(r'"[^"]*"|\\.', "", part.get("formatCode", ""))
        if _local(part) == "numFmt" and "%" in code:
            formats.add(part.get("numFmtId", ""))
    used = next((part for part in styles if _local(part) == "cellXfs"), None)
    numbers = [
        str(at).encode()
        for at, style in enumerate(used if used is not None else ())
        if style.get("numFmtId") in formats
    ]
    if not numbers:
        return None
    return re.compile(
        rb"<(?:\w+:)?c\s(?=[^>]*\bs=\"(?:" + b"|".join(numbers) + rb")\")[^>]*\br=\"([A-Z]+)(\d+)\""
    )


def _look(piece: bytes, traits: Traits, percent: re.Pattern[bytes] | None) -> None:
    if b"hidden=" in piece or b'width="0"' in piece:
        for (inside,) in map(re.Match.groups, _COLUMN.finditer(piece)):
            if re.search(rb"\bhidden=\"(?:1|true)\"|\bwidth=\"0\"", inside):
                traits.hidden_columns.update(_span(inside))
        for (inside,) in map(re.Match.groups, _HIDDEN_ROW.finditer(piece)):
            if place := _PLACE.search(inside):
                traits.hidden_rows.add(int(place[2]) - 1)
    if b't="e"' in piece:
        for inside, text in _ERROR.findall(piece):
            _note(traits, inside, Fault(text.decode("utf-8", "replace")[:40]))
    if b"<f" in piece or b":f>" in piece:
        for inside, text in _UNCOMPUTED.findall(piece):
            _note(traits, inside, Fault("=" + text.decode("utf-8", "replace")[:80], True))
    if percent is not None:
        for letters, digits in percent.findall(piece):
            traits.percent(int(digits) - 1, column_number(letters.decode()))


def _span(inside: bytes) -> range:
    first = re.search(rb"\bmin=\"(\d{1,5})\"", inside)
    last = re.search(rb"\bmax=\"(\d{1,5})\"", inside)
    if first is None or last is None:
        return range(0)
    return range(int(first[1]) - 1, min(int(last[1]), 1 << 14))


def _note(traits: Traits, inside: bytes, fault: Fault) -> None:
    place = _PLACE.search(inside)
    if place and place[1] and len(place[1]) <= 3 and len(place[2]) <= 7:
        traits.fault(int(place[2]) - 1, column_number(place[1].decode()), fault)
