"""Attachments with an identifier of its own in every place that can hold one."""

import io

import openpyxl
import pikepdf
import PIL.Image
from PIL.PngImagePlugin import PngInfo

from tests.attachments.test_cleaning import docx, packed, pdf, with_member

# What the cleaning takes out: the file is published.
TAKEN_OUT = {
    "author of a PDF": "0913000201",
    "XMP of a PDF": "0913000202",
    "reader's note in a PDF": "0913000203",
    "writer of the note": "094085000204",
    "private folder of a program in a PDF": "0913000205",
    "photograph in a PDF": "0913000206",
    "author of a document": "0913000207",
    "own property of a document": "0913000208",
    "list of writers of a document": "094085000209",
    "photograph in a document": "0913000210",
    "author of a workbook": "0913000211",
    "folder that a workbook lay in": "0913000212",
    "printer of a workbook": "0913000213",
    "photograph's owner": "0913000214",
    "photograph's description": "094085000215",
    "photograph's comment": "0913000216",
    "behind the end of a photograph": "0913000217",
    "text beside a drawn picture": "0913000218",
    "writer of an OpenDocument text": "0913000219",
    "name of an attached file": "0913000220",
}
# What stays in the file and is found there: the draft cannot be published.
HELD_BACK = {
    "page of a PDF": "094085000301",
    "cut off a page": "094085000302",
    "bookmark": "094085000303",
    "words of a document": "0913000304",
    "running title of a document": "DN4929400000305",
    "cell": "0913000306",
    "hidden sheet": "094085000307",
    "hidden column": "0913000308",
    "name of a sheet": "094085000309",
    "defined name": "0913000310",
    "hint of a cell": "094085000311",
    "foot of a sheet": "0913000312",
    "pivot table's store": "DN4929400000313",
    "description of a picture": "0913000314",
}
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HERE = TAKEN_OUT | HELD_BACK


def photo(owner, description="", comment="", behind=""):
    """A photograph that says whose it is."""
    exif = PIL.Image.Exif()
    exif[0x013B], exif[0x010E] = _HERE[owner], _HERE.get(description, "")
    made = io.BytesIO()
    more = {"comment": _HERE[comment].encode()} if comment else {}
    PIL.Image.new("RGB", (40, 20), "white").save(made, "JPEG", exif=exif, **more)
    return made.getvalue() + _HERE.get(behind, "").encode()


def _changed(change, text="Thong bao"):
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(text))) as file:
        change(file)
        file.save(made)
    return made.getvalue()


def _makers(file):
    with file.open_metadata() as xmp:
        xmp["dc:creator"] = [TAKEN_OUT["XMP of a PDF"]]
    file.docinfo["/Author"] = TAKEN_OUT["author of a PDF"]
    page = file.pages[0]
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9],
        Contents=TAKEN_OUT["reader's note in a PDF"], T=TAKEN_OUT["writer of the note"],
    )  # fmt: skip
    page.Annots = pikepdf.Array([file.make_indirect(note)])
    page.PieceInfo = pikepdf.Dictionary(A=TAKEN_OUT["private folder of a program in a PDF"])
    image = pikepdf.Stream(
        file, photo("photograph in a PDF"), Type=pikepdf.Name.XObject, Width=40, Height=20,
        Subtype=pikepdf.Name.Image, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    page.Resources.XObject = pikepdf.Dictionary(I1=file.make_indirect(image))
    page.contents_add(b"q 40 0 0 20 20 20 cm /I1 Do Q")


def _document():
    about = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    return docx(
        **{
            "docProps__core.xml": f"<a>{TAKEN_OUT['author of a document']}</a>",
            "docProps__custom.xml": f'<a xmlns="{about}">'
            f"{TAKEN_OUT['own property of a document']}</a>",
            "word__people.xml": f"<a>{TAKEN_OUT['list of writers of a document']}</a>",
            "word__media__a.jpg": photo("photograph in a document"),
        },
    )


def _book(change):
    made, book = io.BytesIO(), openpyxl.Workbook()
    book.active.title, book.active["A1"] = "Bảng", "Nội dung"
    change(book)
    book.save(made)
    return made.getvalue()


def _workbook():
    content = _book(
        lambda book: setattr(book.properties, "creator", TAKEN_OUT["author of a workbook"])
    )
    parts = openpyxl.reader.excel.ZipFile(io.BytesIO(content))
    members = {name: parts.read(name) for name in parts.namelist()}
    lay = f'<absPath url="C:\\{TAKEN_OUT["folder that a workbook lay in"]}\\"/>'.encode()
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(b"<sheets>", lay + b"<sheets>")
    members["xl/printerSettings/printerSettings1.bin"] = TAKEN_OUT["printer of a workbook"]
    return packed(members)


def _drawn():
    made, words = io.BytesIO(), PngInfo()
    words.add_text("Author", TAKEN_OUT["text beside a drawn picture"])
    PIL.Image.new("RGB", (9, 9)).save(made, "PNG", pnginfo=words)
    return made.getvalue()


def published():
    """(name, content) of files that may be published once they are cleaned."""
    text = '<o:document-content xmlns:o="urn:o">Thông báo</o:document-content>'
    writer = f"<a>{TAKEN_OUT['writer of an OpenDocument text']}</a>"
    odt = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text}
    return [
        (f"{TAKEN_OUT['name of an attached file']}.pdf", _changed(_makers)),
        ("a.docx", _document()),
        ("a.xlsx", _workbook()),
        ("a.jpg", photo("photograph's owner", "photograph's description",
                        "photograph's comment", "behind the end of a photograph")),
        ("a.png", _drawn()),
        ("a.odt", packed({**odt, "meta.xml": writer})),
    ]  # fmt: skip


def _corners(book):
    sheet = book.active
    sheet["B7"] = HELD_BACK["cell"]
    sheet["D3"] = HELD_BACK["hidden column"]
    sheet.column_dimensions["D"].hidden = True
    hidden = book.create_sheet("Cất")
    hidden["A1"], hidden.sheet_state = HELD_BACK["hidden sheet"], "hidden"
    book.create_sheet(f"CCCD {HELD_BACK['name of a sheet']}")
    name = openpyxl.workbook.defined_name.DefinedName(
        "so", attr_text=f'"{HELD_BACK["defined name"]}"'
    )
    book.defined_names["so"] = name
    rule = openpyxl.worksheet.datavalidation.DataValidation("list", formula1='"a"')
    rule.prompt = f"CCCD {HELD_BACK['hint of a cell']}"
    rule.add("B2")
    sheet.add_data_validation(rule)
    sheet.oddFooter.left.text = f"ĐT {HELD_BACK['foot of a sheet']}"


def _outline(file):
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"CCCD {HELD_BACK['bookmark']}", 0))


def held():
    """(name, content) of files in which each planted number is found."""
    body = f"<w:p><w:r><w:t>Gọi {HELD_BACK['words of a document']}</w:t></w:r></w:p>"
    described = f'<w:docPr descr="Gọi {HELD_BACK["description of a picture"]}"/>'
    title = f'<w:hdr xmlns:w="{_W}"><w:t>{HELD_BACK["running title of a document"]}</w:t></w:hdr>'
    cache = f'<a><s v="{HELD_BACK["pivot table's store"]}"/></a>'
    return [
        ("a.pdf", pdf(f"So CCCD {HELD_BACK['page of a PDF']}")),
        ("b.pdf", _changed(
            lambda file: setattr(file.pages[0], "CropBox", pikepdf.Array([0, 0, 300, 50])),
            f"So CCCD {HELD_BACK['cut off a page']}")),
        ("c.pdf", _changed(_outline)),
        ("a.docx", docx(body + described, **{"word__header1.xml": title})),
        ("a.xlsx", with_member(
            _book(_corners), "xl/pivotCache/pivotCacheRecords1.xml", cache)),
    ]  # fmt: skip
