"""Words that no page ever showed are not kept for good."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.close_comment import close_comment
from disclosures.actions.expire_comment import expire_comment
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.reject_comment import reject_comment
from disclosures.errors import NotAllowed, WrongState
from disclosures.management.commands.forget_expired import forget_expired
from disclosures.management.commands.verify_ledger import verify_all
from disclosures.models import Comment, CommentContact, Redaction, Reply
from disclosures.rules import clock
from disclosures.vocabulary import CommentVisibility
from tests import make

pytestmark = pytest.mark.django_db
WORDS = "Ông Tám nhà bên cạnh lấy đất công."
LONG_AGO = dt.timedelta(days=740)


@pytest.fixture
def refused(unit, moderator):
    with clock.moved_to(clock.now() - LONG_AGO):
        comment = make.comment(unit, None, name="Lê Văn Tư", body=WORDS).comment
        return reject_comment(by=moderator, comment=comment, rule="2", note="")


def test_a_refused_comment_is_erased_and_its_digests_stay(service, refused, entries_of):
    entries = entries_of(lambda: expire_comment(by=service, comment=refused))
    assert [(entry["type"], entry["data"]["basis"]) for entry in entries] == [
        ("content.redacted", "retention_over")
    ]
    comment = Comment.objects.get(pk=refused.pk)
    assert (comment.name, comment.body) == ("", Redaction.objects.get().marker)
    assert "hết thời hạn lưu" in comment.body
    assert len(comment.erased) == 4
    connection.check_constraints()
    told = [problem for report in verify_all(refused.unit.address_code)
            for problem in report.problems if "checkpoint" not in problem]  # fmt: skip
    assert told == []


def test_the_worker_erases_what_is_over_once_and_nothing_before(service, refused, unit, moderator):
    young = reject_comment(
        by=moderator, comment=make.comment(unit, None, body=WORDS).comment, rule="2", note=""
    )
    assert forget_expired()[2] == 1
    assert forget_expired()[2] == 0
    young.refresh_from_db()
    assert young.body == WORDS


def test_answers_to_a_private_comment_go_with_it(service, unit, moderator, official):
    with clock.moved_to(clock.now() - LONG_AGO):
        comment = make.comment(unit, None, body=WORDS, visibility=CommentVisibility.PRIVATE).comment
        answer_comment(by=official, comment=comment, office="Phòng Kinh tế", body="Đã mời ông.")
        comment.refresh_from_db()
        if comment.status == "pending":
            close_comment(by=moderator, comment=comment)
    expire_comment(by=service, comment=comment)
    assert "hết thời hạn lưu" in Reply.objects.get().body
    assert not CommentContact.objects.filter(comment=comment).exists()


def test_what_was_shown_or_is_too_young_or_erased_already_stays(service, refused, unit, moderator):
    young = reject_comment(
        by=moderator, comment=make.comment(unit, None, body=WORDS).comment, rule="2", note=""
    )
    with pytest.raises(WrongState):
        expire_comment(by=service, comment=young)
    expire_comment(by=service, comment=refused)
    with pytest.raises(WrongState):
        expire_comment(by=service, comment=refused)
    with pytest.raises(NotAllowed):
        expire_comment(by=moderator, comment=refused)


def rule_over(comment, service, **changes):
    values = {
        "unit": comment.unit, "basis": "retention_over", "rule": "hidden_comments",
        "decision_number": "hidden_comments", "decision_date": clock.today(), "note": "24 tháng",
        "places": [f"comment:{comment.pk}"], "proposed_by": service,
        "proposed_at": clock.now(), "done_at": clock.now(), **changes,
    }  # fmt: skip
    return Redaction.objects.create(**values)


def test_the_database_lets_no_rule_reach_what_was_shown(
    service, unit, moderator, official, refused
):
    shown = publish_comment(by=moderator, comment=make.comment(unit, None, body="Hay.").comment)
    version = make.draft(official, unit)
    for places in ([f"comment:{shown.pk}"], [f"text:{version.pk}:title"], ["comment:999999"]):
        with pytest.raises(IntegrityError, match="may have been shown"), transaction.atomic():
            rule_over(refused, service, places=places)
    with pytest.raises(IntegrityError, match="approval_is_whole"), transaction.atomic():
        rule_over(refused, service, basis="request")
    with pytest.raises(IntegrityError, match="approval_is_whole"), transaction.atomic():
        rule_over(refused, service, rule="")
