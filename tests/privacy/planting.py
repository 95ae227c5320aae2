"""A workbook, texts and comments with an identifier of its own in every place that can hold one."""

import io
import zipfile

import openpyxl
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

# What stands where; each number is of another person, so that a leak says where it came from.
PLANTED = {
    "column of identity numbers": "094085000101",
    "column of birth days": "01/02/1985",
    "column of telephones, hidden": "0912000102",
    "comment of a cell": "0912000103",
    "author of a comment": "094085000104",
    "footer": "094085000105",
    "hidden sheet": "094085000106",
    "document properties": "0912000107",
    "defined name": "0912000108",
    "pivot cache": "DN4929400000109",
    "link to another file": "0912000110",
    "name of the sheet": "0912000111",
    "name of the file": "094085000112",
    "title of a draft": "094085000113",
    "summary of a draft": "0912000114",
    "text of a draft": "DN4929400000115",
    "document number of a draft": "094085000116",
    "issuer of a draft": "0912000117",
    "signer of a draft": "0912000118",
    "office of a draft": "0912000119",
    "legal basis of a draft": "094085000120",
    "reason of an exception": "365000121",
    "private comment": "094085000122",
    "pending comment": "0912000123",
    "rejected comment": "0912000124",
    "hidden comment": "0912000125",
    "covered words": "0912000126",
    "contact of a comment": "0912000127",
    "contact by e-mail": "kin.dao.128@example.vn",
    "answer to a private comment": "Ngưỡngvọng129",
    "name that is masked": "Rây",
    "second name that is masked": "Nương",
    "source workbook of another draft": "094085000132",
    "page of a draft's file": "094085000133",
    "name of a sheet in a draft's file": "0912000134",
}
DRAFT_TEXTS = {
    "title": "title of a draft",
    "summary": "summary of a draft",
    "body": "text of a draft",
    "document_number": "document number of a draft",
    "issuer": "issuer of a draft",
    "signer": "signer of a draft",
    "office": "office of a draft",
    "legal_basis": "legal basis of a draft",
}


def workbook() -> bytes:
    """A list of households that imports, with something private in every corner."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = f"Goi {PLANTED['name of the sheet']}"
    sheet.append(["STT", "Họ và tên chủ hộ", "Khóm", "Số nhân khẩu", "Phân loại", "Số CCCD",
                  "Ngày sinh", "Điện thoại"])  # fmt: skip
    private = (PLANTED["column of identity numbers"], PLANTED["column of birth days"],
               PLANTED["column of telephones, hidden"])  # fmt: skip
    sheet.append([1, "Thạch Thị Sa Rây", "Khóm Vĩnh Trung", 4, "Hộ nghèo", *private])
    sheet.append([2, "Lý Thị Mỹ Nương", "Khóm Vĩnh Kiên", 5, "Hộ cận nghèo", "", "", ""])
    sheet.column_dimensions["H"].hidden = True
    sheet["B2"].comment = Comment(
        f"gọi {PLANTED['comment of a cell']}", PLANTED["author of a comment"]
    )
    sheet.oddFooter.left.text = f"CCCD {PLANTED['footer']}"
    hidden = book.create_sheet("Cất")
    hidden.append([PLANTED["hidden sheet"]])
    hidden.sheet_state = "hidden"
    book.properties.creator = PLANTED["document properties"]
    book.defined_names["bi_mat"] = DefinedName("bi_mat", attr_text=f'"{PLANTED["defined name"]}"')
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "xl/pivotCache/pivotCacheRecords1.xml",
            f'<records><r><s v="{PLANTED["pivot cache"]}"/></r></records>',
        )
        archive.writestr(
            "xl/externalLinks/externalLink1.xml",
            f"<link><cell><v>{PLANTED['link to another file']}</v></cell></link>",
        )
    return out.getvalue()
