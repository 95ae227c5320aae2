"""Readers' pages come from a replica when it knows what the primary knows, and never otherwise.

The replica here is a second database that stands still until it is copied anew: it lags for as
long as a test wants.
"""

import os

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.models import AdministrativeUnit
from disclosures.queries import replica
from disclosures.vocabulary import Role
from portal import environment
from tests import make
from tests.ledger.mortal import database_of_its_own

pytestmark = [pytest.mark.slow]


class Copy:
    """The replica: what the primary held when it was last copied."""

    def __init__(self):
        server, _, query = os.environ["DATABASE_URL"].partition("?")
        self.maintenance = f"{server.rpartition('/')[0]}/postgres?{query}"
        self.name = f"replica_{os.getpid()}"

    def drop(self):
        if replica.REPLICA in connections.settings:
            connections[replica.REPLICA].close()
        with psycopg.connect(self.maintenance, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def catch_up(self):
        self.drop()
        primary = connection.settings_dict["NAME"]
        connection.close()
        with psycopg.connect(self.maintenance, autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{primary}"')


@pytest.fixture
def lagging(django_db_setup, django_db_blocker, settings):
    copy = Copy()
    with database_of_its_own(django_db_blocker):
        alias = {**connection.settings_dict, "NAME": copy.name}
        connections.settings[replica.REPLICA] = alias
        settings.DATABASE_ROUTERS = ["disclosures.queries.replica.ReplicaRouter"]
        try:
            yield copy
        finally:
            copy.drop()
            del connections.settings[replica.REPLICA]
            if hasattr(connections._connections, replica.REPLICA):
                delattr(connections._connections, replica.REPLICA)
            replica._rests_until = 0.0


@pytest.fixture
def notice(lagging):
    unit = make.join(AdministrativeUnit.objects.get(address_code="31732"))
    make.service(make.operator())
    official = make.person("can-bo", Role.OFFICIAL, unit)
    approver = make.person("lanh-dao", Role.APPROVER, unit)
    return make.published(make.budget_draft(official, unit), official, approver), approver


def read(address, **cookies):
    """The answer, and how many statements the primary and the replica were asked."""
    client = Client()
    client.cookies.load(cookies)
    with (
        CaptureQueriesContext(connection) as primary,
        CaptureQueriesContext(connections[replica.REPLICA]) as other,
    ):
        response = client.get(address)
    return response, len(primary), len(other)


@pytest.mark.django_db
def test_without_a_replica_everything_is_read_from_the_primary(client):
    assert replica.REPLICA not in connections.settings
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    assert len(asked) > 1


def test_a_page_is_read_from_a_level_replica_and_from_the_primary_while_it_lags(lagging, notice):
    disclosure, approver = notice
    address = disclosure.get_absolute_url()
    lagging.catch_up()
    response, primary, other = read(address)
    assert response.status_code == 200
    assert (primary, other > 3) == (0, True)
    make.withdrawn(disclosure, approver)
    response, primary, other = read(address)
    assert response.status_code == 410
    assert primary > 0 and other == 0
    lagging.catch_up()
    response, primary, _other = read(address)
    assert (response.status_code, primary) == (410, 0)


def test_the_api_and_the_search_follow_the_same_rule(lagging, notice):
    disclosure, _approver = notice
    lagging.catch_up()
    for address in ("/tim/?q=ngan+sach", f"/api/v1/disclosures/{disclosure.reference}", "/"):
        response, _primary, other = read(address)
        assert response.status_code == 200
        assert other > 0, address


def test_who_is_signed_in_reads_the_primary(lagging, notice):
    disclosure, _approver = notice
    lagging.catch_up()
    name = django_settings.SESSION_COOKIE_NAME
    response, primary, other = read(disclosure.get_absolute_url(), **{name: "x"})
    assert response.status_code == 200
    assert primary > 3 and other == 0


def test_a_replica_that_is_away_costs_no_reader_a_page(lagging, notice, caplog):
    disclosure, _approver = notice
    lagging.drop()
    for _time in range(2):
        response = Client().get(disclosure.get_absolute_url())
        assert response.status_code == 200
    assert caplog.text.count("The replica is away") == 1


def test_addresses_are_judged_and_a_pool_is_bounded(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@h:5433/n?pool=8&sslmode=require")
    read_ = environment.database("DATABASE_URL")
    assert read_["OPTIONS"]["pool"]["max_size"] == 8
    assert read_["OPTIONS"]["sslmode"] == "require"
    assert read_["CONN_MAX_AGE"] == 0
    for wrong in ("0", "500", "many"):
        monkeypatch.setenv("DATABASE_URL", f"postgresql://u:p@h/n?pool={wrong}")
        with pytest.raises(environment.ImproperlyConfigured, match="DATABASE_URL"):
            environment.database("DATABASE_URL")
