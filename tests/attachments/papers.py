"""Documents with several pages of Vietnamese text, as an office's own program prints them."""

import io

import openpyxl
import typst

from disclosures.print.pdf import HERE


def pdf(*pages):
    """A PDF with a text layer, one text a page."""
    quoted = [page.replace("\\", "").replace('"', "“") for page in pages]
    source = "#set page(width: 150mm, height: 100mm, margin: 8mm)\n"
    source += '#set text(font: "Tinos", size: 12pt, lang: "vi")\n'
    source += "\n#pagebreak()\n".join(f'#text("{page}")' for page in quoted)
    return typst.compile(
        source.encode(), font_paths=[str(HERE / "fonts")], ignore_system_fonts=True
    )


def workbook(**sheets):
    """A workbook whose sheets hold one text in each row."""
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append([row])
    book.save(made)
    return made.getvalue()
