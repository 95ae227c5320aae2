"""What was published before is compared with a table on its way in, and said before it is taken."""

import pytest
from django.urls import reverse

from tests import make
from tests.admin import uploads
from tests.admin.reading import words

pytestmark = pytest.mark.django_db
PLAN = (
    "Đơn vị: triệu đồng,\nNội dung,Dự toán\nTỔNG SỐ THU,100\n"
    "Các khoản thu xã hưởng 100%,60\nCác khoản thu phân chia theo tỷ lệ %,40\n"
)
DONE = (
    "Đơn vị: triệu đồng,,,\nNội dung,Dự toán năm,Thực hiện,So sánh (%)\n"
    "TỔNG SỐ THU,100,80,80\n"
    "Các khoản thu xã hưởng 100%,55,50,\nCác khoản thu phân chia theo tỷ lệ %,45,30,\n"
)


@pytest.fixture
def begun(writing, official, approver, unit):
    """An approved budget is published; now what came of it is on its way in."""
    plan = make.draft(official, unit, kind_code="budget-approved", period="2025")
    make.fill(official, plan, 1, "ck108-tt343", PLAN)
    make.published(plan, official, approver)
    draft = make.draft(official, unit, kind_code="budget-execution-period", period="2025-M9")
    address = reverse("admin:import", kwargs={"pk": draft.pk, "schema": "ck113-tt343"})
    answer = writing.post(address, {"file": uploads.upload(DONE.encode(), "bang.csv")})
    return answer.url.replace("/cot/", "/")


def test_an_estimate_unlike_the_approved_one_is_said_on_the_preview_and_hinders_nothing(
    writing, begun
):
    answer = writing.get(f"{begun}sua/")
    assert answer.url == f"{begun}xem/"
    page = words(writing.get(answer.url))
    assert "Dự toán khác dự toán đã công khai của năm. Trước đây là 60." in page
    assert 'name="cell-B4" value="60"' in page and "Đổi thành 60" in page
    assert writing.post(answer.url, {"seen": "on"}).status_code == 302


def test_the_approved_figures_are_taken_from_the_advice(writing, begun):
    writing.post(f"{begun}sua/?o=1", {"cell-B4": "60", "cell-B5": "40"})
    page = words(writing.get(f"{begun}xem/"))
    assert "Mọi ô" not in page and "Trước đây là" not in page
