"""The cast of the tests, and the data that the law gives."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples

from disclosures.errors import NotAllowed
from disclosures.models import AdministrativeUnit, Kind, LedgerEntry
from disclosures.rules.clock import now
from disclosures.vocabulary import Role
from tests import make

# What a test asserts is never how fast the machine was while it ran.
examples.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("portal")


def pytest_addoption(parser):
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write the golden files of charts anew, for a change of their looks that is meant",
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load units and catalogue once; every test's transaction sees them."""
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        if not AdministrativeUnit.objects.exists():
            call_command("load_units", verbosity=0, stdout=io.StringIO())
        if not Kind.objects.exists():
            call_command("load_catalogue", verbosity=0, stdout=io.StringIO())


@pytest.fixture(autouse=True)
def _files_apart(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    settings.FILES_BUCKET = None
    settings.EXPORTS_DIR = tmp_path / "exports"


@pytest.fixture(autouse=True)
def _vietnamese(settings):
    """A request leaves its language active in the thread, and `reverse` would follow it."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def unit(db):
    return make.join(AdministrativeUnit.objects.get(address_code="31732"))


@pytest.fixture
def other_unit(db):
    return make.join(AdministrativeUnit.objects.get(address_code="31759"))


@pytest.fixture
def province(db):
    return AdministrativeUnit.objects.get(address_code="92")


@pytest.fixture
def operator(db):
    return make.operator()


@pytest.fixture
def service(operator):
    return make.service(operator)


@pytest.fixture
def official(operator, unit):
    return make.person("can-bo", Role.OFFICIAL, unit)


@pytest.fixture
def approver(operator, unit):
    return make.person("lanh-dao", Role.APPROVER, unit)


@pytest.fixture
def moderator(operator, unit):
    return make.person("kiem-duyet", Role.MODERATOR, unit)


@pytest.fixture
def neighbour(operator, other_unit):
    return make.person("can-bo-khac", Role.OFFICIAL, other_unit)


@pytest.fixture
def auditor(operator, province):
    return make.person("thanh-tra", Role.AUDITOR, province)


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def present():
    return now()


@pytest.fixture
def second_approver(operator, unit):
    return make.person("lanh-dao-2", Role.APPROVER, unit)


@pytest.fixture
def entries_of(db):
    """The entries that a call appended, in order, without the genesis of a log it opened.

    Deferred constraints are asked as at a commit.
    """

    def entries(call):
        old = set(LedgerEntry.objects.values_list("log_id", "idx"))
        call()
        connection.check_constraints()
        found = LedgerEntry.objects.exclude(etype="ledger.genesis").order_by("log_id", "idx")
        return [
            json.loads(bytes(entry.body)) for entry in found if (entry.log_id, entry.idx) not in old
        ]

    return entries


@pytest.fixture
def entry_of(entries_of):
    """The one entry that a call appended."""

    def entry(call):
        (found,) = entries_of(call)
        return found

    return entry


@pytest.fixture
def everything(db):
    """A fingerprint of every row in every table of ours."""

    def fingerprint():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
                "AND (tablename LIKE 'disclosures\\_%' OR tablename LIKE 'ledger\\_%')"
            )
            tables = sorted(name for (name,) in cursor.fetchall())
            parts = [
                f"SELECT '{table}', count(*), sum(hashtextextended(t::text, 0)) FROM {table} t"
                for table in tables
            ]
            cursor.execute(" UNION ALL ".join(parts))
            return {name: (count, total) for name, count, total in cursor.fetchall()}

    return fingerprint


@pytest.fixture
def nothing_stays(everything):
    """Whether a call leaves no trace when the disk under the ledger is full."""

    def nothing(call):
        before = everything()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION pg_temp.disk_is_full() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$;"
                "CREATE TRIGGER disk_is_full BEFORE INSERT ON ledger_entry "
                "FOR EACH ROW EXECUTE FUNCTION pg_temp.disk_is_full()"
            )
            with pytest.raises(OperationalError):
                call()
            cursor.execute("DROP TRIGGER disk_is_full ON ledger_entry")
            cursor.execute("DROP FUNCTION pg_temp.disk_is_full()")
        return everything() == before

    return nothing


@pytest.fixture
def roles_that_may(operator):
    """Every role is tried at `unit`, each by somebody who has done nothing else."""

    def roles(act, unit):
        allowed = set()
        for role in set(Role) - {Role.RESIDENT}:
            person = make.person(f"{role}-{unit.address_code}", role, unit)
            before = transaction.savepoint()
            try:
                act(by=person)
                allowed.add(role)
            except NotAllowed as refusal:
                assert not refusal.may_see
            finally:
                transaction.savepoint_rollback(before)
        return allowed

    return roles
