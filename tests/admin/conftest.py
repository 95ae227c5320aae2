"""People at their desks: each fixture is a client signed in with one role."""

import pytest
from django.conf import settings as django_settings
from django.test import Client

from disclosures.models import Attachment, DataTable, FullRow, ImportSession, PublicRow
from disclosures.vocabulary import Role
from tests import make


def at_desk(person):
    """A client in which `person` is signed in."""
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def sign_in():
    return at_desk


@pytest.fixture
def writing(official):
    return at_desk(official)


@pytest.fixture
def approving(approver):
    return at_desk(approver)


@pytest.fixture
def moderating(moderator):
    return at_desk(moderator)


@pytest.fixture
def operating(operator):
    return at_desk(operator)


@pytest.fixture
def next_door(neighbour):
    return at_desk(neighbour)


@pytest.fixture
def second_approver(operator, unit):
    return make.person("lanh-dao-2", Role.APPROVER, unit)


@pytest.fixture
def stored():
    """Counts every row and file that an upload could leave behind."""

    def count():
        folder = django_settings.FILES_DIR
        files = sum(path.is_file() for path in folder.rglob("*")) if folder.exists() else 0
        models = (ImportSession, DataTable, FullRow, PublicRow, Attachment)
        return [model.objects.count() for model in models] + [files]

    return count
