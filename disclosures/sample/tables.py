"""Invented tables as CSV texts, taken in through the same steps as an official's file."""

import random
from collections.abc import Sequence

FAMILY = (
    "Thạch",
    "Danh",
    "Lý",
    "Nguyễn",
    "Trần",
    "Lâm",
    "Sơn",
    "Kim",
    "Huỳnh",
    "Lê",
    "Tăng",
    "Châu",
)
MIDDLE = ("Thị", "Văn", "Thị Mỹ", "Hoàng", "Thị Sa", "Minh", "Quốc", "Thị Ngọc", "Hữu", "Thị Kim")
LAST = ("Rây", "Hoa", "Phương", "Hùng", "Nương", "Sang", "Tài", "Út", "Bé", "Lan", "Thanh", "Đông")

SPENDING = (
    ("Chi đầu tư phát triển", 5200, 58),
    ("Quản lý nhà nước, Đảng, đoàn thể", 7450, 79),
    ("Bảo đảm xã hội", 1980, 84),
    ("Quốc phòng, an ninh", 1420, 76),
    ("Kinh tế, môi trường", 850, 65),
    ("Giáo dục, đào tạo", 620, 73),
    ("Văn hóa, thể thao, truyền thanh", 410, 78),
    ("Y tế, dân số", 340, 75),
)


def name(rng: random.Random) -> str:
    """An invented name."""
    return f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(LAST)}"


def _money(amount: float) -> str:
    return f"{round(amount):,}".replace(",", ".")


def execution(months: int, scale: float = 1.0, slip: int = 0) -> str:
    """Budget execution of a period, in đồng; `slip` changes one line, for an amendment."""
    part = months / 9
    lines = []
    plan_total = spent_total = 0
    for label, plan, rate in SPENDING:
        planned = round(plan * 1_000_000 * scale)
        spent = round(planned * rate * part / 100)
        if label == "Bảo đảm xã hội":
            spent += slip
        plan_total, spent_total = plan_total + planned, spent_total + spent
        lines.append((label, planned, spent))
    income = round(spent_total * 1.128)
    rows = [
        "Đơn vị: đồng,,,",
        "Nội dung,Dự toán năm,Thực hiện trong kỳ (lũy kế),So với dự toán năm (%)",
        f"A. Tổng thu ngân sách,{plan_total},{income},",
        f"I. Các khoản thu xã hưởng 100%,{round(plan_total * 0.07)},{round(income * 0.07)},",
        f"II. Thu phân chia theo tỷ lệ,{round(plan_total * 0.13)},{round(income * 0.13)},",
        f"III. Thu bổ sung từ ngân sách cấp trên,{round(plan_total * 0.8)},{round(income * 0.8)},",
        f"B. Tổng chi ngân sách,{plan_total},{spent_total},",
        f"I. {lines[0][0]},{lines[0][1]},{lines[0][2]},",
        f"II. Chi thường xuyên,{plan_total - lines[0][1]},{spent_total - lines[0][2]},",
    ]
    rows += [f'"{at}. {label}",{p},{s},' for at, (label, p, s) in enumerate(lines[1:], 1)]
    return "\n".join(rows)


def balance(months: int, scale: float = 1.0, slip: int = 0) -> str:
    """The budget's balance in the fixed rows of the form, in đồng."""
    part = months / 9
    planned = round(sum(plan for _l, plan, _r in SPENDING) * 1_000_000 * scale)
    spent = (
        sum(round(round(p * 1_000_000 * scale) * r * part / 100) for _l, p, r in SPENDING) + slip
    )
    income = round(spent * 1.128)
    invest = round(round(SPENDING[0][1] * 1_000_000 * scale) * SPENDING[0][2] * part / 100)
    own, shared = round(income * 0.07), round(income * 0.13)
    transfer = income - own - shared
    plan_own, plan_shared = round(planned * 0.07), round(planned * 0.13)
    plan_transfer = planned - plan_own - plan_shared
    plan_invest = round(SPENDING[0][1] * 1_000_000 * scale)
    rows = (
        ("TỔNG SỐ THU", planned, income),
        ("Các khoản thu xã hưởng 100%", plan_own, own),
        ("Các khoản thu phân chia theo tỷ lệ %", plan_shared, shared),
        ("Thu bổ sung", plan_transfer, transfer),
        ("Bổ sung cân đối", round(plan_transfer * 0.75), round(transfer * 0.75)),
        (
            "Bổ sung có mục tiêu",
            plan_transfer - round(plan_transfer * 0.75),
            transfer - round(transfer * 0.75),
        ),
        ("TỔNG SỐ CHI", planned, spent),
        ("Chi đầu tư phát triển", plan_invest, invest),
        ("Chi thường xuyên", planned - plan_invest, spent - invest),
        ("KẾT DƯ", 0, income - spent),
    )
    head = "Đơn vị: đồng,,,\nNội dung,Dự toán năm,Thực hiện,So sánh (%)\n"
    return head + "\n".join(f"{label},{plan},{actual}," for label, plan, actual in rows)


def former_balance(months: int, scale: float) -> str:
    """The same in the layout of the former form 113 (fiscal years up to 2025)."""
    return balance(months, scale).replace("Thực hiện,", "Thực hiện quý (06 tháng, năm),")


# As the fixed rows of the form call what `SPENDING` groups.
FIELDS = (
    ("Giáo dục, đào tạo và dạy nghề", 620),
    ("Quốc phòng", 900),
    ("An ninh và trật tự, an toàn xã hội", 520),
    ("Y tế, dân số và gia đình", 340),
    ("Văn hóa thông tin", 410),
    ("Các hoạt động kinh tế", 850),
    ("Hoạt động của các cơ quan quản lý nhà nước, Đảng, đoàn thể", 7450),
    ("Bảo đảm xã hội", 1980),
)


def estimate(year: int, scale: float = 1.0) -> str:
    """The balance that a budget proposes or decides, beside what the year before may come to."""
    invest, by_field = _estimated(year, scale)
    current = sum(amount for _label, amount in by_field)
    total = invest + current
    own, shared = round(total * 0.07), round(total * 0.13)
    aimed = round(total * 0.2)
    rows = (
        ("TỔNG SỐ THU", total),
        ("Các khoản thu xã hưởng 100%", own),
        ("Các khoản thu phân chia theo tỷ lệ %", shared),
        ("Thu bổ sung", total - own - shared),
        ("Bổ sung cân đối", total - own - shared - aimed),
        ("Bổ sung có mục tiêu", aimed),
        ("TỔNG SỐ CHI", total),
        ("Chi đầu tư phát triển", invest),
        ("Chi thường xuyên", current),
    )
    return _beside_last_year(year, rows)


def fields(year: int, scale: float = 1.0) -> str:
    """What the same budget takes field by field."""
    invest, by_field = _estimated(year, scale)
    current = sum(amount for _label, amount in by_field)
    rows = (
        ("TỔNG CHI NGÂN SÁCH CẤP XÃ", invest + current),
        ("Chi đầu tư phát triển", invest),
        ("Chi thường xuyên", current),
        *by_field,
    )
    return _beside_last_year(year, rows)


def _estimated(year: int, scale: float) -> tuple[int, list[tuple[str, int]]]:
    """Investment and each field in million đồng; each year takes some more."""
    factor = scale * 1.045 ** (year - 2026)
    by_field = [(label, round(amount * factor)) for label, amount in FIELDS]
    return round(SPENDING[0][1] * factor), by_field


def _beside_last_year(year: int, rows: Sequence[tuple[str, int]]) -> str:
    head = f"Nội dung,Ước thực hiện năm {year - 1},Dự toán năm {year},So sánh (%)"
    lines = [f'"{label}",{now * 960_000},{now * 1_000_000},' for label, now in rows]
    return "\n".join(["Đơn vị: đồng,,,", head, *lines])


def households(rng: random.Random, villages: list[str], count: int) -> str:
    """A list of poor households with the columns that must never be stored."""
    rows = ["STT,Họ và tên chủ hộ,Ấp/khóm,Số nhân khẩu,Phân loại,Số CCCD,Ngày sinh,Ghi chú"]
    # As the notice's summary says: 96 poor of 239.
    poor = round(count * 96 / 239)
    kinds = ["Hộ nghèo"] * poor + ["Hộ cận nghèo"] * (count - poor)
    rng.shuffle(kinds)
    for at in range(1, count + 1):
        year = rng.randint(40, 99)
        number = f"094{rng.randint(0, 1)}{year:02d}{rng.randint(0, 999999):06d}"
        birth = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/19{year}"
        rows.append(
            f"{at},{name(rng)},{rng.choice(villages)},{rng.randint(1, 7)},{kinds[at - 1]},"
            f"{number},{birth},"
        )
    return "\n".join(rows)


def compensation(rng: random.Random, villages: list[str], count: int) -> str:
    """A compensation plan per household, in đồng."""
    rows = [
        "Đơn vị: đồng" + "," * 16,
        "STT,Họ và tên,Ấp/khóm,Tờ bản đồ,Thửa,Loại đất,Diện tích thửa (m²),Diện tích thu hồi (m²),"
        "DT được bồi thường (m²),DT không được bồi thường (m²),Bồi thường về đất,"
        '"Bồi thường nhà, công trình","Bồi thường cây trồng, vật nuôi",Hỗ trợ khác,Tổng cộng,'
        "Khấu trừ nghĩa vụ tài chính,Thực nhận",
    ]
    for at in range(1, count + 1):
        area = rng.randint(60, 900)
        taken = rng.randint(20, area)
        kind, price = rng.choice((("CLN", 180_000), ("LUC", 120_000), ("ONT", 1_450_000)))
        land = taken * price
        house = rng.choice((0, 0, 18_500_000, 42_000_000))
        trees = rng.randint(0, 40) * 250_000
        other = 2_000_000
        total = land + house + trees + other
        rows.append(
            f"{at},{name(rng)},{rng.choice(villages)},{rng.randint(3, 12)},{100 + at},"
            f"{kind},{area},"
            f"{taken},{taken},0,{land},{house},{trees},{other},{total},0,{total}"
        )
    return "\n".join(rows)


PROJECTS = """Đơn vị: triệu đồng,,,,,,,
STT,Tên dự án,Địa điểm,Chủ đầu tư,Tổng mức đầu tư,Khối lượng (%),Đã giải ngân,Trạng thái
1,Nâng cấp lộ Vĩnh Thuận - Vĩnh Phong,Khóm Vĩnh Trung,UBND phường,2.850,67,1.700,Đang thi công
2,Cầu kênh Tư Miên,Khóm Vĩnh Kiên,UBND phường,1.240,100,1.180,Hoàn thành
3,Sửa nhà văn hóa khóm Vĩnh Hòa,Khóm Vĩnh Hòa,UBND phường,420,35,120,Đang thi công
4,Hệ thống đèn đường khóm 2,Khóm 2,UBND phường,365,0,0,Chuẩn bị
"""

RECEPTION = """Nơi tiếp,Thời gian,Người chủ trì (chức vụ),Dự kiến nội dung,Trực tiếp / trực tuyến
Trụ sở UBND phường,"Thứ Năm hằng tuần, 7 giờ 30",Chủ tịch,Chủ tịch tiếp công dân định kỳ,Trực tiếp
Nhà văn hóa khóm Vĩnh Hòa,"Ngày 10 và 24 hằng tháng, 14 giờ",Phó Chủ tịch,Tiếp lưu động,Trực tiếp
Bộ phận Một cửa,Trong giờ làm việc,Công chức tiếp công dân,Tiếp thường xuyên,Trực tiếp
"""
