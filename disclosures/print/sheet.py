"""What stands on an A4 notice, as plain words; `pdf` and the page `in/` draw the same sheet."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """The head of a column."""

    title: str
    is_numeric: bool
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One numbered row; `look` is `t` for a total of all, `s` for one of a part."""

    number: str
    cells: tuple[str, ...]
    look: str = ""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table with every row that goes on paper; `rest` says what does not, and why."""

    caption: str
    unit: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    rest: str = ""

    @property
    def lines(self) -> Iterator[tuple[SheetRow, list[tuple[str, bool]]]]:
        """Each row with its cells and whether they are figures."""
        numeric = [column.is_numeric for column in self.columns]
        for row in self.rows:
            yield row, list(zip(row.cells, numeric, strict=True))


@dataclass(frozen=True, slots=True)
class Strip:
    """The posting strip under the document: what the portal adds, so not part of the document.

    `qr` leads to the page, `proof_qr` holds the signed checkpoint of the commune's log; both are
    SVG and empty for a draft. `posted` are the lines that whoever pins the sheet fills in.
    """

    qr: str
    qr_label: str
    until: str
    lines: tuple[tuple[str, str], ...]
    trace: str
    proof_qr: str
    proof_label: str
    proof: str
    posted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One notice on paper, in the order of Nghị định 30/2020/NĐ-CP, Phụ lục I.

    `language` is that of the portal's own words; the document itself is Vietnamese. `organ` are
    the issuer's lines, the superior's before them in `superior`.
    """

    language: str
    is_large: bool
    mark: str
    sample: str
    number_head: str
    foot: str
    superior: str
    organ: tuple[str, ...]
    number: str
    motto: tuple[str, str]
    place_and_day: str
    heading: str
    title: str
    kind: str
    note: str
    paragraphs: tuple[str, ...]
    points: tuple[tuple[str, str], ...]
    tables: tuple[SheetTable, ...]
    recipients_title: str
    recipients: tuple[str, ...]
    signature: tuple[str, ...]
    signed: str
    strip: Strip
