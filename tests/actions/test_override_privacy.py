"""A false alarm is excepted by two people, for one sample in one text."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.override_privacy import override_privacy
from disclosures.actions.propose_override import propose_override
from disclosures.actions.propose_withdrawal import propose_withdrawal
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.return_disclosure import return_disclosure
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.errors import Invalid, NotAllowed
from disclosures.models import PrivacyOverride
from disclosures.vocabulary import Role
from tests import make
from tests.admin.conftest import at_desk
from tests.admin.reading import words

pytestmark = pytest.mark.django_db

NUMBER = "094085000001"


@pytest.fixture
def doubtful(official, unit):
    return make.draft(official, unit, summary=f"Công văn {NUMBER} về việc sửa đường.")


def asked(official, version, **changes):
    values = {"place": "summary", "sample": NUMBER, "reason": "Đây là số công văn."}
    return propose_override(by=official, version=version, **{**values, **changes})


def test_a_doubtful_draft_is_submitted_once_a_second_person_agrees(official, approver, doubtful):
    override = asked(official, doubtful)
    with pytest.raises(Invalid) as refusal:
        submit_disclosure(by=official, version=doubtful)
    assert NUMBER in refusal.value.problems["summary"]
    override_privacy(by=approver, override=override)
    submit_disclosure(by=official, version=doubtful)
    connection.check_constraints()


def test_the_entry_says_that_it_was_done_and_nothing_of_what(
    official, approver, doubtful, entry_of
):
    override = asked(official, doubtful)
    entry = entry_of(lambda: override_privacy(by=approver, override=override))
    assert entry["type"] == "privacy.overridden"
    assert entry["data"] == {"unit": "31732"}
    assert [commit["name"] for commit in entry["commit"]] == ["note"]
    assert NUMBER not in json.dumps(entry)


def test_another_number_in_the_same_text_stops_the_draft_again(official, approver, unit):
    version = make.draft(official, unit, summary=f"Công văn {NUMBER}, gọi 0912345678.")
    override_privacy(by=approver, override=asked(official, version))
    with pytest.raises(Invalid) as refusal:
        submit_disclosure(by=official, version=version)
    assert "0912345678" in refusal.value.problems["summary"]


def test_the_exception_outlives_a_return(official, approver, doubtful):
    override_privacy(by=approver, override=asked(official, doubtful))
    submit_disclosure(by=official, version=doubtful)
    again = return_disclosure(by=approver, version=doubtful, note="Thiếu số liệu.")
    submit_disclosure(by=official, version=again)


def test_who_asked_or_wrote_does_not_agree(operator, official, unit, doubtful):
    both = make.person("vua-soan-vua-duyet", Role.OFFICIAL, unit)
    make.person("vua-soan-vua-duyet", Role.APPROVER, unit)
    override = asked(both, doubtful)
    with pytest.raises(NotAllowed) as refusal:
        override_privacy(by=both, override=override)
    assert refusal.value.may_see
    assert PrivacyOverride.objects.get().decision is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "Số 0912345678 là của văn phòng"}, "reason"),
        ({"sample": "094085000002"}, "sample"),
        ({"place": "title"}, "sample"),
        ({"place": "salts"}, "sample"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_field(official, doubtful, changes, field):
    with pytest.raises(Invalid) as refusal:
        asked(official, doubtful, **changes)
    assert field in refusal.value.problems


def test_asking_twice_is_one_question(official, doubtful):
    assert asked(official, doubtful) == asked(official, doubtful)


def test_the_officers_of_the_same_commune_agree_at_the_page(
    official, approver, operator, other_unit, doubtful
):
    writing = at_desk(official)
    sent = {"place": "summary", "sample": NUMBER, "reason": "Đây là số công văn."}
    writing.post(reverse("admin:propose_exception", kwargs={"pk": doubtful.pk}), sent)
    override = PrivacyOverride.objects.get()
    agree = reverse("admin:agree_exception", kwargs={"pk": override.pk})
    boss = make.person("lanh-dao-khac", Role.APPROVER, other_unit)
    assert at_desk(boss).post(agree).status_code == 404
    page = at_desk(approver).get(reverse("admin:exceptions"))
    assert NUMBER in words(page)
    assert at_desk(approver).post(agree).status_code == 302
    draft = writing.get(reverse("admin:draft", kwargs={"pk": doubtful.pk}))
    assert "đồng ý đây không phải dữ liệu cá nhân" in words(draft)
    assert at_desk(approver).post(agree).status_code == 409


def refuses(sql):
    with pytest.raises(IntegrityError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)
        connection.check_constraints()
    return True


def test_sql_makes_no_exception_on_one_pair_of_eyes(official, approver, doubtful):
    override = asked(official, doubtful)
    table = "disclosures_privacyoverride"
    assert refuses(f"UPDATE {table} SET approved_by_id = proposed_by_id")
    assert refuses(f"UPDATE {table} SET approved_by_id = {approver.pk}")
    assert refuses(f"UPDATE {table} SET reason = 'x'")
    assert refuses(f"DELETE FROM {table}")
    override_privacy(by=approver, override=override)
    decision = PrivacyOverride.objects.get().decision_id
    assert refuses(f"UPDATE {table} SET decision_id = NULL, approved_by_id = NULL")
    assert refuses(
        f"INSERT INTO {table} (disclosure_id, place, kind, salt, digest, reason, proposed_by_id, "
        f"proposed_at, approved_by_id, decision_id) SELECT disclosure_id, 'title', kind, salt, "
        f"digest, reason, {official.pk}, now(), {approver.pk}, {decision} FROM {table}"
    )
    assert refuses(
        "INSERT INTO disclosures_decision (verb, disclosure_id, unit_id, by_id, author_id, role, "
        "reason_code, note, note_salts, decided_at, entry_log, entry_idx) SELECT verb, "
        "disclosure_id, unit_id, by_id, by_id, role, '', 'x', '', now(), entry_log, entry_idx + 1 "
        f"FROM disclosures_decision WHERE id = {decision}"
    )


@pytest.mark.parametrize("text", ["Gọi 0912345678", "Số CCCD 094085000001"])
def test_answers_reasons_and_postings_hold_no_identifier(official, approver, moderator, unit, text):

    disclosure = make.published(make.draft(official, unit), official, approver)
    comment = publish_comment(by=moderator, comment=make.comment(unit, disclosure).comment)
    with pytest.raises(Invalid):
        answer_comment(by=official, comment=comment, office="Phòng Kinh tế", body=text)
    with pytest.raises(Invalid):
        propose_withdrawal(by=official, disclosure=disclosure, reason_code="revoked", note=text)
