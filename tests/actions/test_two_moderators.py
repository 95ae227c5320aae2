"""A rule that takes two moderators, and decisions that another one looks at again."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from disclosures.actions.appeal_decision import appeal_decision
from disclosures.actions.ask_revision import ask_revision
from disclosures.actions.decide_appeal import decide_appeal
from disclosures.actions.edit_comment import edit_comment
from disclosures.actions.hide_comment import hide_comment
from disclosures.actions.propose_refusal import propose_refusal
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.reject_comment import reject_comment
from disclosures.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosures.models import Announcement, Appeal, Comment, CommentContact, Decision, LedgerEntry
from disclosures.rules import clock
from disclosures.vocabulary import Role
from tests import make
from tests.actions.cases import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(unit, other_unit):
    return Cast(unit, other_unit)


@pytest.fixture
def second(cast):
    return cast.of(Role.MODERATOR, name="kiem-duyet-hai")


@pytest.fixture
def third(cast):
    return cast.of(Role.MODERATOR, name="kiem-duyet-ba")


def refused_by_sql(sql, parameters, match):
    connection.check_constraints()
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
        connection.check_constraints()


def refused(cast, rule="2"):
    """A refused comment with its author's code."""
    received = make.comment(cast.unit, cast.published())
    reject_comment(by=cast.moderator, comment=received.comment, rule=rule)
    return received


def events_of(comment):
    found = LedgerEntry.objects.filter(subject=comment.subject).order_by("idx")
    return [entry.etype for entry in found]


# --- the rule that takes two ----------------------------------------------------------------


def test_one_moderator_alone_does_not_refuse_under_the_rule_that_takes_two(cast):
    comment = cast.pending()
    with pytest.raises(Invalid):
        reject_comment(by=cast.moderator, comment=comment, rule="4")
    propose_refusal(by=cast.moderator, comment=comment, rule="4")
    with pytest.raises(Invalid):
        reject_comment(by=cast.moderator, comment=comment, rule="4")
    comment.refresh_from_db()
    assert comment.status == "pending"


@pytest.mark.parametrize("state", ["pending", "shown"])
def test_what_one_proposed_another_decides_and_both_are_kept(cast, second, state):
    comment = getattr(cast, state)()
    propose_refusal(by=cast.moderator, comment=comment, rule="4")
    act = reject_comment if state == "pending" else hide_comment
    act(by=second, comment=comment, rule="4", note="Có lời kêu gọi bạo lực.")
    decision = Decision.objects.latest("pk")
    assert (decision.by, decision.author) == (second, cast.moderator)
    assert decision.reason_code == "4"


def test_a_proposal_ends_when_the_comment_is_published(cast, second):
    comment = cast.pending()
    propose_refusal(by=cast.moderator, comment=comment, rule="4")
    publish_comment(by=second, comment=comment)
    with pytest.raises(Invalid):
        hide_comment(by=second, comment=comment, rule="4")


def test_a_proposal_under_one_rule_does_not_serve_another_person_under_the_other(cast, second):
    comment = cast.pending()
    with pytest.raises(Invalid):
        propose_refusal(by=cast.moderator, comment=comment, rule="1")
    reject_comment(by=second, comment=comment, rule="1")
    assert Decision.objects.latest("pk").author is None


@pytest.mark.parametrize("author", [None, "self", "other"])
def test_the_database_refuses_a_refusal_by_one_moderator(cast, second, author):
    done = refused(cast).comment
    other = cast.pending()
    who = {None: None, "self": cast.moderator.pk, "other": second.pk}[author]
    refused_by_sql(
        "INSERT INTO disclosures_decision (verb, comment_id, unit_id, by_id, role, author_id,"
        " reason_code, note, note_salts, decided_at, entry_log, entry_idx)"
        " SELECT 'reject_comment', %s, unit_id, by_id, role, %s, '4', '', '', decided_at,"
        " entry_log, entry_idx + 1000 FROM disclosures_decision WHERE comment_id = %s",
        [other.pk, who, done.pk],
        "two moderators",
    )


# --- appeals --------------------------------------------------------------------------------


def test_an_author_asks_once_and_in_time_for_another_decision(cast):
    received = refused(cast)
    appeal = appeal_decision(by=None, comment=received.comment, receipt_code=received.receipt_code)
    assert appeal.decision is None
    assert events_of(received.comment) == [
        "comment.received", "comment.rejected", "comment.appealed"
    ]  # fmt: skip
    with pytest.raises(WrongState):
        appeal_decision(by=None, comment=received.comment, receipt_code=received.receipt_code)


def test_a_wrong_code_lodges_no_appeal(cast):
    with pytest.raises(NotFound):
        appeal_decision(by=None, comment=refused(cast).comment, receipt_code="0000-0000-0000-0000")
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(("days", "may"), [(30, True), (31, False)])
def test_the_time_to_ask_is_thirty_days(cast, days, may):
    received = refused(cast)
    arguments = {"comment": received.comment, "receipt_code": received.receipt_code}
    with clock.moved_to(clock.now() + dt.timedelta(days=days)):
        if may:
            appeal_decision(by=None, **arguments)
        else:
            with pytest.raises(WrongState):
                appeal_decision(by=None, **arguments)
    assert Appeal.objects.exists() is may


def test_whoever_had_a_part_in_the_first_decision_does_not_decide_again(cast, second, third):
    received = make.comment(cast.unit, cast.published())
    propose_refusal(by=cast.moderator, comment=received.comment, rule="4")
    reject_comment(by=second, comment=received.comment, rule="4")
    appeal_decision(by=None, comment=received.comment, receipt_code=received.receipt_code)
    for by in (cast.moderator, second):
        with pytest.raises(NotAllowed):
            decide_appeal(by=by, comment=received.comment, is_shown=True)
    decide_appeal(by=third, comment=received.comment, is_shown=True)
    received.comment.refresh_from_db()
    assert received.comment.status == "published"


def test_a_refused_comment_appears_after_all_with_places_covered(cast, second):
    received = refused(cast)
    appeal_decision(by=None, comment=received.comment, receipt_code=received.receipt_code)
    comment = decide_appeal(by=second, comment=received.comment, is_shown=True, spans=[(0, 3)])
    assert comment.text.startswith("[đã che]")
    assert comment.answer_due_on > clock.today()
    assert events_of(comment)[-1] == "comment.published"
    assert Appeal.objects.get().decision == Decision.objects.latest("pk")
    connection.check_constraints()


def test_a_hidden_comment_is_shown_again_after_an_appeal(cast, second):
    received = make.comment(cast.unit, cast.published())
    publish_comment(by=cast.moderator, comment=received.comment)
    hide_comment(by=cast.moderator, comment=received.comment, rule="1")
    appeal_decision(by=None, comment=received.comment, receipt_code=received.receipt_code)
    comment = decide_appeal(by=second, comment=received.comment, is_shown=True)
    assert comment.status == "published"
    assert events_of(comment)[-1] == "comment.restored"
    connection.check_constraints()


def test_agreeing_with_the_first_decision_takes_words_and_names_its_rule(cast, second):
    received = refused(cast)
    appeal_decision(by=None, comment=received.comment, receipt_code=received.receipt_code)
    with pytest.raises(Invalid):
        decide_appeal(by=second, comment=received.comment, is_shown=False, note=" ")
    comment = decide_appeal(
        by=second, comment=received.comment, is_shown=False, note="Vẫn là quảng cáo."
    )
    assert comment.status == "rejected"
    assert events_of(comment)[-1] == "comment.rejected"
    assert Decision.objects.latest("pk").reason_code == "2"
    assert Announcement.objects.latest("pk").what == "upheld"
    with pytest.raises(WrongState):
        decide_appeal(by=second, comment=received.comment, is_shown=True)


@pytest.mark.parametrize("who", ["the first moderator", "somebody else without naming the first"])
def test_the_database_refuses_an_appeal_that_the_wrong_person_decides(cast, second, who):
    comment = cast.appealed()  # `second` refused it
    by, author = {
        "the first moderator": (second, second),
        "somebody else without naming the first": (cast.moderator, cast.moderator),
    }[who]
    refused_by_sql(
        "INSERT INTO disclosures_decision (verb, comment_id, unit_id, by_id, role, author_id,"
        " reason_code, note, note_salts, decided_at, entry_log, entry_idx)"
        " SELECT 'decide_appeal', comment_id, unit_id, %s, role, %s, '', '', '', decided_at,"
        " entry_log, entry_idx + 1000 FROM disclosures_decision WHERE comment_id = %s",
        [by.pk, author.pk, comment.pk],
        "without a part|four_eyes",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM disclosures_appeal",
        "UPDATE disclosures_appeal SET lodged_at = now()",
        "UPDATE disclosures_appeal SET comment_id = comment_id",
        "UPDATE disclosures_appeal SET decision_id ="
        " (SELECT min(id) FROM disclosures_decision WHERE verb = 'reject_comment')",
    ],
)
def test_the_database_keeps_an_appeal_as_it_was_lodged(cast, statement):
    cast.appealed()
    refused_by_sql(statement, [], "stays as it was lodged")


def test_the_database_takes_no_appeal_against_a_published_comment(cast):
    comment = cast.shown()
    entry = LedgerEntry.objects.order_by("-idx").first()
    refused_by_sql(
        "INSERT INTO disclosures_appeal (comment_id, lodged_at, entry_log, entry_idx)"
        " VALUES (%s, now(), %s, %s)",
        [comment.pk, entry.log_id, entry.idx],
        "against a refusal",
    )


# --- changing a comment -----------------------------------------------------------------------


def test_a_changed_comment_takes_the_place_of_the_first_and_of_its_address(cast):
    received = make.comment(cast.unit, cast.published(), email="ba.sau@example.vn")
    ask_revision(by=cast.moderator, comment=received.comment, reason="unclear")
    changed = edit_comment(
        by=None,
        comment=received.comment,
        receipt_code=received.receipt_code,
        fields=make.CommentFields(body="Đường ấp 3 bao giờ xong?", visibility="public"),
    )
    received.comment.refresh_from_db()
    assert received.comment.status == "taken_back"
    assert changed.comment.status == "pending"
    assert changed.receipt_code != received.receipt_code
    assert list(CommentContact.objects.values_list("comment", "email")) == [
        (changed.comment.pk, "ba.sau@example.vn")
    ]


def test_a_private_comment_does_not_become_public_after_the_time_for_comments(cast):
    notice = make.published(
        make.draft(cast.official, cast.unit, kind_code="consultation-open"),
        cast.official,
        cast.approver,
    )
    received = make.comment(cast.unit, notice, visibility="private")
    in_time = make.comment(cast.unit, notice)
    new = make.CommentFields(body="Đường ấp 3 bao giờ xong?", visibility="public")
    with clock.moved_to(clock.now() + dt.timedelta(days=400)):
        with pytest.raises(WrongState):
            edit_comment(
                by=None,
                comment=received.comment,
                receipt_code=received.receipt_code,
                fields=new,
            )
        edit_comment(
            by=None, comment=in_time.comment, receipt_code=in_time.receipt_code, fields=new
        )
    assert Comment.objects.get(pk=received.comment.pk).status == "pending"
    assert Comment.objects.get(pk=in_time.comment.pk).status == "taken_back"


def test_a_request_for_change_moves_no_deadline_and_takes_no_free_words(cast):
    comment = cast.pending()
    with pytest.raises(Invalid):
        ask_revision(by=cast.moderator, comment=comment, reason="vì tôi muốn")
    asked = ask_revision(by=cast.moderator, comment=comment, reason="private_data")
    assert asked.status == "pending"
    assert asked.received_at == comment.received_at
