"""Reads a cleaned workbook's cells by sheet, so that a find can be told with its sheet."""

import io

import python_calamine

from disclosures.attachments.refusal import MAX_TEXT, Refused, readable


def read(content: bytes) -> tuple[tuple[str, str], ...]:
    """The cells of each sheet under its name; none where it cannot be told which are whose."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(
            (readable(name)[:100], readable(_cells(book.get_sheet_by_name(name))))
            for name in book.sheet_names
        )
    except (python_calamine.CalamineError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        return ()


def _cells(sheet: python_calamine.CalamineSheet) -> str:
    lines, length = [], 0
    for row in sheet.iter_rows():
        line = " ".join(f"{cell:.15g}" if isinstance(cell, float) else str(cell) for cell in row)
        length += len(line)
        if length > MAX_TEXT:
            raise Refused("too_much_text")
        lines.append(line.strip())
    return "\n".join(line for line in lines if line)
