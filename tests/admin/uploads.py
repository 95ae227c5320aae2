"""Files as officials and attackers send them, made in memory from a few lines."""

import io
import struct
import zipfile
import zlib
from html import escape

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

HOUSEHOLDS = [
    ["STT", "Họ và tên chủ hộ", "Khóm", "Số nhân khẩu", "Phân loại"],
    [1, "Thạch Thị Sa Rây", "Khóm Vĩnh Trung", 4, "Hộ nghèo"],
    [2, "Danh Hoàng", "Khóm Vĩnh Kiên", 3, "Hộ cận nghèo"],
    [3, "Lý Thị Mỹ Nương", "Khóm Vĩnh Kiên", 5, "Hộ nghèo"],
]
WRONG_HOUSEHOLDS = [
    ["STT", "Họ và tên chủ hộ", "Khóm", "Số nhân khẩu", "Phân loại"],
    [1, "Thạch Thị Sa Rây", "Khóm Vĩnh Chung", 4, "Hộ nghèo"],
    [2, "", "Khóm Vĩnh Kiên", "ba", "Hộ cận nghèo"],
    [2, "Lý Thị Mỹ Nương", "Khóm Vĩnh Kiên", 5, "Hộ khá"],
]


def upload(content, name="bang.xlsx", content_type="application/octet-stream"):
    return SimpleUploadedFile(name, content, content_type)


def csv(rows):
    """Comma-separated UTF-8, as spreadsheets save it."""
    return "\r\n".join(",".join(map(str, row)) for row in rows).encode()


def xlsx(rows, *, sheets=(), formulas=(), hidden=False):
    """A workbook with `rows` on its first sheet; `formulas` are (cell, formula, result)."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        for at, content in enumerate([rows, *sheets]):
            sheet = book.add_worksheet(f"Trang {at + 1}")
            for number, row in enumerate(content):
                sheet.write_row(number, 0, row)
            if at == 0:
                for cell, formula, result in formulas:
                    sheet.write_formula(cell, formula, None, result)
                if hidden:
                    sheet.hide()
        if hidden:
            book.add_worksheet("Trống").activate()
    return buffer.getvalue()


def archive(members, compression=zipfile.ZIP_DEFLATED):
    """A zip file of (name, content) pairs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in members:
            file.writestr(name, content)
    return buffer.getvalue()


_NS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(rows, *, is_encrypted=False, rows_as=1, columns_as=1, broken=False):
    """An OpenDocument workbook with one sheet; each row and cell may stand for many."""
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            if isinstance(cell, (int, float)):
                kind = f'office:value-type="float" office:value="{cell}"'
            else:
                kind = 'office:value-type="string"'
            kind += f' table:number-columns-repeated="{columns_as}"' if columns_as > 1 else ""
            cells.append(
                f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
            )
        repeat = f' table:number-rows-repeated="{rows_as}"' if rows_as > 1 else ""
        lines.append(f"<table:table-row{repeat}>{''.join(cells)}</table:table-row>")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NS}><office:body>'
        f'<office:spreadsheet><table:table table:name="Bảng">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    encryption = '<manifest:encryption-data manifest:checksum="x"/>' if is_encrypted else ""
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{encryption}</manifest:file-entry></manifest:manifest>"
    )
    body = b"\x07" * 300 if is_encrypted else content.encode()
    if broken:
        body = body[: len(body) // 2]
    return archive(
        [("mimetype", _ODS_TYPE), ("content.xml", body), ("META-INF/manifest.xml", manifest)]
    )


def raw_xlsx(sheet_data, extra=()):
    """A workbook whose one sheet has exactly this `<sheetData>`, as no writer would make it."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return archive(
        [
            (
                "[Content_Types].xml",
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            ),
            (
                "_rels/.rels",
                f'<Relationships xmlns="{rels}"><Relationship Id="rId1" '
                f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            ),
            (
                "xl/workbook.xml",
                f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
                '<sheet name="Trang 1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            ),
            (
                "xl/_rels/workbook.xml.rels",
                f'<Relationships xmlns="{rels}"><Relationship Id="rId1" '
                f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            ),
            (
                "xl/worksheets/sheet1.xml",
                f'<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData></worksheet>',
            ),
            *extra,
        ]
    )


def many_rows(count):
    """A workbook of `count` short rows."""
    rows = "".join(f"<row><c><v>{at}</v></c></row>" for at in range(count))
    return raw_xlsx(rows)


def encrypted_xlsx():
    """What Excel writes when a password is set: an OLE container, not a zip."""
    names = "".join(("EncryptionInfo", "EncryptedPackage")).encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + names + b"\x00" * 1024


def png(width=8, height=8):
    """A small picture."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    lines = b"".join(b"\x00" + b"\x7f" * width for _row in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


def picture(form):
    """A small picture of another kind, as Pillow calls it."""
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16), "white").save(buffer, form)
    return buffer.getvalue()


def png_head(width, height):
    """A picture that only says how large it is."""
    return (
        png()[:16]
        + struct.pack(">II", width, height)
        + png()[24:29]
        + struct.pack(">I", zlib.crc32(b"IHDR" + struct.pack(">II", width, height) + png()[24:29]))
        + png()[33:]
    )


def spoiled(content):
    """A zip whose first member's packed bytes are noise."""
    start = 30 + struct.unpack("<H", content[26:28])[0] + struct.unpack("<H", content[28:30])[0]
    return content[:start] + b"\xff" * 20 + content[start + 20 :]


def lying(content):
    """A zip whose first member claims to unpack to two gigabytes."""
    size = content.index(b"PK\x01\x02") + 24
    return content[:size] + b"\xff\xff\xff\x7f" + content[size + 4 :]


def pdf(extra=b""):
    """One blank page, with `extra` inside its catalogue."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + extra + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj" % number + text + b"endobj\n"
    start = len(content)
    content += b"xref\n0 4\n0000000000 65535 f \n"
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


class Endless(io.RawIOBase):
    """A multipart body of `size` bytes that is made while it is read."""

    def __init__(self, size, name="file", filename="to.xlsx"):
        head = (
            '--mep\r\nContent-Disposition: form-data; name="role"\r\n\r\nannex\r\n'
            "--mep\r\n"
            f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        self.head, self.tail, self.left = head, b"\r\n--mep--\r\n", size
        self.length = len(head) + size + len(self.tail)

    def read(self, size=-1):
        if self.head:
            part, self.head = self.head[:size], self.head[size:]
            return part
        if self.left:
            part = b"\x01" * min(size, self.left)
            self.left -= len(part)
            return part
        part, self.tail = self.tail[:size], self.tail[size:]
        return part


def send_endless(client, url, size, **fields):
    """POST a file of `size` bytes without ever holding it in memory."""
    body = Endless(size, **fields)
    return client.generic(
        "POST",
        url,
        CONTENT_TYPE="multipart/form-data; boundary=mep",
        CONTENT_LENGTH=str(body.length),
        **{"wsgi.input": body},
    )
