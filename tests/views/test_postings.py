"""What was posted elsewhere, and whether long enough, on the public page and in the workbench."""

import datetime as dt

import pytest
from django.urls import reverse

from disclosures.actions.record_posting import record_posting
from disclosures.rules import clock
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def budget(unit, official, approver):
    return make.published(make.budget_draft(official, unit), official, approver)


def recorded(official, disclosure, *, days, channel="noticeboard", ago=60):
    begins_on = clock.today() - dt.timedelta(days=ago)
    return record_posting(
        by=official,
        disclosure=disclosure,
        channel=channel,
        place="Bảng tin trụ sở phường",
        begins_on=begins_on,
        ends_on=begins_on + dt.timedelta(days=days),
    )


def faces(client, official, disclosure):
    public = client.get(disclosure.get_absolute_url()).content.decode()
    client.force_login(official)
    address = reverse("admin:notice", kwargs={"pk": disclosure.pk})
    return public, client.get(address).content.decode()


def test_a_missing_posting_is_said_with_what_the_law_asks_for(client, official, budget):
    for page in faces(client, official, budget):
        assert "chưa ghi nhận; luật đòi 30 ngày" in page


def test_a_posting_too_short_is_shown_to_the_public_and_to_staff(client, official, budget):
    recorded(official, budget, days=19)
    for page in faces(client, official, budget):
        assert "19 ngày, ít hơn 30 ngày luật đòi" in page
        assert "Bảng tin trụ sở phường" in page


def test_a_posting_long_enough_is_shown_as_such(client, official, budget):
    recorded(official, budget, days=40)
    for page in faces(client, official, budget):
        assert "40 ngày, luật đòi ít nhất 30" in page


def test_a_board_that_still_hangs_says_until_when(client, official, budget):
    begins_on = clock.today() - dt.timedelta(days=2)
    record_posting(
        by=official, disclosure=budget, channel="noticeboard", place="Nhà văn hóa khóm",
        begins_on=begins_on,
    )  # fmt: skip
    for page in faces(client, official, budget):
        assert "phải để đến hết ngày" in page
        assert f"từ {begins_on:%d/%m/%Y}" in page


def test_what_elsewhere_names_a_person_is_refused(client, official, budget):
    client.force_login(official)
    answer = client.post(
        reverse("admin:posting", kwargs={"pk": budget.pk}),
        {"channel": "noticeboard", "place": "Nhà ông Ba, CCCD 094085000001",
         "begins_on": clock.today().isoformat()},
    )  # fmt: skip
    assert answer.status_code == 422
    assert not budget.postings.exists()
