"""What holds of every action alike, one test a promise and verb; the cases are in `cases.py`."""

import pytest
from django.db import DatabaseError, connection

from disclosures.errors import NotAllowed, NotFound, Stale, WrongState
from disclosures.models import LedgerEntry
from disclosures.rules.permissions import PERMISSIONS
from disclosures.vocabulary import Role, Verb
from tests import make
from tests.actions.cases import CASES, Cast, action

pytestmark = pytest.mark.django_db

PEOPLE = [verb for verb in CASES if CASES[verb].role != Role.RESIDENT]
RECORDED = [verb for verb in CASES if verb.event]
SILENT = [verb for verb in CASES if not verb.event]
STAFF = (Role.OFFICIAL, Role.APPROVER, Role.MODERATOR, Role.AUDITOR)


@pytest.fixture
def cast(unit, other_unit):
    return Cast(unit, other_unit)


def actor(cast, verb):
    return None if CASES[verb].role == Role.RESIDENT else cast.of(CASES[verb].role)


def new_entries(before):
    found = LedgerEntry.objects.exclude(pk__in=before).order_by("log_id", "idx")
    return [entry.etype for entry in found if entry.etype != "ledger.genesis"]


def entries():
    return list(LedgerEntry.objects.values_list("pk", flat=True))


def contents():
    """A fingerprint of every table of the domain but the large fixed ones."""
    with connection.cursor() as cursor:
        names = [
            name
            for name in connection.introspection.table_names(cursor)
            if name.startswith(("disclosures_", "ledger_", "accounts_"))
            and name not in {"disclosures_succession", "disclosures_administrativeunit"}
        ]
        found = {}
        for name in names:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
                           f" FROM {name} t")  # fmt: skip
            found[name] = cursor.fetchone()[0]
        cursor.execute(
            "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM disclosures_administrativeunit t"
            " WHERE joined_at IS NOT NULL"
        )
        found["units"] = cursor.fetchone()[0]
    return found


def test_every_verb_has_its_case():
    assert set(CASES) == set(Verb) == set(PERMISSIONS)


@pytest.mark.parametrize("verb", RECORDED)
def test_it_is_done_and_leaves_one_entry_of_its_event(cast, verb):
    arguments = CASES[verb].arguments(cast)
    by = actor(cast, verb)
    before = entries()
    action(verb)(by=by, **arguments)
    assert sorted(new_entries(before)) == sorted(CASES[verb].events or [verb.event])
    connection.check_constraints()


@pytest.mark.parametrize("verb", SILENT)
def test_it_is_done_and_leaves_no_entry(cast, verb):
    arguments = CASES[verb].arguments(cast)
    by = actor(cast, verb)
    before, was = entries(), contents()
    action(verb)(by=by, **arguments)
    assert new_entries(before) == []
    assert contents() != was
    connection.check_constraints()


@pytest.mark.parametrize("verb", PEOPLE)
def test_another_role_is_refused(cast, verb):
    arguments = CASES[verb].arguments(cast)
    others = [cast.of(role) for role in STAFF if role not in PERMISSIONS[verb].roles]
    assert others
    was = contents()
    for by in [*others, make.user("khong-vai-tro"), None]:
        with pytest.raises(NotAllowed):
            action(verb)(by=by, **arguments)
    assert contents() | {"accounts_user": ""} == was | {"accounts_user": ""}


@pytest.mark.parametrize("verb", [verb for verb in PEOPLE if CASES[verb].has_unit])
def test_the_same_role_at_another_unit_is_refused(cast, verb):
    arguments = CASES[verb].arguments(cast)
    by = cast.of(CASES[verb].role, cast.other_unit)
    was = contents()
    with pytest.raises(NotAllowed):
        action(verb)(by=by, **arguments)
    assert contents() == was


@pytest.mark.parametrize("verb", [verb for verb in CASES if CASES[verb].elsewhere])
def test_a_wrong_state_is_refused(cast, verb):
    case = CASES[verb]
    arguments = case.arguments(cast)
    arguments[case.subject] = case.elsewhere(cast)
    by = actor(cast, verb)
    was = contents()
    with pytest.raises((WrongState, Stale)):
        action(verb)(by=by, **arguments)
    assert contents() == was


@pytest.mark.parametrize("verb", RECORDED)
def test_nothing_is_left_when_recording_fails(cast, verb):
    arguments = CASES[verb].arguments(cast)
    by = actor(cast, verb)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no room for an entry'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON ledger_entry "
            "FOR EACH ROW EXECUTE FUNCTION pg_temp.full_disk()"
        )
    was = contents()
    with pytest.raises(DatabaseError, match="no room"):
        action(verb)(by=by, **arguments)
    assert contents() == was


def test_a_wrong_receipt_code_takes_nothing_back(cast):
    arguments = CASES[Verb.TAKE_BACK_COMMENT].arguments(cast)
    with pytest.raises(NotFound):
        action(Verb.TAKE_BACK_COMMENT)(by=None, **{**arguments, "receipt_code": "0000-0000"})


def test_a_comment_that_was_decided_on_cannot_be_taken_back(cast):
    arguments = CASES[Verb.TAKE_BACK_COMMENT].arguments(cast)
    action(Verb.REJECT_COMMENT)(by=cast.moderator, comment=arguments["comment"], rule="1")
    with pytest.raises(WrongState):
        action(Verb.TAKE_BACK_COMMENT)(by=None, **arguments)


def test_a_comment_on_a_notice_can_be_closed_without_telling_on_which(cast):
    before = entries()
    action(Verb.CLOSE_COMMENT)(by=cast.moderator, comment=cast.private())
    closed = LedgerEntry.objects.exclude(pk__in=before).get(etype="comment.closed")
    assert b'"on"' not in bytes(closed.body)


def test_the_public_edition_is_anybodys(cast):
    before = entries()
    action(Verb.EXPORT_HISTORY)(by=None, unit=cast.unit, edition="public")
    assert new_entries(before) == ["export.created"]
