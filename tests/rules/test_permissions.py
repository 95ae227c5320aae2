"""Who may use which verb where, asked of the table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.rules.permissions import PERMISSIONS, Grant, Scope, role_for
from disclosures.vocabulary import Role, Verb

HOME, OTHER, PROVINCE = "31732", "31759", "92"
WRITING = {
    Verb.DRAFT_DISCLOSURE, Verb.EDIT_DRAFT, Verb.FILL_TABLE, Verb.ATTACH_FILE,
    Verb.REMOVE_ATTACHMENT, Verb.SUBMIT_DISCLOSURE, Verb.AMEND_DISCLOSURE,
}  # fmt: skip
DECIDING = {
    Verb.RETURN_DISCLOSURE, Verb.APPROVE_DISCLOSURE, Verb.SCHEDULE_DISCLOSURE,
    Verb.PUBLISH_DISCLOSURE, Verb.PUBLISH_URGENTLY, Verb.REVIEW_URGENT,
    Verb.SUPERSEDE_DISCLOSURE, Verb.WITHDRAW_DISCLOSURE,
}  # fmt: skip
MODERATING = {
    Verb.PUBLISH_COMMENT, Verb.PUBLISH_COMMENT_MASKED, Verb.REJECT_COMMENT, Verb.HIDE_COMMENT,
    Verb.RESTORE_COMMENT,
}  # fmt: skip
GRANTS = st.builds(Grant, st.sampled_from(Role), st.sampled_from([HOME, OTHER, PROVINCE, None]))


def ask(verb, role, at, *, unit=HOME):
    return role_for(verb, [Grant(role, at)], unit=unit, province=PROVINCE)


def test_every_verb_has_its_row():
    assert set(PERMISSIONS) == set(Verb)
    assert all(permission.roles for permission in PERMISSIONS.values())


@pytest.mark.parametrize("verb", Verb)
def test_a_grant_counts_for_the_roles_of_the_verb_alone(verb):
    permission = PERMISSIONS[verb]
    for role in Role:
        if permission.scope is Scope.ANYONE:
            assert ask(verb, role, HOME) is Role.RESIDENT
        elif permission.scope is Scope.PORTAL:
            assert ask(verb, role, HOME) is None
            assert ask(verb, role, None) == (role if role in permission.roles else None)
        else:
            assert ask(verb, role, HOME) == (role if role in permission.roles else None)


@pytest.mark.parametrize("verb", [v for v in Verb if PERMISSIONS[v].scope is not Scope.ANYONE])
def test_nobody_acts_in_another_commune_or_without_a_grant(verb):
    assert role_for(verb, [], unit=HOME, province=PROVINCE) is None
    assert {ask(verb, role, OTHER) for role in Role} == {None}


@pytest.mark.parametrize("verb", [v for v in Verb if PERMISSIONS[v].scope is Scope.UNIT])
def test_a_province_does_not_act_in_its_communes(verb):
    assert {ask(verb, role, PROVINCE) for role in Role} == {None}


def test_an_auditor_of_the_province_reads_the_communes_below_it():
    verb = Verb.EXPORT_HISTORY
    assert ask(verb, Role.AUDITOR, PROVINCE) is Role.AUDITOR
    assert ask(verb, Role.OFFICIAL, PROVINCE) is None
    assert role_for(verb, [Grant(Role.AUDITOR, PROVINCE)], unit=HOME) is None
    assert role_for(verb, [Grant(Role.AUDITOR, "84")], unit=HOME, province=PROVINCE) is None


def test_who_writes_does_not_decide_and_who_decides_does_not_write():
    for verb in WRITING:
        assert PERMISSIONS[verb].roles == {Role.OFFICIAL}
    for verb in DECIDING:
        assert Role.OFFICIAL not in PERMISSIONS[verb].roles
        assert Role.APPROVER in PERMISSIONS[verb].roles


def test_comments_are_judged_by_moderators_alone():
    for verb in MODERATING:
        assert PERMISSIONS[verb].roles == {Role.MODERATOR}


def test_the_portal_itself_publishes_and_ends_postings_everywhere_and_no_more():
    verbs = {verb for verb in Verb if Role.SERVICE in PERMISSIONS[verb].roles}
    assert verbs == {
        Verb.PUBLISH_DISCLOSURE, Verb.END_POSTING, Verb.EXPIRE_COMMENT, Verb.EXPORT_HISTORY,
        Verb.SEAL_LOG, Verb.SETTLE_SCAN,
    }  # fmt: skip
    assert ask(Verb.END_POSTING, Role.SERVICE, None) is Role.SERVICE


def test_only_the_operator_gives_and_takes_roles():
    for verb in (Verb.GRANT_ROLE, Verb.REVOKE_ROLE, Verb.ADD_KIND_RECORD):
        assert PERMISSIONS[verb].roles == {Role.OPERATOR}
        assert PERMISSIONS[verb].scope is Scope.PORTAL


def test_of_several_grants_the_first_that_serves_is_named():
    grants = [
        Grant(Role.MODERATOR, HOME), Grant(Role.APPROVER, OTHER), Grant(Role.APPROVER, HOME),
        Grant(Role.OFFICIAL, HOME),
    ]  # fmt: skip
    assert role_for(Verb.ANSWER_COMMENT, grants, unit=HOME) is Role.APPROVER


@settings(deadline=None)
@given(st.sampled_from(Verb), st.lists(GRANTS, max_size=4), GRANTS)
def test_a_further_grant_never_takes_anything_away(verb, grants, further):
    before = role_for(verb, grants, unit=HOME, province=PROVINCE)
    after = role_for(verb, [*grants, further], unit=HOME, province=PROVINCE)
    assert after == before if before else True
    assert after is None or after in {*PERMISSIONS[verb].roles, Role.RESIDENT}
