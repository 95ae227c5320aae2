"""Minutes of postings as files: what stands on them, read back by another program."""

import datetime as dt

import pytest
from django.urls import reverse

from disclosures.actions.take_down_posting import take_down_posting
from disclosures.catalogue.load import kinds
from disclosures.catalogue.minutes import signers, signers_of
from disclosures.duties.postings import minima
from disclosures.rules import clock
from disclosures.vocabulary import Certainty, Channel
from tests import make
from tests.print import reading

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def disclosure(unit, official, approver):
    return make.published(make.budget_draft(official, unit), official, approver)


@pytest.fixture
def text(writing, tmp_path):
    """The words of the minutes of a posting, on one line."""

    def read(name, posting):
        answer = writing.get(reverse(f"admin:{name}", kwargs={"pk": posting.pk}))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        return " ".join(" ".join(reading.pages(tmp_path, answer.content)).split())

    return read


def test_minutes_of_a_board_say_who_where_what_and_how_long(text, disclosure, official):
    posting = make.posting(
        disclosure, official, sheets=3, hours=(dt.time(8, 5),), note="Dán hai bảng cạnh nhau.",
        begins_on=dt.date(2026, 2, 5),
    )  # fmt: skip
    words = text("posting_minutes", posting)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ỦY BAN NHÂN DÂN", "BIÊN BẢN",
        "Về việc niêm yết công khai", "8 giờ 05 phút, ngày 05 tháng 02 năm 2026",
        "Bảng tin trụ sở phường", disclosure.current_version.title, "bản 1 của",
        disclosure.reference, "3 tờ", "Dán hai bảng cạnh nhau.", "ĐẠI DIỆN ỦY BAN MTTQ VIỆT NAM",
        "(Ký, ghi rõ họ tên)", "Lưu: VT", f"mục số {posting.entry_idx} trong nhật ký",
        "ít nhất đến hết ngày",
    ):  # fmt: skip
        assert said in words, said
    assert posting.photo_sha256 in words.replace(" ", "")


def test_minutes_of_the_end_count_the_days_and_say_what_is_short(text, disclosure, official):
    begins_on = clock.today() - dt.timedelta(days=40)
    posting = make.posting(disclosure, official, begins_on=begins_on)
    make.comment(disclosure.unit, disclosure)
    ended_on = begins_on + dt.timedelta(days=10)
    take_down_posting(by=official, posting=posting, ended_on=ended_on, note="Tờ còn nguyên.")
    words = text("end_minutes", posting)
    assert "Về việc kết thúc niêm yết công khai" in words
    assert "10 ngày, ít hơn 30 ngày luật đòi" in words
    (least,) = [one for one in minima(disclosure.kind.body) if one.channel == "noticeboard"]
    assert least.basis in words
    assert "qua cổng 0 ý kiến" in words
    assert "Tờ còn nguyên." in words


def test_what_still_hangs_has_no_minutes_of_its_end(writing, disclosure, official):
    posting = make.posting(disclosure, official)
    url = reverse("admin:end_minutes", kwargs={"pk": posting.pk})
    assert writing.get(url).status_code == 404


def test_readings_and_meetings_have_minutes_of_their_own(text, disclosure, official):
    spoken = make.posting(
        disclosure, official, channel="loudspeaker", hours=(dt.time(5, 30), dt.time(17))
    )
    words = text("posting_minutes", spoken)
    assert "trên hệ thống truyền thanh" in words
    assert "5 giờ 30 phút, 17 giờ" in words
    met = make.posting(disclosure, official, channel="meeting", present=64, hours=(dt.time(19),))
    words = text("posting_minutes", met)
    assert "Vào hồi 19 giờ" in words
    assert "64 người" in words
    assert "CHỦ TỌA" in words and "THƯ KÝ" in words


def test_every_channel_of_every_kind_has_signers_with_a_source():
    assert all(one.source and one.status in Certainty.values for one in signers())
    for kind in kinds():
        for channel in Channel.values:
            assert signers_of(channel, kind["code"], dt.date(2026, 1, 1))
    land = signers_of("noticeboard", "compensation-plan-draft", dt.date(2026, 1, 1))
    assert "ĐẠI DIỆN NGƯỜI CÓ ĐẤT THU HỒI" in land
