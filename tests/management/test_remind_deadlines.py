"""Officials hear of last days in time, each once at each mark, and of nothing already done."""

import datetime as dt
import io

import pytest
from django.core import mail
from django.core.management import call_command

from disclosures.actions.declare_nothing_due import declare_nothing_due
from disclosures.actions.grant_role import grant_role
from disclosures.actions.revoke_role import revoke_role
from disclosures.management.commands.deliver_notifications import deliver_notifications
from disclosures.management.commands.remind_deadlines import remind_daily, remind_deadlines
from disclosures.models import Heartbeat, Letter, Reminder, RoleAssignment
from disclosures.notifications.reminders import MARKS, OVERDUE, mark_of
from disclosures.queries import duties
from disclosures.rules import clock
from disclosures.vocabulary import Role
from tests import make

pytestmark = pytest.mark.django_db
ADDRESS = "can-bo@xa.example.vn"


@pytest.fixture
def reachable(official):
    official.email = ADDRESS
    official.save(update_fields=["email"])
    return official


@pytest.fixture
def duty(unit):
    """The duty of the commune that falls due next."""
    coming = [d for d in duties.duties_of(unit, today=clock.today()) if d.due_on > clock.today()]
    return min(coming, key=lambda one: (one.due_on, one.kind.code))


def at(day, hour=8):
    return clock.moved_to(dt.datetime.combine(day, dt.time(hour), clock.VIETNAM))


def told_of(duty):
    return Reminder.objects.filter(kind_code=duty.kind.code, period=duty.period.code)


@pytest.mark.parametrize(
    ("left", "mark"), [(11, None), (10, 10), (4, 10), (3, 3), (2, 3), (1, 1), (0, 1), (-1, -1)]
)
def test_the_nearest_mark_counts(left, mark):
    today = dt.date(2026, 11, 26)
    assert mark_of(today + dt.timedelta(days=left), today) == mark


def test_a_duty_is_told_once_at_each_mark_and_once_after_it(reachable, duty):
    marks = []
    for left in (11, 10, 9, 3, 2, 1, 0, -1, -2):
        with at(duty.due_on - dt.timedelta(days=left)):
            remind_deadlines()
            remind_deadlines()
        marks.append(list(told_of(duty).order_by("id").values_list("days", flat=True)))
    ten, three, one = [10], [10, 3], [10, 3, 1]
    assert marks == [[], ten, ten, three, three, one, one, [*one, OVERDUE], [*one, OVERDUE]]
    assert set(marks[-1]) == {*MARKS, OVERDUE}


def test_the_letter_names_notice_day_commune_and_where_to_write_it(reachable, unit, duty):
    with at(duty.due_on - dt.timedelta(days=3)):
        remind_deadlines()
        deliver_notifications()
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    assert "Còn 3 ngày" in letter.subject + letter.body
    assert duty.kind.title_vi in letter.body and unit.full_name in letter.body
    assert f"/quan-tri/soan/{duty.kind.code}/?ky={duty.period.code}" in letter.body
    html = letter.alternatives[0].content
    assert duty.kind.title_vi in html and "style=" not in html
    assert Letter.objects.get().outcome == "sent"


def test_what_was_done_before_the_letter_went_out_is_not_in_it(reachable, unit, duty):
    with at(duty.due_on - dt.timedelta(days=1)):
        remind_deadlines()
        for row in Reminder.objects.all():
            declare_nothing_due(
                by=reachable, unit=unit, kind_code=row.kind_code, period=row.period,
                reason="Kỳ này không phát sinh.",
            )  # fmt: skip
        deliver_notifications()
    assert mail.outbox == []
    assert Letter.objects.get().outcome == "dropped"


def test_who_lost_the_role_or_left_gets_no_letter(reachable, operator, duty):
    with at(duty.due_on - dt.timedelta(days=1)):
        remind_deadlines()
        grant = RoleAssignment.objects.current().get(person=reachable)
        revoke_role(by=operator, assignment=grant)
        deliver_notifications()
        assert mail.outbox == []
        assert remind_deadlines() == (0, 0)


def test_nobody_without_an_address_and_no_other_role_is_reminded(
    official, approver, duty, other_unit
):
    approver.email = "lanh-dao@xa.example.vn"
    approver.save(update_fields=["email"])
    gone = make.person("can-bo-nghi", Role.OFFICIAL, other_unit)
    gone.email, gone.is_active = "nghi@xa.example.vn", False
    gone.save(update_fields=["email", "is_active"])
    with at(duty.due_on - dt.timedelta(days=1)):
        assert remind_deadlines() == (0, 0)


def test_an_official_of_two_communes_gets_one_letter(reachable, operator, other_unit, unit, duty):
    grant_role(by=operator, person=reachable, role=Role.OFFICIAL, unit=other_unit)
    with at(duty.due_on - dt.timedelta(days=1)):
        letters, told = remind_deadlines()
        deliver_notifications()
    assert letters == 1 and told >= 2
    (letter,) = mail.outbox
    assert unit.full_name in letter.body and other_unit.full_name in letter.body


def test_the_worker_reminds_once_a_day_after_seven(reachable, duty):
    day = duty.due_on - dt.timedelta(days=3)
    with at(day, 6):
        remind_daily()
        assert not Heartbeat.objects.filter(task="remind_deadlines").exists()
    with at(day, 7):
        remind_daily()
        first = Heartbeat.objects.get(task="remind_deadlines").ran_at
    with at(day, 20):
        remind_daily()
    assert Heartbeat.objects.get(task="remind_deadlines").ran_at == first
    with at(day + dt.timedelta(days=1)):
        remind_daily()
    assert Heartbeat.objects.get(task="remind_deadlines").ran_at > first


def test_the_command_says_what_it_wrote(reachable, duty):
    said = io.StringIO()
    with at(duty.due_on - dt.timedelta(days=3)):
        call_command("remind_deadlines", stdout=said)
    assert said.getvalue().startswith("1 letters written, ")
