"""Hidden rows and columns, merged cells, faults and percentages of an OpenDocument file."""

import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from disclosures.tables.traits import Fault, Traits

# Rows and columns beyond are blank padding in every spreadsheet.
_FURTHEST = 1 << 17
_MOST = 1 << 10


def read(archive: zipfile.ZipFile) -> dict[str, Traits]:
    """Traits by the sheet's name. Raises expat.ExpatError for broken XML."""
    walk = _Walk()
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    with archive.open("content.xml") as content:
        parser.ParseFile(content)
    return walk.found


def _times(attributes: Mapping[str, str], name: str) -> int:
    number = attributes.get(name, "1")[:9]
    return max(1, int(number)) if number.isdecimal() else 1


class _Walk:
    """Follows the tags and counts rows and columns."""

    def __init__(self) -> None:
        self.found: dict[str, Traits] = {}
        self.traits = Traits()
        self.row = self.column = self.row_times = 0
        self.fault: tuple[int, int] | None = None
        self.words: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match tag:
            case "table:table":
                self.traits = Traits(is_active=not self.found)
                self.found[attributes.get("table:name", "")] = self.traits
                self.row = self.column = self.row_times = 0
            case "table:table-column":
                times = _times(attributes, "table:number-columns-repeated")
                if "table:visibility" in attributes and times < _MOST:
                    self.traits.hidden_columns.update(range(self.column, self.column + times))
                self.column += times
            case "table:table-row":
                self.row += self.row_times
                self.row_times = _times(attributes, "table:number-rows-repeated")
                self.column = 0
                hidden = attributes.get("table:visibility", "visible") != "visible"
                if hidden and self.row + self.row_times < _FURTHEST:
                    self.traits.hidden_rows.update(range(self.row, self.row + self.row_times))
            case "table:table-cell" | "table:covered-table-cell":
                self._cell(attributes)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        times = _times(attributes, "table:number-columns-repeated")
        wide = _times(attributes, "table:number-columns-spanned")
        high = _times(attributes, "table:number-rows-spanned")
        if (wide > 1 or high > 1) and max(wide, high) < _FURTHEST:
            self.traits.merges.append(
                (self.row, self.column, self.row + high - 1, self.column + wide - 1)
            )
        kind = attributes.get("calcext:value-type", attributes.get("office:value-type", ""))
        if kind == "percentage" and times < _MOST and self.row_times < _MOST:
            for row in range(self.row, self.row + self.row_times):
                for column in range(self.column, self.column + times):
                    self.traits.percent(row, column)
        if kind == "error":
            self.fault, self.words = (self.row, self.column), []
        elif "table:formula" in attributes and not kind:
            formula = attributes["table:formula"].partition("=")[2]
            self.traits.fault(self.row, self.column, Fault(f"={formula}"[:80], True))
        self.column += times

    def text(self, words: str) -> None:
        if self.fault:
            self.words.append(words[:40])

    def end(self, tag: str) -> None:
        if tag == "table:table-cell" and self.fault:
            self.traits.fault(*self.fault, Fault("".join(self.words)[:40] or "#N/A"))
            self.fault = None
