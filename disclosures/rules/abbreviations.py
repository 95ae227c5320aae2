"""What the abbreviations of commune offices stand for; longer ones win over those they begin with.

`ORGANS` and `DOCUMENTS` follow Nghị định 30/2020/NĐ-CP, Phụ lục III; units are SI names as spoken.
"""

DOCUMENTS = {
    "NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "QC": "Quy chế", "QYĐ": "Quy định",
    "TC": "Thông cáo", "TB": "Thông báo", "HD": "Hướng dẫn", "CTr": "Chương trình",
    "KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án", "DA": "Dự án", "BC": "Báo cáo",
    "BB": "Biên bản", "TTr": "Tờ trình", "HĐ": "Hợp đồng", "CĐ": "Công điện", "GM": "Giấy mời",
    "TT": "Thông tư", "NĐ": "Nghị định", "TTLT": "Thông tư liên tịch", "PL": "Pháp lệnh",
    "CV": "Công văn", "KL": "Kết luận", "DS": "Danh sách",
}  # fmt: skip

ORGANS = {
    "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "CP": "Chính phủ",
    "TTg": "Thủ tướng Chính phủ", "QH": "Quốc hội", "UBTVQH": "Ủy ban Thường vụ Quốc hội",
    "BTC": "Bộ Tài chính", "BNV": "Bộ Nội vụ", "BTP": "Bộ Tư pháp", "BXD": "Bộ Xây dựng",
    "BCT": "Bộ Công Thương", "BYT": "Bộ Y tế", "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BGDĐT": "Bộ Giáo dục và Đào tạo", "BCA": "Bộ Công an", "BQP": "Bộ Quốc phòng",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội", "VPCP": "Văn phòng Chính phủ",
    "TTCP": "Thanh tra Chính phủ", "TW": "Trung ương", "MTTQ": "Mặt trận Tổ quốc",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc", "ĐU": "Đảng ủy", "HĐBC": "Hội đồng bầu cử",
    "BCĐ": "Ban Chỉ đạo", "BTTND": "Ban Thanh tra nhân dân", "VPUB": "Văn phòng Ủy ban",
    "BCHQS": "Ban Chỉ huy quân sự", "CT.UBND": "Chủ tịch Ủy ban nhân dân",
    "VHXH": "Văn hóa - Xã hội", "KTHTĐT": "Kinh tế, hạ tầng và đô thị", "VT": "Văn thư",
}  # fmt: skip

OTHERS = {
    "CCCD": "căn cước công dân", "BHYT": "bảo hiểm y tế", "BHXH": "bảo hiểm xã hội",
    "NVQS": "nghĩa vụ quân sự", "NTM": "nông thôn mới", "GTNT": "giao thông nông thôn",
    "KT-XH": "kinh tế, xã hội", "KTXH": "kinh tế, xã hội", "QP-AN": "quốc phòng, an ninh",
    "ANTT": "an ninh trật tự", "NSNN": "ngân sách nhà nước", "NSĐP": "ngân sách địa phương",
    "TTHC": "thủ tục hành chính", "GPMB": "giải phóng mặt bằng", "XDCB": "xây dựng cơ bản",
    "QSDĐ": "quyền sử dụng đất", "GCN": "giấy chứng nhận", "HTX": "hợp tác xã",
    "THCS": "trung học cơ sở", "THPT": "trung học phổ thông", "CBCC": "cán bộ, công chức",
    "ĐVT": "đơn vị tính", "STT": "số thứ tự", "VNĐ": "đồng", "VND": "đồng",
    "PCT": "Phó Chủ tịch", "TM.": "thay mặt", "KT.": "ký thay", "TL.": "thừa lệnh",
    "TP.": "thành phố", "TX.": "thị xã", "TT.": "thị trấn", "Q.": "quận",
    "P.": "phường", "ĐT.": "đường tỉnh", "QL": "quốc lộ", "ĐH.": "đường huyện",
    "v/v": "về việc", "V/v": "Về việc", "v.v": "vân vân", "TDP": "tổ dân phố",
    "NHCSXH": "Ngân hàng Chính sách xã hội", "CLB": "câu lạc bộ", "HS": "học sinh",
    "TBXH": "thương binh, xã hội",
    "VBQPPL": "văn bản quy phạm pháp luật", "GSĐTCĐ": "giám sát đầu tư của cộng đồng",
    "TTND": "thanh tra nhân dân", "QCDC": "quy chế dân chủ", "CSDL": "cơ sở dữ liệu",
}  # fmt: skip

# Only after a figure or a stroke: `ha` and `m` are also ordinary letters.
UNITS = {
    "m²": "mét vuông", "m2": "mét vuông", "m³": "mét khối", "m3": "mét khối",
    "km²": "ki lô mét vuông", "km2": "ki lô mét vuông", "km": "ki lô mét", "m": "mét",
    "cm": "xen ti mét", "mm": "mi li mét", "ha": "héc ta", "kg": "ki lô gam", "g": "gam",
    "tấn": "tấn", "tạ": "tạ", "lít": "lít", "l": "lít", "đ": "đồng", "kWh": "ki lô oát giờ",
    "kV": "ki lô vôn", "kVA": "ki lô vôn ampe", "°C": "độ C", "tr": "triệu",
    "tr.đ": "triệu đồng", "trđ": "triệu đồng", "tr.đồng": "triệu đồng",
}  # fmt: skip

# Alone these may mean something else (CT: chỉ thị, chủ tịch, công trình), so they stay as written.
_UNCLEAR = {"CT", "TC", "DA", "DS", "KL", "QC", "HD", "GM", "PA", "CĐ", "CTr", "PL", "ĐA", "VT"}
WORDS = {
    short: words
    for short, words in {**DOCUMENTS, **ORGANS, **OTHERS}.items()
    if short not in _UNCLEAR
}
