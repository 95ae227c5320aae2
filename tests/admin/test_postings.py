"""Proof of what happened outside the portal: photo, hours, sheets, the day it came down."""

import datetime as dt
import io
import json

import PIL.Image
import pytest
from django.urls import reverse

from disclosures.actions.take_down_posting import take_down_posting
from disclosures.errors import Invalid, WrongState
from disclosures.models import LedgerEntry, Posting, PostingEnd
from disclosures.rules import clock
from tests import make
from tests.admin import uploads
from tests.admin.reading import beside, words
from tests.attachments import scanner

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def disclosure(unit, official, approver):
    return make.published(make.budget_draft(official, unit), official, approver)


def form(**changes):
    today = clock.today().isoformat()
    good = {"channel": "noticeboard", "place": "Bảng tin trụ sở", "begins_on": today}
    return {**good, **changes}


def send(writing, disclosure, **changes):
    url = reverse("admin:posting", kwargs={"pk": disclosure.pk})
    return writing.post(url, form(**changes), follow=True)


def photo(content=None, name="IMG_0001.jpg"):
    return uploads.upload(content or make.photo(), name, "image/jpeg")


def entry(etype):
    return json.loads(bytes(LedgerEntry.objects.get(etype=etype).body))


def test_a_photo_is_kept_without_place_and_camera_and_its_hash_stands_in_the_log(
    writing, disclosure, client
):
    page = send(writing, disclosure, photo=photo(), no_faces="on", sheets="3")
    posting = Posting.objects.get()
    assert "3 tờ" in words(page)
    answer = writing.get(reverse("admin:posting_photo", kwargs={"pk": posting.pk}))
    content = b"".join(answer.streaming_content)
    assert PIL.Image.open(io.BytesIO(content)).getexif() == {}
    assert posting.photo_sha256 not in json.dumps(entry("posting.recorded"))
    assert entry("posting.recorded")["data"]["version"] == 1
    assert "no-store" in answer["Cache-Control"]
    public = client.get(disclosure.get_absolute_url())
    assert "có giữ ảnh chụp" in words(public)
    assert posting.photo_sha256 not in public.content.decode()


def test_a_photo_that_the_virus_scanner_has_not_seen_is_not_kept(
    writing, disclosure, settings, stored
):
    settings.CLAMD_SOCKET = scanner.nobody()
    before = stored()
    answer = send(writing, disclosure, photo=photo(), no_faces="on")
    assert answer.status_code == 422
    assert "Gửi lại sau" in beside(answer, "f-photo")
    assert not Posting.objects.exists() and stored() == before


def test_a_photo_needs_the_word_that_nobody_is_recognised(writing, disclosure):
    answer = send(writing, disclosure, photo=photo())
    assert answer.status_code == 422
    assert "Nếu nhận ra mặt ai" in words(answer)
    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(uploads.pdf(), "Chọn ảnh chụp"), (b"GIF89a....", "lưu thành JPEG"), (b"", "trống")],
)
def test_what_is_no_photo_is_refused_beside_the_field(writing, disclosure, content, sentence):
    upload = uploads.upload(content, "anh.jpg", "image/jpeg")
    answer = send(writing, disclosure, photo=upload, no_faces="on")
    assert answer.status_code == 422
    assert sentence in beside(answer, "f-photo")


def test_hours_of_readings_are_kept_in_order(writing, disclosure, client):
    send(writing, disclosure, channel="loudspeaker", hours="17h, 5:30 và 11 giờ 15")
    assert Posting.objects.get().hours == [dt.time(5, 30), dt.time(11, 15), dt.time(17)]
    assert "5:30, 11:15, 17:00" in words(client.get(disclosure.get_absolute_url()))


@pytest.mark.parametrize("hours", ["25:00", "5:75", "sáng sớm", "5:30:00"])
def test_what_is_no_hour_is_refused(writing, disclosure, hours):
    answer = send(writing, disclosure, channel="loudspeaker", hours=hours)
    assert answer.status_code == 422
    assert "Ghi giờ như 5:30, 17:00." in beside(answer, "f-hours")


def test_a_meeting_tells_how_many_came_and_its_words_stay_with_staff(writing, disclosure, client):
    page = send(
        writing, disclosure, channel="meeting", hours="19:00", present="64",
        note="Bà con thống nhất cách chia.",
    )  # fmt: skip
    assert "Bà con thống nhất cách chia." in words(page)
    public = words(client.get(disclosure.get_absolute_url()))
    assert "64 người dự" in public
    assert "Bà con thống nhất" not in public


def test_words_that_hold_an_identifier_are_refused(writing, disclosure):
    answer = send(writing, disclosure, note="Ông Ba, CCCD 094085000001, không đồng ý")
    assert answer.status_code == 422
    assert "094085000001" in beside(answer, "f-note")
    assert not Posting.objects.exists()


def take_down(writing, posting, **fields):
    url = reverse("admin:take_down", kwargs={"pk": posting.pk})
    return writing.post(url, {"ended_on": clock.today().isoformat(), **fields}, follow=True)


def test_taken_down_early_it_counts_to_that_day_and_not_to_the_one_foreseen(
    writing, disclosure, official
):
    begins_on = clock.today() - dt.timedelta(days=40)
    posting = make.posting(disclosure, official, begins_on=begins_on)
    ended_on = begins_on + dt.timedelta(days=10)
    page = take_down(writing, posting, ended_on=ended_on.isoformat())
    assert "10 ngày, ít hơn 30 ngày luật đòi" in words(page)
    data = entry("posting.ended")["data"]
    assert data == {
        "unit": disclosure.unit.address_code,
        "target": posting.entry_idx,
        "ends_on": ended_on.isoformat(),
    }


def test_a_sheet_comes_down_once_and_not_before_it_hung(writing, disclosure, official):
    posting = make.posting(disclosure, official)
    before = (posting.begins_on - dt.timedelta(days=1)).isoformat()
    answer = take_down(writing, posting, ended_on=before)
    assert answer.status_code == 422
    assert "Ngày cuối" in beside(answer, f"t{posting.pk}-ended_on")
    tomorrow = clock.today() + dt.timedelta(days=1)
    with pytest.raises(Invalid):
        take_down_posting(by=official, posting=posting, ended_on=tomorrow)
    take_down(writing, posting)
    assert PostingEnd.objects.count() == 1
    assert take_down(writing, posting).status_code == 409


def test_only_a_board_has_something_to_take_down(disclosure, official):
    spoken = make.posting(disclosure, official, channel="loudspeaker")
    with pytest.raises(WrongState):
        take_down_posting(by=official, posting=spoken, ended_on=clock.today())


def test_the_sheet_of_a_withdrawn_notice_is_taken_down_too(writing, disclosure, official, approver):
    posting = make.posting(disclosure, official)
    make.withdrawn(disclosure, approver)
    page = writing.get(reverse("admin:notice", kwargs={"pk": disclosure.pk}))
    assert "Ghi nhận đã gỡ xuống" in words(page)
    assert take_down(writing, posting).status_code == 200
    assert PostingEnd.objects.count() == 1
