"""Invented signed documents: as an office prints them, and as it scans them."""

import io
import json
from typing import Any

import PIL.Image
import typst

from disclosures.actions.attach_file import attach_file
from disclosures.attachments.draw_pages import draw
from disclosures.attachments.inspect import inspect
from disclosures.models import Version
from disclosures.print.pdf import HERE
from disclosures.vocabulary import AttachmentRole

# Words come as data: nothing that a notice says is a command of the typesetter.
_SOURCE = """
#let it = json(bytes(sys.inputs.at("document")))
#set document(title: it.title)
#set page("a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm), numbering: "1",
  header: align(center, text(9pt, fill: luma(90))[#it.mark]))
#set text(font: "Tinos", size: 13pt, lang: "vi")
#set par(justify: true, first-line-indent: 10mm)
#grid(columns: (2fr, 3fr), align: center,
  [*#upper(it.issuer)* \\ Số: #it.number],
  [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc* \\ _#it.day _])
#v(8mm)
#align(center, text(14pt, weight: "bold", it.title))
#v(4mm)
#for words in it.paragraphs [#words #parbreak()]
#align(right, block(width: 60mm, align(center)[*#upper(it.signer)* \\ #v(18mm) _(đã ký)_]))
#for annex in it.annexes {
  pagebreak()
  align(center, text(weight: "bold", annex.title))
  v(4mm)
  for words in annex.paragraphs [#words #parbreak()]
}
"""


def hang(version: Version, official: Any, *, is_scan: bool) -> None:
    """Attach the signed paper of a draft, printed by a program or scanned."""
    attach_file(
        by=official,
        version=version,
        role=AttachmentRole.SIGNED,
        title=f"Văn bản {version.document_number}",
        inspected=inspect(scan(version) if is_scan else document(version)),
    )


def document(version: Version) -> bytes:
    """The notice as a PDF of several pages, marked as invented on each."""
    told = {
        "mark": "Văn bản minh hoạ, không có thật",
        "title": version.title,
        "issuer": version.issuer,
        "number": version.document_number,
        "day": f"Ngày {version.document_date:%d/%m/%Y}",
        "signer": version.signer,
        "paragraphs": [
            version.summary,
            *version.body.split("\n\n"),
            f"Căn cứ: {version.legal_basis}.",
        ],
        "annexes": [
            {"title": "PHỤ LỤC I. CÁCH TÍNH",
             "paragraphs": ["Số liệu lấy từ sổ kế toán của xã, đối chiếu với Kho bạc Nhà nước.",
                            "Số lẻ được làm tròn đến nghìn đồng; tổng cộng trước khi làm tròn."]},
            {"title": "PHỤ LỤC II. NƠI XEM BẢN GIẤY",
             "paragraphs": ["Bảng tin trụ sở Ủy ban nhân dân, nhà văn hóa các ấp, khóm.",
                            "Bà con cần giải thích xin đến Bộ phận Một cửa trong giờ làm việc."]},
        ],
    }  # fmt: skip
    made = typst.compile(
        _SOURCE.encode(),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(told, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


def scan(version: Version) -> bytes:
    """The same as a scanner hands it out: pictures of pages, and no letter to read."""
    pages = [
        PIL.Image.open(io.BytesIO(one.content)).convert("L")
        for one in draw(document(version))
        if one.number
    ]
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=120)
    return made.getvalue()
