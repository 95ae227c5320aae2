"""Reads CSV and TSV: the encoding and the separator are found out, and said."""

import csv
import io
import itertools
from collections import Counter

from django.utils.translation import gettext as _

from disclosures.tables import encodings
from disclosures.tables.workbook import (
    Exchanged,
    Sheet,
    TableFileError,
    Workbook,
    plain_value,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)

# The first of equals is taken.
_MARKS = ",;\t|"
_LINES = 30
_SAMPLE = 100_000


def read_csv(content: bytes, max_rows: int, max_columns: int, max_cells: int) -> Workbook:
    """The table of a CSV or TSV file. Raises TableFileError."""
    try:
        decoded = encodings.decode(content)
    except encodings.UnknownEncoding as error:
        raise TableFileError(
            _("No known encoding makes Vietnamese of this file. Save the table as .xlsx instead.")
        ) from error
    text = decoded.text
    if not text.strip():
        raise TableFileError(_("The file is empty. Save the table again and choose that file."))
    separator = _separator(text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
        rows, cells = [], 0
        for row in itertools.islice(reader, max_rows + 1):
            if len(row) > max_columns:
                raise too_many_columns(max_columns)
            cells += len(row)
            if cells > max_cells:
                raise too_many_cells(max_cells)
            rows.append(tuple(map(plain_value, row)))
    except csv.Error as error:
        raise TableFileError(
            _("A cell of the CSV file is never closed. Save the table as .xlsx instead.")
        ) from error
    if len(rows) > max_rows:
        raise too_many_rows()
    notes = list(decoded.notes)
    if separator != ",":
        name = {";": ";", "\t": "Tab", "|": "|"}[separator]
        notes.append(_("Columns are separated by “%(mark)s”.") % {"mark": name})
    example = decoded.example
    exchanged = Exchanged(decoded.encoding, *example) if example else None
    return Workbook((Sheet("CSV", tuple(rows)),), "csv", tuple(notes), exchanged)


def _separator(text: str) -> str:
    """The mark by which most of the first lines have one number of cells.

    Counting marks alone is not enough: figures and remarks hold commas and semicolons too.
    """
    return max(_MARKS, key=lambda mark: _agreement(text[:_SAMPLE], mark))


def _agreement(text: str, mark: str) -> tuple[int, bool, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False)
    try:
        widths = Counter(len(row) for row in itertools.islice(reader, _LINES))
    except csv.Error:
        return 0, False, 0
    widths.pop(0, None)
    widths.pop(1, None)
    if not widths:
        return 0, False, 0
    width, lines = max(widths.items(), key=lambda item: (item[1], item[0]))
    return lines, mark == "\t", width
