"""Which moves are legal: written out here a second time, so that none slips in."""

import pytest
from django.utils import translation

from disclosures.rules.lifecycle import LIFECYCLE, reason_against
from disclosures.vocabulary import CommentStatus, DisclosureStatus, Verb

# Verb: subject, the states it starts from, where it leads (None: the state stays).
LEGAL = {
    "edit_draft": ("version", "draft", None),
    "fill_table": ("version", "draft", None),
    "attach_file": ("version", "draft", None),
    "remove_attachment": ("version", "draft", None),
    "keep_properties": ("version", "draft", None),
    "settle_scan": ("version", "draft", None),
    "propose_override": ("version", "draft", None),
    "override_privacy": ("version", "draft", None),
    "submit_disclosure": ("version", "draft", "submitted"),
    "return_disclosure": ("version", "submitted approved scheduled", "returned"),
    "approve_disclosure": ("version", "submitted", "approved"),
    "schedule_disclosure": ("version", "approved", "scheduled"),
    "publish_disclosure": ("version", "scheduled", "published"),
    "publish_urgently": ("version", "submitted", "approved"),
    "review_urgent": ("disclosure", "published superseded withdrawn", None),
    "amend_disclosure": ("disclosure", "published", None),
    "supersede_disclosure": ("disclosure", "published", "superseded"),
    "propose_withdrawal": ("disclosure", "published superseded", None),
    "withdraw_disclosure": ("disclosure", "published superseded", "withdrawn"),
    "end_posting": ("disclosure", "published superseded", None),
    "record_posting": ("disclosure", "published superseded", None),
    "take_down_posting": ("disclosure", "published superseded withdrawn", None),
    "edit_comment": ("comment", "pending", "taken_back"),
    "take_back_comment": ("comment", "pending", "taken_back"),
    "publish_comment": ("comment", "pending", "published"),
    "publish_comment_masked": ("comment", "pending", "published"),
    "ask_revision": ("comment", "pending", None),
    "propose_refusal": ("comment", "pending published", None),
    "reject_comment": ("comment", "pending", "rejected"),
    "hide_comment": ("comment", "published", "hidden"),
    "restore_comment": ("comment", "hidden", "published"),
    "appeal_decision": ("comment", "rejected hidden", None),
    "decide_appeal": ("comment", "rejected hidden", None),
    "assign_comment": ("comment", "pending published", None),
    "answer_comment": ("comment", "pending published", None),
    "close_comment": ("comment", "pending", "closed"),
    "expire_comment": ("comment", "rejected taken_back closed", None),
}
FREE = [verb for verb in Verb if verb not in LIFECYCLE]


def words(subject):
    return CommentStatus if subject == "comment" else DisclosureStatus


def test_the_table_holds_the_legal_moves_and_no_other():
    table = {
        str(verb): (move.subject, frozenset(move.starts), move.to)
        for verb, move in LIFECYCLE.items()
    }
    assert table == {
        verb: (subject, frozenset(starts.split()), to)
        for verb, (subject, starts, to) in LEGAL.items()
    }


@pytest.mark.parametrize("verb", LIFECYCLE)
def test_a_move_goes_from_and_to_states_that_there_are(verb):
    move = LIFECYCLE[verb]
    assert move.starts <= set(words(move.subject).values)
    assert move.to is None or move.to in words(move.subject).values
    assert move.to not in move.starts


@pytest.mark.parametrize("verb", LIFECYCLE)
def test_a_verb_is_refused_in_every_state_but_its_own_with_a_sentence(verb):
    subject, starts, _to = LEGAL[verb]
    for status in words(subject):
        reason = reason_against(verb, status)
        if status in starts.split():
            assert reason is None
        else:
            assert str(status.label) in reason and str(verb.label) in reason


def test_a_state_may_be_given_as_the_stored_text():
    assert reason_against(Verb.SUBMIT_DISCLOSURE, "draft") is None
    assert reason_against(Verb.SUBMIT_DISCLOSURE, "published")


def test_the_sentence_is_in_the_readers_language():
    with translation.override("en"):
        english = reason_against(Verb.SUBMIT_DISCLOSURE, "published")
    assert english == "“Published” is not a state in which one can submit for approval."
    assert english != reason_against(Verb.SUBMIT_DISCLOSURE, "published")


@pytest.mark.parametrize("verb", FREE)
def test_a_verb_without_moves_is_never_refused_for_a_state(verb):
    assert {reason_against(verb, status) for status in DisclosureStatus} == {None}


def reachable(subjects, start):
    found, waiting = set(), [start]
    while waiting:
        state = waiting.pop()
        if state in found:
            continue
        found.add(state)
        waiting += [
            move.to
            for move in LIFECYCLE.values()
            if move.subject in subjects and state in move.starts and move.to
        ]
    return found


def test_every_state_is_reached_from_the_first_one():
    documents = reachable({"version", "disclosure"}, "draft")
    assert documents == set(DisclosureStatus.values)
    assert reachable({"comment"}, "pending") == set(CommentStatus.values)


def test_what_was_published_is_never_a_draft_again():
    after = reachable({"version", "disclosure"}, "published")
    assert after == {"published", "superseded", "withdrawn"}


@pytest.mark.parametrize("status", ["rejected", "taken_back", "closed"])
def test_a_comment_that_ended_stays_ended(status):
    assert reachable({"comment"}, status) == {status}


def test_a_comment_is_never_pending_twice():
    assert "pending" not in {move.to for move in LIFECYCLE.values()}
