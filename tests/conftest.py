"""The cast of the tests, and the data that the law gives."""

import io

import pytest
from django.core.management import call_command
from django.test import Client

from disclosures.models import AdministrativeUnit, Kind
from disclosures.rules.clock import now
from disclosures.vocabulary import Role
from tests import make


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
