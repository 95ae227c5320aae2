"""Makes `tests/files/messy/`: workbooks as offices have them, one trait each; run by hand.

    python tests/files/make_workbooks.py

openpyxl writes them, LibreOffice turns some into ODS and XLS, so that our own writer is never the
judge of our own reader. People and figures are invented.
"""

import datetime as dt
import subprocess
import unicodedata
from pathlib import Path

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = Path(__file__).parent / "messy"
HEAD = ["STT", "Họ và tên chủ hộ", "Khóm", "Số nhân khẩu", "Phân loại"]
HOMES = [
    [1, "Thạch Thị Sa Rây", "Khóm Vĩnh Trung", 4, "Hộ nghèo"],
    [2, "Danh Hoàng", "Khóm Vĩnh Trung", 3, "Hộ cận nghèo"],
    [3, "Lý Thị Mỹ Nương", "Khóm Vĩnh Kiên", 5, "Hộ nghèo"],
    [4, "Trần Văn Công", "Khóm Vĩnh Kiên", 2, "Hộ cận nghèo"],
]
TITLE = [
    ["UBND PHƯỜNG NGÃ NĂM"],
    [],
    ["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2026"],
    ["(Kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 01 năm 2026)"],
]
SIGNED = [
    [],
    [None, None, "Ngã Năm, ngày 05 tháng 01 năm 2026"],
    [None, "Người lập", None, "TM. ỦY BAN NHÂN DÂN"],
    [None, None, None, "CHỦ TỊCH"],
    [],
    [None, "Lê Thị Bé", None, "Ngô Văn Mẫu"],
]
PARCELS = [
    ["STT", "Họ và tên", "Tờ bản đồ", "Thửa đất", "Diện tích thu hồi (m²)",
     "DT được bồi thường (m²)", "DT không được bồi thường (m²)", "Bồi thường về đất",
     "Bồi thường nhà, công trình", "Tổng cộng"],
    [1, "Kim Thị Sến", "12", "345", 148.5, 140, 8.5, 44550000, 12000000, 56550000],
    [2, "Sơn Ngọc Lành", "12", "346", 200, 200, None, 60000000, None, 60000000],
    [3, "Võ Văn Tư", "13", "21", 75.25, 75.25, 0, 22575000, 5000000, 27575000],
]  # fmt: skip
BALANCE = [
    ["NỘI DUNG", "DỰ TOÁN NĂM", "THỰC HIỆN 9 THÁNG", "SO SÁNH (%)"],
    ["TỔNG SỐ THU", 16920, 12985.5, 76.7],
    ["Các khoản thu xã hưởng 100%", 1180, 1004.25, 85.1],
    ["Các khoản thu phân chia theo tỷ lệ %", 2240, 1731.25, 77.3],
    ["Thu bổ sung", 13500, 10250, 75.9],
    ["- Bổ sung cân đối", 10500, 7875, 75],
    ["- Bổ sung có mục tiêu", 3000, 2375, 79.2],
    ["TỔNG SỐ CHI", 16920, 11618.25, 68.7],
    ["Chi đầu tư phát triển", 4600, 2714, 59],
    ["Chi thường xuyên", 11980, 8904.25, 74.3],
    ["Dự phòng", 340, 0, 0],
]
PROJECTS = ["STT", "Tên dự án, công trình", "Tổng mức đầu tư", "Khởi công", "Hoàn thành (kế hoạch)",
            "Khối lượng (%)", "Đã giải ngân"]  # fmt: skip
MILLIONS = ["Đơn vị tính: triệu đồng"]


def book(*sheets):
    """A workbook of (name, rows); None cells stay blank."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def one(rows, name="Sheet1"):
    made = book((name, rows))
    return made, made.active


def save(made, name):
    made.save(HERE / f"{name}.xlsx")


def put(name, rows):
    made, _sheet = one(rows)
    save(made, name)


def texts():
    """Files of plain text in every encoding and separator."""
    lines = [HEAD, *HOMES]

    def table(separator=",", rows=lines):
        return "\r\n".join(separator.join(map(str, row)) for row in rows) + "\r\n"

    made = {
        "utf8": table().encode(),
        "utf8-mark": table(";").encode("utf-8-sig"),
        "utf16": table("\t").encode("utf-16"),
        "utf16-unmarked": table(",").encode("utf-16-le"),
        "nfd": unicodedata.normalize("NFD", table()).encode(),
        "cp1258": cp1258(table()),
        "tcvn3": tcvn3(table()).encode("latin-1"),
        "vni": vni(table()).encode("cp1252"),
        "khong-ro": b"STT,T\x81n\r\n1,\x8d\x8f\x90\xfe\xff\x81\r\n2,\x9d\x81\xfe\xc0\x81\r\n" * 4,
        "xuong-dong": (
            ",".join([*HEAD, "Ghi chú"]) + '\r\n1,"Thạch Thị\r\nSa Rây",Khóm Vĩnh Trung,4,Hộ nghèo,'
            '"Nhà dột, ""nát"";\r\nđã sửa"\r\n2,Danh Hoàng,Khóm Vĩnh Trung,3,Hộ cận nghèo,\r\n'
        ).encode(),
        "cham-phay": table(";", [["STT", "Nội dung", "Thu", "Chi"], [1, "Quỹ đèn đường",
                           "1.234.567,89", "1.000.000,5"], [2, "Quỹ cổng chào", "2.500.000,25",
                           "0,25"]]).encode("utf-8-sig"),
        "gach-dung": table("|").encode(),
        "mat-chu": table().replace("ễ", "?").replace("ị", "?").replace("ạ", "?").encode(),
        "doc-hai-lan": table().encode().decode("cp1252", "ignore").encode(),
    }  # fmt: skip
    for name, content in made.items():
        (HERE / f"{name}.csv").write_bytes(content)
    tabs = {
        "tab": table("\t", [*TITLE, [], *lines, *SIGNED]).replace("None", "").encode(),
        # Commas and semicolons within cells outnumber the tabs between them.
        "tab-giua-dau-phay": table("\t", [["STT", "Nội dung", "Thu", "Chi"],
            [1, "Quỹ đèn đường, cổng chào; khóm 1, 2, 3, 4, 5", "1.234.567,89", "1.000.000,5"],
            [2, "Quỹ khuyến học; khóm 1, 2, 3, 4, 5, 6", "2.500.000,25", "0,25"]]).encode(),
        "tab-tcvn3": tcvn3(table("\t")).encode("latin-1"),
    }  # fmt: skip
    for name, content in tabs.items():
        (HERE / f"{name}.tsv").write_bytes(content)


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def cp1258(text):
    """As Windows writes Vietnamese: tones behind their letters."""
    out = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        out.append(base + "".join(c for c in parts if c in _TONES))
    return "".join(out).encode("cp1258")


def tcvn3(text):
    """As a TCVN3 keyboard types it; iconv of glibc is the judge of the codes."""
    lowered = "".join(c if c in "ĂÂĐÊÔƠƯ" or c.isascii() else c.lower() for c in text)
    converted = subprocess.run(
        ["iconv", "-f", "UTF-8", "-t", "TCVN5712-1"], input=lowered.encode(),
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return converted.stdout.decode("latin-1")


_VNI_TONES = dict(zip(_TONES, "øùõûï", strict=True))
_VNI_SHAPES = {"\u0306": "ê", "\u0302": "â"}
_VNI_BOTH = dict(zip(("\u0306" + t for t in _TONES), "èéüúë", strict=True)) | dict(
    zip(("\u0302" + t for t in _TONES), "àáãåä", strict=True)
)
_VNI_WHOLE = {"đ": "ñ", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "ơ": "ô", "ư": "ö"}


def vni(text):
    """As a VNI keyboard types it."""
    return "".join(map(_vni_letter, unicodedata.normalize("NFC", text)))


def _vni_letter(letter):
    small = letter.lower()
    if small in _VNI_WHOLE:
        typed = _VNI_WHOLE[small]
    elif small in "íì" or small.isascii():
        return letter
    else:
        parts = unicodedata.normalize("NFD", small)
        base, marks = parts[0], parts[1:]
        if "\u031b" in marks:
            base = _VNI_WHOLE[{"o": "ơ", "u": "ư"}[base]]
            marks = marks.replace("\u031b", "")
        shape = "".join(c for c in marks if c in _VNI_SHAPES)
        tone = "".join(c for c in marks if c in _VNI_TONES)
        typed = base + (
            _VNI_BOTH[shape + tone] if shape and tone
            else _VNI_SHAPES.get(shape, _VNI_TONES.get(tone, ""))
        )  # fmt: skip
    return typed.upper() if letter.isupper() else typed


def headers():
    """What stands above a table, and headers of two and three storeys."""
    put("tieu-de-phia-tren", [*TITLE, [], HEAD, *HOMES, *SIGNED])
    made, sheet = one([
        *TITLE,
        ["STT", "Họ và tên chủ hộ", "Địa chỉ", None, "Kết quả rà soát"],
        [None, None, "Khóm", "Số nhân khẩu", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        *HOMES,
    ])  # fmt: skip
    for cells in ("A5:A6", "B5:B6", "C5:D5", "E5:E6", "A3:E3"):
        sheet.merge_cells(cells)
    save(made, "hai-tang")
    made, sheet = one([
        [None, None, None, None, None, None, "Đơn vị: đồng"],
        ["STT", "Họ và tên", "Thửa đất", None, "Diện tích (m²)", None, "Kinh phí", None],
        [None, None, "Tờ bản đồ", "Số thửa", "DT thu hồi", "Trong đó", "Bồi thường", None],
        [None, None, None, None, None, "DT được bồi thường", "Bồi thường về đất",
         "Bồi thường nhà, công trình"],
        ["A", "B", 1, 2, 3, 4, 5, 6],
        [1, "Kim Thị Sến", "12", "345", 148.5, 148.5, 44550000, 12000000],
        [2, "Sơn Ngọc Lành", "12", "346", 200, 200, 60000000, None],
    ])  # fmt: skip
    for cells in ("A2:A4", "B2:B4", "C2:D2", "C3:C4", "D3:D4", "E2:F2", "E3:E4", "G2:H2", "G3:H3"):
        sheet.merge_cells(cells)
    save(made, "ba-tang")
    put("don-vi-o-tren", [["BIỂU CÂN ĐỐI"], [None, None, None, "ĐVT: nghìn đồng"], *BALANCE])
    put("don-vi-o-cot", [
        ["STT", "Tên dự án, công trình", "Tổng mức đầu tư (triệu đồng)", "Đã giải ngân (đồng)"],
        [1, "Cầu Vĩnh Trung", 4600, 2714000000], [2, "Đường khóm Vĩnh Kiên", 1250.5, 900000000],
    ])  # fmt: skip
    put("khong-don-vi-so-nho", BALANCE)
    put("khong-tieu-de", HOMES)
    put("tieu-de-la", [["STT", "Ông bà", "Cư trú", "Khẩu", "Diện"], *HOMES])
    put("lap-tieu-de", [HEAD, *HOMES[:2], HEAD, *HOMES[2:]])


def rows():
    """Sums, headings, blanks, what is hidden or merged."""
    put("dong-cong", [HEAD, *HOMES, [None, "Tổng cộng", None, 14, None]])
    put("cong-sai", [HEAD, *HOMES, [None, "Tổng cộng", None, 15, None]])
    put("cong-nhom", [
        HEAD,
        ["I", "Khóm Vĩnh Trung"], *HOMES[:2], [None, "Cộng khóm Vĩnh Trung", None, 7],
        ["II", "Khóm Vĩnh Kiên"], *HOMES[2:], [None, "Cộng khóm Vĩnh Kiên", None, 7],
        [None, "Tổng cộng", None, 14],
    ])  # fmt: skip
    put("nhom-co-so", [
        HEAD, ["I", "Khóm Vĩnh Trung", None, 7], *HOMES[:2], ["II", "Khóm Vĩnh Kiên", None, 7],
        *HOMES[2:],
    ])  # fmt: skip
    put("tong-dau-bang", [HEAD, [None, "Tổng số", None, 14, None], *HOMES])
    put("dong-trong", [HEAD, HOMES[0], [], HOMES[1], [], [], *HOMES[2:]])
    put("ap-o-tieu-de-nhom", [
        ["STT", "Họ và tên chủ hộ", "Số nhân khẩu", "Phân loại", "Ghi chú"],
        ["Khóm Vĩnh Trung"], *[[r[0], r[1], r[3], r[4]] for r in HOMES[:2]],
        ["Khóm Vĩnh Kiên"], *[[r[0], r[1], r[3], r[4]] for r in HOMES[2:]],
    ])  # fmt: skip
    merged = [HEAD, *[[*row] for row in HOMES]]
    merged[2][2] = merged[4][2] = None
    made, sheet = one(merged)
    sheet.merge_cells("C2:C3")
    sheet.merge_cells("C4:C5")
    save(made, "ap-gop-o")
    put("ap-ghi-mot-lan", merged)
    dittoed = [HEAD, *[[*row] for row in HOMES]]
    dittoed[2][2] = "nt"
    put("nhu-tren", dittoed)
    made, sheet = one(
        [*PARCELS[:2], [2, "Kim Thị Sến", "12", "346", 200, 200, 0, None, None, None]]
    )
    sheet["H2"], sheet["I2"], sheet["J2"] = 104550000, 12000000, 116550000
    sheet.merge_cells("H2:H3")
    save(made, "tien-gop-o")
    made, sheet = one([HEAD, *HOMES])
    sheet.row_dimensions[4].hidden = True
    save(made, "dong-an")
    made, sheet = one([[*HEAD, "Ghi chú"], *[[*row, "-"] for row in HOMES]])
    sheet.column_dimensions["D"].hidden = True
    save(made, "cot-an")
    made, sheet = one([[*HEAD, "Số CCCD"],
                       *[[*row, f"09408500000{row[0]}"] for row in HOMES]])  # fmt: skip
    save(made, "cccd")
    made, sheet = one([[*HEAD, "Liên hệ"], *[[*row, f"091234567{row[0]}"] for row in HOMES]])
    sheet.column_dimensions["F"].hidden = True
    save(made, "cot-an-co-sdt")
    made = book(("Danh sách", [HEAD, *HOMES]), ("Gốc", [["CCCD"], ["094085000001"]]))
    made["Gốc"].sheet_state = "hidden"
    save(made, "trang-an")
    put("cccd-trong-ghi-chu", [[*HEAD, "Ghi chú"], [*HOMES[0], "CCCD 094085000001"], *HOMES[1:]])
    made = book(("Bìa", [["Phường Ngã Năm"]]), ("Số liệu", [HEAD, *HOMES]), ("Ghi", [["xong"]]))
    save(made, "nhieu-trang")
    save(book(("Quý 1", [HEAD, *HOMES]), ("Quý 2", [HEAD, *HOMES[:2]])), "hai-trang-giong")
    put("trung-so", [HEAD, *HOMES, HOMES[3]])
    put("sai-nhieu-o", [
        HEAD, [1, "Thạch Thị Sa Rây", "Khóm Vĩnh Chung", 4, "Hộ nghèo"],
        [2, None, "Khóm Vĩnh Trung", "ba", "Hộ khá"],
    ])  # fmt: skip
    put("hai-cot-trung-ten", [[*HEAD, "Phân loại"],
                              *[[*row, "Hộ nghèo"] for row in HOMES]])  # fmt: skip
    put("ghi-chu-cuoi", [HEAD, *HOMES, [], ["Ghi chú: số liệu tính đến ngày 31/12/2025."],
                         ["(*) Hộ mới phát sinh"]])  # fmt: skip
    put("rong", [[]])
    put("chi-tieu-de", [HEAD])


def figures():
    """Figures, percentages, dates, formulas and errors."""
    quy = ["STT", "Nội dung", "Thu", "Chi"]
    put("so-kieu-viet", [quy, [1, "Quỹ A", "1.234.567,89", "1.000.000"],
                         [2, "Quỹ B", "2.500.000", "12.500,5"]])  # fmt: skip
    put("so-kieu-anh", [quy, [1, "Quỹ A", "1,234,567.89", "1,000,000"],
                        [2, "Quỹ B", "2,500,000", "12,500.5"]])  # fmt: skip
    put("so-hai-nghia", [[None, None, None, "ĐVT: triệu đồng"], quy, [1, "Quỹ A", "1.234", "1.100"],
                         [2, "Quỹ B", "2.500", "2.345"]])  # fmt: skip
    put("so-sai-dang", [quy, [1, "Quỹ A", "1.234.56", "12.34.567"]])
    made, sheet = one([MILLIONS, *[[*row] for row in BALANCE]])
    for row in range(3, 13):
        sheet.cell(row, 4).value = sheet.cell(row, 4).value / 100
        sheet.cell(row, 4).number_format = "0.0%"
    save(made, "phan-tram-dinh-dang")
    put("phan-tram-la-so-le", [MILLIONS, BALANCE[0], *[[*row[:3], row[3] / 100]
                               for row in BALANCE[1:]]])  # fmt: skip
    put("phan-tram-sai", [MILLIONS, *BALANCE[:2], ["Thu bổ sung", 13500, 10250, 57.9]])
    days = ["05/02/2026", "5-2-2026", "5.2.26", "2026-02-05", "ngày 5 tháng 2 năm 2026"]
    made, sheet = one([PROJECTS, *[[at, f"Công trình {at}", 1000000000, day, 46058, 50, 500000000]
                                   for at, day in enumerate(days, start=1)]])  # fmt: skip
    sheet["D2"].value, sheet["D2"].number_format = dt.date(2026, 2, 5), "dd/mm/yyyy"
    save(made, "nam-kieu-ngay")
    made, sheet = one([PROJECTS, [1, "Cầu Vĩnh Trung", 1000000000, dt.date(2026, 2, 5), 44596, 50,
                                  500000000]])  # fmt: skip
    made.epoch = CALENDAR_MAC_1904
    save(made, "ngay-1904")
    put("ngay-sai", [PROJECTS, [1, "Cầu", 1000000000, "02/25/2026", "31/02/2026", 50, 500000000]])
    made, sheet = one(PARCELS)
    sheet["J2"] = "=H2+I2"
    save(made, "cong-thuc-chua-tinh")
    made, sheet = one(PARCELS)
    for row in (2, 3, 4):
        sheet[f"J{row}"] = f"=H{row}+I{row}"
    sheet["J5"], sheet["B5"] = "=SUM(J2:J4)", "Tổng cộng"
    save(made, "cong-thuc-da-tinh-nguon")
    made, sheet = one([MILLIONS, *[[*row] for row in BALANCE]])
    sheet["D5"].value, sheet["D5"].data_type = "#REF!", "e"
    save(made, "o-bao-loi")
    put("dien-tich-sai", [PARCELS[0], [*PARCELS[1][:5], 100, *PARCELS[1][6:]]])
    put("dien-tich-ha", [["STT", "Họ và tên", "Tờ bản đồ", "Thửa đất", "Diện tích thu hồi (ha)"],
                         [1, "Kim Thị Sến", "12", "345", 0.0149]])  # fmt: skip
    put("lap-thua", [PARCELS[0], PARCELS[1], [*PARCELS[2][:3], "345", *PARCELS[2][4:]]])


def old_fonts():
    """Text of old fonts inside a workbook."""
    for name, typed, font in (("tcvn3", tcvn3, ".VnTime"), ("vni", vni, "VNI-Times")):
        made, sheet = one([
            [typed(cell) if isinstance(cell, str) else cell for cell in row]
            for row in [HEAD, *HOMES]
        ])  # fmt: skip
        for row in sheet.iter_rows():
            for cell in row:
                cell.font = Font(name=font)
        save(made, f"phong-{name}")


def convert(name, form, source=None):
    """LibreOffice makes another form of a workbook."""
    subprocess.run(
        ["soffice", "--headless", "--convert-to", form, "--outdir", str(HERE),
         str(source or HERE / f"{name}.xlsx")],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def main():
    HERE.mkdir(exist_ok=True)
    for old in HERE.iterdir():
        old.unlink()
    texts()
    headers()
    rows()
    figures()
    old_fonts()
    for form in ("ods", "xls"):
        for name in ("hai-tang", "dong-an", "cot-an-co-sdt", "phan-tram-dinh-dang", "nam-kieu-ngay",
                     "o-bao-loi", "trang-an", "ap-gop-o"):  # fmt: skip
            convert(name, form)
    convert("phong-tcvn3", "xls")
    for form in ("ods", "xls"):
        convert("cong-thuc-da-tinh-nguon", form)
        (HERE / f"cong-thuc-da-tinh-nguon.{form}").rename(HERE / f"cong-thuc-da-tinh.{form}")
    (HERE / "cong-thuc-da-tinh-nguon.xlsx").unlink()
    convert("cong-thuc-da-tinh", "xlsx", HERE / "cong-thuc-da-tinh.ods")


if __name__ == "__main__":
    main()
