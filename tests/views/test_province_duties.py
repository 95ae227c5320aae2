"""A province's progress says of each commune what its own page of duties says, counted."""

import datetime as dt
import re

import pytest

from disclosures.actions.declare_nothing_due import declare_nothing_due
from disclosures.models import AdministrativeUnit
from disclosures.queries import duties
from disclosures.queries.progress import progress_of
from disclosures.rules import clock
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


def test_the_furthest_behind_stands_first_and_the_sums_are_right(province, owed, other_unit):
    progress = progress_of(province, today=clock.today())
    overdue = [row.overdue for row in progress.communes]
    assert overdue == sorted(overdue, reverse=True) and overdue[0] == len(owed)
    assert progress.overdue == sum(overdue)
    assert progress.not_joined + len(progress.communes) == (
        AdministrativeUnit.objects.current().filter(parent=province).count()
    )


def test_what_a_draft_would_meet_is_still_overdue(province, unit, owed, official):
    make.budget_draft(official, unit, period=owed[0].period.code)
    assert row_of(province, unit).overdue == len(owed)


def test_it_takes_four_queries_however_many_communes(
    province, owed, other_unit, django_assert_num_queries
):
    with django_assert_num_queries(4):
        progress_of(province, today=clock.today())


def test_the_page_names_each_commune_and_leads_to_its_duties(visitor, province, unit, owed):
    response = visitor.get(f"{province.get_absolute_url()}tien-do/")
    html = response.content.decode()
    assert response.status_code == 200
    assert f"{unit.get_absolute_url()}tien-do/" in html
    assert re.search(rf'class="tag late">{len(owed)}<', html)
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
