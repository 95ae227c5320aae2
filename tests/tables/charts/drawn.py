"""One chart of each sort with plain figures, as the golden files keep them."""

import datetime as dt
from decimal import Decimal

from disclosures.tables.charts import compensation, places, projects, spending, years
from disclosures.tables.charts.words import Money

LINES = (
    spending.Line("Quản lý nhà nước, Đảng, đoàn thể", 7_450_000_000, 5_885_500_000),
    spending.Line("Đầu tư phát triển (đường, cầu, trường)", 5_200_000_000, 3_016_000_000),
    spending.Line("Bảo đảm xã hội", 1_980_000_000, 1_663_200_000),
    spending.Line("Quốc phòng, an ninh", 1_420_000_000, None),
    spending.Line("Dự phòng ngân sách", 370_000_000, 0),
    spending.Line("Khắc phục sạt lở", None, 120_000_000),
)
FIELDS = [(line.label, line.plan) for line in LINES]
SPENT = [(line.label, line.actual) for line in LINES]
COUNTS = {
    "Ấp Vĩnh Kiên": {"poor": 21, "near_poor": 25},
    "Ấp Vĩnh Hòa": {"poor": 12, "near_poor": 19},
    "Ấp Vĩnh Thuận": {"poor": 19, "near_poor": 12},
    "Ấp Vĩnh Đông": {"poor": 0, "near_poor": 4},
    "": {"poor": 1},
}
CATEGORIES = (("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo"))
PARTS = (
    ("Bồi thường về đất", 2_920_000_000),
    ("Bồi thường nhà, công trình", 1_180_500_000),
    ("Hỗ trợ ổn định đời sống, sản xuất", 0),
    ("Bồi thường cây trồng, vật nuôi", 310_250_000),
    ("Thưởng bàn giao sớm", 449_000_000),
)
PROJECTS = (
    projects.Project(
        "Nâng cấp lộ Vĩnh Thuận – Vĩnh Phong", Decimal(67), 3_500_000_000, 2_350_000_000
    ),
    projects.Project("Cầu kinh Tư Miên", Decimal(100), 1_200_000_000, 1_200_000_000),
    projects.Project("Nhà văn hóa ấp Vĩnh Kiên", None, 800_000_000, None),
    projects.Project("Trạm bơm ấp Vĩnh Hòa", Decimal("12.5"), None, None),
)
YEARS = {
    2022: (9_800_000_000, 9_400_000_000),
    2024: (11_900_000_000, None),
    2025: (16_200_000_000, 15_700_000_000),
    2026: (14_900_000_000, 13_200_000_000),
}

DRAWN = {
    "plan_and_actual": lambda: spending.plan_and_actual(LINES, note="Đến 30/9/2026", expected=75),
    "by_field": lambda: spending.by_field(FIELDS, money=Money.DECIDED),
    "per_resident": lambda: spending.per_resident(SPENT, people=14_872, money=Money.SPENT),
    "by_year": lambda: years.by_year(
        YEARS, money=Money.SPENT, note="9 tháng đầu mỗi năm.", since=dt.date(2025, 7, 1)
    ),
    "by_year_estimates": lambda: years.by_year(YEARS, money=Money.PROPOSED),
    "compensation": lambda: compensation.compensation_totals(PARTS, money=Money.PROPOSED),
    "by_place": lambda: places.counts_by_place(COUNTS, categories=CATEGORIES, unit="hộ"),
    "progress": lambda: projects.progress(PROJECTS),
}
