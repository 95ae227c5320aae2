"""A province's progress says of each commune what its own page of duties says, counted."""

import csv
import datetime as dt
import io

import pytest

from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.declare_nothing_due import declare_nothing_due
from disclosures.models import AdministrativeUnit
from disclosures.queries import duties
from disclosures.queries.progress import Answers, progress_of
from disclosures.rules import clock
from disclosures.search.fold import fold
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(unit):
    """What the commune owes by now, after a year and more."""
    unit.joined_at = dt.date(2025, 7, 1)
    AdministrativeUnit.objects.filter(pk=unit.pk).update(joined_at=unit.joined_at)
    return [duty for duty in duties.duties_of(unit, today=clock.today()) if duty.state == "overdue"]


def row_of(province, unit):
    progress = progress_of(province, today=clock.today())
    (row,) = [row for row in progress.communes if row.unit == unit]
    return row


def test_it_counts_what_the_communes_own_page_says(
    unit, province, owed, official, approver, second_approver
):
    first = next(duty for duty in owed if duty.kind.code == "budget-execution-period")
    make.published(make.budget_draft(official, unit, period=first.period.code), official, approver)
    declared = next(duty for duty in owed if duty.kind.code == "offbudget-funds")
    declare_nothing_due(
        by=official, unit=unit, kind_code=declared.kind.code, period=declared.period.code,
        reason="Kỳ này xã không vận động.",
    )  # fmt: skip
    states = [duty.state for duty in duties.duties_of(unit, today=clock.today())]
    row = row_of(province, unit)
    assert row.overdue == states.count("overdue") == len(owed) - 2
    assert (row.late, row.nothing) == (states.count("late"), states.count("nothing")) == (1, 1)
    assert row.on_time == states.count("early") + states.count("on_time")
    assert row.due == row.overdue + row.late + row.nothing + row.on_time
    oldest = min(duty.due_on for duty in duties.duties_of(unit, today=clock.today())
                 if duty.state == "overdue")  # fmt: skip
    assert row.longest_days == (clock.today() - oldest).days


def test_the_furthest_behind_can_stand_first_and_the_sums_are_right(province, owed, other_unit):
    progress = progress_of(province, today=clock.today(), order="qua-han")
    overdue = [row.overdue for row in progress.communes]
    assert overdue == sorted(overdue, reverse=True) and overdue[0] == len(owed)
    assert progress.overdue == sum(overdue)
    assert progress.behind == sum(count > 0 for count in overdue)
    assert progress.not_joined + len(progress.communes) == (
        AdministrativeUnit.objects.current().filter(parent=province).count()
    )


def test_who_publishes_most_in_time_stands_first_and_newcomers_last(
    province, unit, owed, other_unit
):
    AdministrativeUnit.objects.filter(pk=other_unit.pk).update(
        joined_at=clock.today() - dt.timedelta(days=10)
    )
    rows = progress_of(province, today=clock.today()).communes
    shares = [row.share for row in rows if row.share is not None]
    assert shares == sorted(shares, reverse=True) and unit in [row.unit for row in rows]
    assert rows[-1].unit == other_unit and rows[-1].is_new and rows[-1].share is None


def test_a_newcomer_is_named_with_the_day_it_joined(visitor, province, owed, other_unit):
    joined = clock.today() - dt.timedelta(days=10)
    AdministrativeUnit.objects.filter(pk=other_unit.pk).update(joined_at=joined)
    html = visitor.get(f"{province.get_absolute_url()}tien-do/").content.decode()
    assert f"Mới tham gia từ {joined:%d/%m/%Y}, chưa đủ số liệu" in html


def test_a_commune_that_owed_nothing_is_not_compared(unit, province):
    AdministrativeUnit.objects.filter(pk=unit.pk).update(joined_at=clock.today())
    row = row_of(province, unit)
    assert (row.due, row.share) == (0, None)


def test_what_a_draft_would_meet_is_still_overdue(province, unit, owed, official):
    make.budget_draft(official, unit, period=owed[0].period.code)
    assert row_of(province, unit).overdue == len(owed)


def test_it_takes_five_queries_however_many_communes(
    province, owed, other_unit, django_assert_num_queries
):
    with django_assert_num_queries(5):
        progress_of(province, today=clock.today())


def test_the_page_names_each_commune_and_leads_to_its_duties(visitor, province, unit, owed):
    response = visitor.get(f"{province.get_absolute_url()}tien-do/")
    html = response.content.decode()
    assert response.status_code == 200
    assert f"{unit.get_absolute_url()}tien-do/" in html
    assert f'<td class="num no">{len(owed)}</td>' in html
    newest = max(duty.due_on for duty in owed)
    assert f"quá {(clock.today() - newest).days}" in html
    assert "s-maxage=" in response["Cache-Control"]
    page = visitor.get(province.get_absolute_url()).content.decode()
    assert f"{province.get_absolute_url()}tien-do/" in page


def test_a_province_where_nobody_publishes_yet_says_so(visitor, db):
    lonely = AdministrativeUnit.objects.current().provinces().exclude(address_code="92").first()
    response = visitor.get(f"{lonely.get_absolute_url()}tien-do/")
    assert "Chưa có xã" in response.content.decode()


def test_a_wrong_slug_or_a_commune_leads_elsewhere(visitor, province, unit):
    moved = visitor.get("/tinh/92-ten-cu/tien-do/")
    assert (moved.status_code, moved.url) == (301, f"{province.get_absolute_url()}tien-do/")
    assert visitor.get(f"/tinh/{unit.address_code}-{unit.slug}/tien-do/").status_code == 404


def test_it_is_narrowed_by_a_name_without_accents_and_keeps_its_order(
    visitor, province, unit, owed, other_unit
):
    page = f"{province.get_absolute_url()}tien-do/?xep=ten&q="
    html = visitor.get(f"{page}{fold(unit.full_name)}").content.decode()
    assert f"{unit.get_absolute_url()}tien-do/" in html
    assert f"{other_unit.get_absolute_url()}tien-do/" not in html
    assert "<strong>tên xã</strong>" in html and "?xep=qua-han&amp;q=" in html
    nothing = visitor.get(f"{page}<b>khong co</b>").content.decode()
    assert "Không có xã, phường nào" in nothing and "<b>khong" not in nothing


@pytest.mark.parametrize("query", ["xep=gi-do", "xep=", "xa=99999", "q=" + "x" * 3000])
def test_whatever_an_address_asks_for_the_page_is_there(visitor, province, owed, query):
    assert visitor.get(f"{province.get_absolute_url()}tien-do/?{query}").status_code == 200


def test_five_communes_are_drawn_as_dots_and_one_can_stand_out(visitor, province, unit, owed):
    page = f"{province.get_absolute_url()}tien-do/"
    assert "<circle" not in visitor.get(page).content.decode()
    more = AdministrativeUnit.objects.current().filter(parent=province).exclude(pk=unit.pk)[:6]
    AdministrativeUnit.objects.filter(pk__in=[one.pk for one in more]).update(
        joined_at=dt.date(2025, 7, 1)
    )
    html = visitor.get(f"{page}?xa={unit.address_code}").content.decode()
    assert html.count('<circle class="d lo" cx') + html.count('<circle class="d me" cx="') >= 7
    assert html.count('class="d me"') == 2, "the dot, and the key that names it"
    link = visitor.get(f"{unit.get_absolute_url()}tien-do/").content.decode()
    assert f"{page}?xa={unit.address_code}" in link


def test_days_to_an_answer_count_from_the_sending_the_middle_one(
    settings, province, unit, official, moderator
):
    settings.SAMPLE_DATABASE = True
    for waited in (2, 30, 4):
        with clock.moved_to(clock.now() - dt.timedelta(days=60)):
            asked = make.comment_in("published", moderator, unit)
        with clock.moved_to(clock.now() - dt.timedelta(days=60 - waited)):
            answer_comment(
                by=official, comment=asked, office="UBND phường", body="Tháng sau làm xong."
            )
    with clock.moved_to(clock.now() - dt.timedelta(days=40)):
        make.comment_in("published", moderator, unit)
    make.comment_in("published", moderator, unit)
    make.comment_in("pending", moderator, unit)
    row = row_of(province, unit)
    assert row.answers == Answers(answered=3, days=4, overdue=1)
    assert progress_of(province, today=clock.today()).answers == row.answers


def test_the_figures_come_as_csv_with_a_name_for_each_column(visitor, province, unit, owed):
    response = visitor.get(f"{province.get_absolute_url()[:-1]}/tien-do.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert f"tien-do-92-{clock.today():%Y-%m-%d}.csv" in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    (mine,) = [row for row in rows if row["ma_xa"] == unit.address_code]
    assert mine["ten_xa"] == unit.full_name
    assert (mine["qua_han"], mine["ty_le_dung_han"]) == (str(len(owed)), "0")
