"""Makes the sample workbooks with LibreOffice, as an office would have them; run by hand.

    python tests/files/make_workbooks.py

Needs `soffice` (Debian: libreoffice-calc-nogui). What it writes lies beside it and is committed, so
that the tests read what a real spreadsheet program wrote. Figures are invented.
"""

import subprocess
import sys
from html import escape
from pathlib import Path

import make_messy

HERE = Path(__file__).parent
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
    "<office:body><office:spreadsheet>"
)
TAIL = "</office:spreadsheet></office:body></office:document>"
UNIT = "Đơn vị tính: triệu đồng"

# Form 113: what was planned and done, in three columns.
BALANCE = [
    ("TỔNG SỐ THU", 16920, 12985.5),
    ("Các khoản thu xã hưởng 100%", 1180, 1004.25),
    ("Các khoản thu phân chia theo tỷ lệ %", 2240, 1731.25),
    ("Thu bổ sung", 13500, 10250),
    ("- Bổ sung cân đối", 10500, 7875),
    ("- Bổ sung có mục tiêu", 3000, 2375),
    ("Thu chuyển nguồn", None, None),
    ("TỔNG SỐ CHI", 16920, 11618.25),
    ("Chi đầu tư phát triển", 4600, 2714),
    ("Chi thường xuyên", 11980, 8904.25),
    ("Dự phòng", 340, 0),
]
# Form 114: revenue, state budget beside commune budget, under a two-storey header.
REVENUE = [
    ("TỔNG THU", 17820, 16920, 13675.5, 12985.5),
    ("I. Các khoản thu 100%", 1180, 1180, 1004.25, 1004.25),
    ("1. Phí, lệ phí", 195, 195, 172.5, 172.5),
    ("2. Thu từ quỹ đất công ích và hoa lợi công sản", 610, 610, 548.75, 548.75),
    ("9. Thu khác", 375, 375, 283, 283),
    ("II. Các khoản thu phân chia theo tỷ lệ phần trăm (%)", 3140, 2240, 2421.25, 1731.25),
    ("1. Thuế sử dụng đất phi nông nghiệp", 260, 182, 231.5, 162.05),
    ("4. Lệ phí trước bạ nhà, đất", 2880, 2058, 2189.75, 1569.2),
    ("VI. Thu bổ sung từ ngân sách cấp trên", 13500, 13500, 10250, 10250),
    ("1. Bổ sung cân đối ngân sách", 10500, 10500, 7875, 7875),
    ("2. Bổ sung có mục tiêu", 3000, 3000, 2375, 2375),
]
# Form 115: spending, in all, for investment and recurrent.
SPENDING = [
    ("TỔNG CHI", 16920, 4600, 11980, 11618.25, 2714, 8904.25),
    ("A. Chi đầu tư phát triển", 4600, 4600, None, 2714, 2714, None),
    ("B. Chi thường xuyên", 11980, None, 11980, 8904.25, None, 8904.25),
    ("1. Chi giáo dục", 580, None, 580, 421.5, None, 421.5),
    ("3. Chi y tế", 310, None, 310, 232.25, None, 232.25),
    ("4. Chi văn hóa, thông tin", 380, None, 380, 290, None, 290),
    ("7. Chi bảo vệ môi trường", 540, None, 540, 366.5, None, 366.5),
    ("9. Chi hoạt động của cơ quan quản lý nhà nước, Đảng, đoàn thể", 7020, None, 7020,
     5412, None, 5412),
    ("10. Chi cho công tác xã hội", 1850, None, 1850, 1246, None, 1246),
    ("11. Chi quốc phòng", 1300, None, 1300, 936, None, 936),
    ("C. Dự phòng ngân sách", 340, None, None, 0, None, None),
]  # fmt: skip


def cell(value, *, columns=1, rows=1):
    """One cell; a merged one is followed by the cells that it covers."""
    span = ""
    if columns > 1:
        span += f' table:number-columns-spanned="{columns}"'
    if rows > 1:
        span += f' table:number-rows-spanned="{rows}"'
    covered = "<table:covered-table-cell/>" * (columns - 1)
    if value is None:
        return f"<table:table-cell{span}/>{covered}"
    if isinstance(value, str):
        return (
            f'<table:table-cell office:value-type="string"{span}>'
            f"<text:p>{escape(value)}</text:p></table:table-cell>{covered}"
        )
    return f'<table:table-cell office:value-type="float" office:value="{value}"{span}/>{covered}'


def row(*cells):
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def texts(*values):
    return row(*map(cell, values))


def sheet(name, rows):
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def opening(form, title, width):
    """The head of a statutory form: issuer, form number, title, reporting time, unit."""
    return [
        row(cell("UBND PHƯỜNG NGÃ NĂM", columns=2), cell(f"Biểu số {form}/CK TC-NSNN")),
        texts(None),
        row(cell(title, columns=width)),
        row(cell("(Kèm theo Thông báo số 231/TB-UBND ngày 09/10/2025)", columns=width)),
        row(*[cell(None)] * (width - 1), cell(UNIT)),
    ]


SIGNED = [
    texts(None),
    texts(None, None, "Ngã Năm, ngày 09 tháng 10 năm 2025"),
    texts("Người lập biểu", None, "CHỦ TỊCH"),
]


def share(plan, actual):
    return round(actual * 100 / plan, 1) if plan and actual is not None else None


def balance(changes=None):
    """Form 113; `changes` puts other values into the cells (row, column)."""
    rows = [
        *opening("113", "CÂN ĐỐI NGÂN SÁCH XÃ 9 THÁNG NĂM 2025", 4),
        texts("NỘI DUNG", "DỰ TOÁN NĂM", "THỰC HIỆN 9 THÁNG", "SO SÁNH (%)"),
    ]
    for at, (label, plan, actual) in enumerate(BALANCE):
        values = [label, plan, actual, share(plan, actual)]
        for (line, column), value in (changes or {}).items():
            if line == at:
                values[column] = value
        rows.append(texts(*values))
    return sheet("113", rows + SIGNED)


def revenue():
    rows = [
        *opening("114", "ƯỚC THỰC HIỆN THU NGÂN SÁCH XÃ 9 THÁNG NĂM 2025", 7),
        row(
            cell("NỘI DUNG", rows=2), cell("DỰ TOÁN NĂM", columns=2),
            cell("THỰC HIỆN", columns=2), cell("SO SÁNH (%)", columns=2),
        ),
        row("<table:covered-table-cell/>", *map(cell, ("THU NSNN", "THU NSX") * 3)),
    ]  # fmt: skip
    for label, *values in REVENUE:
        state_plan, commune_plan, state, commune = values
        rows.append(texts(label, *values, share(state_plan, state), share(commune_plan, commune)))
    return sheet("114", rows + SIGNED)


def spending():
    rows = [
        *opening("115", "ƯỚC THỰC HIỆN CHI NGÂN SÁCH XÃ 9 THÁNG NĂM 2025", 10),
        row(
            cell("NỘI DUNG", rows=2), cell("DỰ TOÁN NĂM", columns=3),
            cell("THỰC HIỆN", columns=3), cell("SO SÁNH (%)", columns=3),
        ),
        row(
            "<table:covered-table-cell/>",
            *map(cell, ("TỔNG SỐ", "ĐẦU TƯ PHÁT TRIỂN", "THƯỜNG XUYÊN") * 3),
        ),
    ]  # fmt: skip
    for label, *values in SPENDING:
        shares = [share(values[at], values[at + 3]) for at in range(3)]
        rows.append(texts(label, *values, *shares))
    return sheet("115", rows + SIGNED)


def write(name, *sheets):
    """LibreOffice makes an XLSX and an ODS of the sheets."""
    flat = HERE / f"{name}.fods"
    flat.write_text(HEAD + "".join(sheets) + TAIL, encoding="utf-8")
    for form in ("xlsx", "ods"):
        subprocess.run(
            ["soffice", "--headless", "--convert-to", form, "--outdir", str(HERE), str(flat)],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    flat.unlink()


def main():
    write("bieu-113-115", balance(), revenue(), spending())
    # A word for a number, a total that is not the sum, the letter o for a zero.
    write(
        "bieu-113-ba-o-sai",
        balance({(1, 2): "một nghìn lẻ bốn", (7, 2): 11718.25, (9, 1): "11.98o"}),
    )
    make_messy.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
