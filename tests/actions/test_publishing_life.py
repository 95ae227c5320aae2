"""The life of a disclosure through its actions, and what each refuses."""

import datetime as dt

import pytest
from django.db import connection

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.approve_disclosure import approve_disclosure
from disclosures.actions.edit_draft import edit_draft
from disclosures.actions.end_posting import end_posting
from disclosures.actions.propose_withdrawal import propose_withdrawal
from disclosures.actions.publish_disclosure import publish_disclosure
from disclosures.actions.publish_urgently import publish_urgently
from disclosures.actions.return_disclosure import return_disclosure
from disclosures.actions.review_urgent import review_urgent
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.actions.withdraw_disclosure import withdraw_disclosure
from disclosures.errors import Invalid, NotAllowed, Stale, WrongState
from disclosures.models import Disclosure, FullRow, LedgerEntry, PublicRow, Version
from disclosures.rules import clock
from disclosures.vocabulary import Role
from tests import make

pytestmark = pytest.mark.django_db


def events(unit):
    return list(
        LedgerEntry.objects.filter(log__unit_code=unit.address_code)
        .order_by("idx")
        .values_list("etype", flat=True)
    )


def test_a_published_disclosure_has_one_entry_for_each_step(unit, official, approver):
    disclosure = make.published(make.budget_draft(official, unit), official, approver)
    connection.check_constraints()
    assert disclosure.status == "published"
    assert disclosure.reference == f"31732-{clock.today().year}-0001"
    assert events(unit) == [
        "ledger.genesis",
        "disclosure.submitted",
        "disclosure.approved",
        "disclosure.scheduled",
        "disclosure.published",
    ]
    assert Disclosure.objects.visible().count() == 1


def test_an_author_cannot_approve_their_own_version(unit, official, operator):
    version = make.draft(official, unit)
    submit_disclosure(by=official, version=version)
    make.person("can-bo", Role.APPROVER, unit)
    with pytest.raises(NotAllowed) as refusal:
        approve_disclosure(by=official, version=version)
    assert refusal.value.may_see


def test_an_official_of_another_unit_cannot_submit(unit, official, neighbour):
    version = make.draft(official, unit)
    with pytest.raises(NotAllowed):
        submit_disclosure(by=neighbour, version=version)
    assert Version.objects.get(pk=version.pk).status == "draft"


def test_an_official_cannot_approve(unit, official, neighbour):
    version = make.draft(official, unit)
    submit_disclosure(by=official, version=version)
    with pytest.raises(NotAllowed):
        approve_disclosure(by=neighbour, version=version)


def test_a_draft_without_its_compulsory_table_is_not_submitted(unit, official):
    version = make.draft(official, unit, kind_code="budget-execution-period", period="2026-M9")
    with pytest.raises(Invalid) as refusal:
        submit_disclosure(by=official, version=version)
    assert "table-bx-can-doi" in refusal.value.problems


def test_a_phone_number_in_the_summary_stops_the_submission(unit, official):
    version = make.draft(official, unit, summary="Hỏi ông Ba 0912 345 678.")
    with pytest.raises(Invalid) as refusal:
        submit_disclosure(by=official, version=version)
    assert "0912 345 678" in str(refusal.value.problems["summary"])


def test_a_return_keeps_the_version_and_opens_its_next_attempt(unit, official, approver):
    version = make.household_draft(official, unit)
    submit_disclosure(by=official, version=version)
    draft = return_disclosure(by=approver, version=version, note="Thiếu khóm Vĩnh Hòa.")
    connection.check_constraints()
    assert (draft.number, draft.attempt, draft.status) == (1, 2, "draft")
    assert Version.objects.get(pk=version.pk).status == "returned"
    table = draft.tables.get()
    assert FullRow.objects.filter(table=table).count() == 3
    submit_disclosure(by=official, version=draft)
    assert Version.objects.get(pk=draft.pk).roots != version.roots


def test_a_scheduled_disclosure_is_invisible_until_its_time(unit, official, approver):
    version = make.approved(make.draft(official, unit), official, approver)
    later = clock.now() + dt.timedelta(hours=2)
    schedule_disclosure(by=approver, version=version, publish_at=later)
    assert not Disclosure.objects.visible().exists()
    with pytest.raises(WrongState):
        publish_disclosure(by=approver, version=version)
    with clock.moved_to(later + dt.timedelta(minutes=5)):
        assert Disclosure.objects.visible().exists()
        disclosure = publish_disclosure(by=approver, version=version)
    assert disclosure.status == "published"


def test_references_are_gapless_for_each_unit(unit, official, approver, other_unit, neighbour):
    for number in (1, 2, 3):
        disclosure = make.published(make.draft(official, unit), official, approver)
        assert disclosure.number == number
    boss = make.person("lanh-dao-khac", Role.APPROVER, other_unit)
    assert make.published(make.draft(neighbour, other_unit), neighbour, boss).number == 1


def test_an_amendment_keeps_the_address_and_the_old_version(unit, official, approver):
    disclosure = make.published(make.budget_draft(official, unit), official, approver)
    url = disclosure.get_absolute_url()
    draft = amend_disclosure(by=official, disclosure=disclosure, reason="Sửa số thu.")
    assert Disclosure.objects.get(pk=disclosure.pk).current_version.number == 1
    amended = make.published(draft, official, approver)
    assert amended.get_absolute_url() == url
    assert amended.current_version.number == 2
    assert Version.objects.filter(disclosure=disclosure, status="published").count() == 2
    assert events(unit)[-1] == "disclosure.amended"


def test_a_second_amendment_waits_for_the_first(unit, official, approver):
    disclosure = make.published(make.draft(official, unit), official, approver)
    amend_disclosure(by=official, disclosure=disclosure, reason="Một.")
    with pytest.raises(WrongState):
        amend_disclosure(by=official, disclosure=disclosure, reason="Hai.")


def test_a_withdrawal_needs_a_proposer_and_another_approver(unit, official, approver):
    disclosure = make.published(make.draft(official, unit), official, approver)
    with pytest.raises(WrongState):
        withdraw_disclosure(by=approver, disclosure=disclosure, reason_code="revoked", note="X")
    propose_withdrawal(by=approver, disclosure=disclosure, reason_code="revoked", note="Đã hủy.")
    with pytest.raises(NotAllowed):
        withdraw_disclosure(by=approver, disclosure=disclosure)
    second = make.person("lanh-dao-2", Role.APPROVER, unit)
    withdraw_disclosure(by=second, disclosure=disclosure)
    connection.check_constraints()
    withdrawn = Disclosure.objects.get(pk=disclosure.pk)
    assert withdrawn.status == "withdrawn"
    assert not Disclosure.objects.readable().exists()
    assert not hasattr(withdrawn, "search_entry")


def test_leaked_private_data_is_withdrawn_at_once_and_looked_at_again(unit, official, approver):
    disclosure = make.published(make.draft(official, unit), official, approver)
    withdraw_disclosure(
        by=approver, disclosure=disclosure, reason_code="private_data", note="Lộ số điện thoại."
    )
    with pytest.raises(NotAllowed):
        review_urgent(by=approver, disclosure=disclosure)
    second = make.person("lanh-dao-2", Role.APPROVER, unit)
    review_urgent(by=second, disclosure=disclosure)
    assert Disclosure.objects.get(pk=disclosure.pk).reviewed_at


def test_an_urgent_publication_waits_for_a_second_look(unit, official, approver):
    version = make.draft(official, unit)
    submit_disclosure(by=official, version=version)
    with pytest.raises(Invalid):
        publish_urgently(by=approver, version=version, reason=" ")
    publish_urgently(by=approver, version=version, reason="Bão số 12 sắp vào.")
    schedule_disclosure(by=approver, version=version)
    disclosure = publish_disclosure(by=approver, version=version)
    connection.check_constraints()
    assert disclosure.is_urgent
    with pytest.raises(NotAllowed):
        review_urgent(by=approver, disclosure=disclosure)


def test_two_editors_do_not_overwrite_each_other(unit, official):
    version = make.draft(official, unit)
    seen = version.modified_at
    edit_draft(by=official, version=version, fields=make.fields(title="Một"), expected=seen)
    with pytest.raises(Stale):
        edit_draft(by=official, version=version, fields=make.fields(title="Hai"), expected=seen)
    assert Version.objects.get(pk=version.pk).title == "Một"


def test_never_columns_are_neither_stored_nor_committed(unit, official, approver):
    disclosure = make.published(make.household_draft(official, unit), official, approver)
    table = disclosure.current_version.tables.get()
    assert "cccd" not in table.columns and "ngay_sinh" not in table.columns
    assert "094085000001" not in str(list(FullRow.objects.values_list("cells", flat=True)))
    shown = str(list(PublicRow.objects.values_list("cells", "key", "folded")))
    assert "Thạch Thị Sa R•••" in shown and "Rây" not in shown and "ray" not in shown


def test_the_worker_ends_a_posting_after_its_last_day(unit, official, approver, service):
    disclosure = make.published(make.household_draft(official, unit), official, approver)
    with pytest.raises(WrongState):
        end_posting(by=service, disclosure=disclosure)
    with clock.moved_to(clock.now() + dt.timedelta(days=20)):
        assert not disclosure.posting_is_open(clock.today())
        end_posting(by=service, disclosure=disclosure)
    assert Disclosure.objects.get(pk=disclosure.pk).posting_status == "ended"
