"""Charts on a notice's page, and as pictures to take away."""

import pytest

from disclosures.queries import charts
from tests import make

pytestmark = pytest.mark.django_db

ESTIMATE_CSV = """Đơn vị: triệu đồng,,,
Nội dung,Ước thực hiện năm trước,Dự toán / Thực hiện / Quyết toán,So sánh (%)
TỔNG SỐ THU,90,100,
Các khoản thu xã hưởng 100%,50,60,
Các khoản thu phân chia theo tỷ lệ %,40,40,
TỔNG SỐ CHI,90,100,
Chi đầu tư phát triển,40,30,
Chi thường xuyên,50,70,
KẾT DƯ,0,0,
"""
PROJECTS_CSV = """STT,Tên dự án,Tổng mức đầu tư,Khối lượng (%),Đã giải ngân
1,Cầu kinh Tư Miên,1.200.000.000,100,1.200.000.000
2,Lộ Vĩnh Thuận,3.500.000.000,67,2.350.000.000
3,Nhà văn hóa ấp,800.000.000,,
"""


def published(official, approver, unit, kind, table, text, **more):
    version = make.draft(official, unit, kind_code=kind, **more)
    make.fill(official, version, 1, table, text)
    return make.published(version, official, approver)


def page_of(visitor, disclosure):
    return visitor.get(disclosure.get_absolute_url()).content.decode()


def test_an_estimate_is_never_called_spent(official, approver, unit, visitor):
    disclosure = published(
        official, approver, unit, "budget-approved", "bx-can-doi", ESTIMATE_CSV, period="2026"
    )
    page = page_of(visitor, disclosure)
    charts = page[page.index('id="bieu-do"') : page.index('id="bang"')]
    assert "Chi thường xuyên nhiều nhất: 70 triệu trên 100 triệu đồng" in charts
    assert "Đã quyết định, chưa chi" in charts
    assert 'class="c-f"' not in charts
    assert "<dt>Dự toán chi</dt>" in page
    assert "Đã chi" not in page


def test_progress_is_drawn_and_what_is_missing_named(official, approver, unit, visitor):
    disclosure = published(
        official, approver, unit, "project-progress", "du-an", PROJECTS_CSV, period="2026-Q1"
    )
    page = page_of(visitor, disclosure)
    assert "1 trên 3 công trình đã xong" in page
    assert "chưa có số liệu" in page
    assert "đã giải ngân 2.350 trên 3.500 triệu đồng" in page


def test_more_than_two_charts_are_folded(official, approver, unit, visitor):
    former = make.BALANCE_CSV.replace("Thực hiện,", "Thực hiện quý (06 tháng, năm),")
    published(
        official, approver, unit, "budget-execution-period", "ck113-tt343", former, period="2025-M9"
    )
    disclosure = make.published(make.budget_draft(official, unit), official, approver)
    page = page_of(visitor, disclosure)
    charts = page[page.index('id="bieu-do"') : page.index('id="bang"')]
    before, folded = charts.split('<details class="more">')
    assert before.count('<figure class="chart">') == 2
    assert folded.count('<figure class="chart">') == 1


def test_a_chart_is_a_picture_to_take_away(official, approver, unit, visitor):
    disclosure = make.published(make.budget_draft(official, unit), official, approver)
    address = f"{disclosure.get_absolute_url()}hinh/da-chi-so-voi-du-toan.svg"
    assert address in page_of(visitor, disclosure)
    answer = visitor.get(address)
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0"')
    assert disclosure.reference in answer.content.decode()
    assert visitor.get(f"{disclosure.get_absolute_url()}hinh/tron.svg").status_code == 404


def test_a_column_that_is_not_public_is_not_drawn(official, approver, unit):
    """A record that grew stricter since: the table's own list of public columns has the word."""
    disclosure = published(
        official, approver, unit, "budget-approved", "bx-can-doi", ESTIMATE_CSV, period="2026"
    )
    table = disclosure.current_version.tables.get()
    rows = {table.pk: [row.cells for row in table.public_rows.all()]}
    assert charts.charts_of(disclosure, [table], rows)
    table.public_columns = [name for name in table.public_columns if name != "so_nay"]
    assert charts.charts_of(disclosure, [table], rows) == ()


def test_columns_are_called_what_they_are_in_this_kind(official, approver, unit, visitor):
    disclosure = published(
        official, approver, unit, "budget-approved", "bx-can-doi", ESTIMATE_CSV, period="2026"
    )
    here = disclosure.get_absolute_url()
    page = page_of(visitor, disclosure)
    assert "Dự toán / Thực hiện / Quyết toán" not in page
    assert "Ước thực hiện năm trước</th>" in page
    assert "Dự toán năm</th>" in page
    csv = b"".join(visitor.get(f"{here}bang/1.csv")).decode("utf-8-sig")
    assert csv.splitlines()[0] == "Nội dung,Ước thực hiện năm trước,Dự toán năm,So sánh (%)"
