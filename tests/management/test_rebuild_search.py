"""The rebuild of the search index: whole, in batches, and without what was withdrawn."""

import io

import pytest
from django.core.management import call_command

from disclosures.models import SearchEntry
from disclosures.search import index
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def rebuild(**options):
    out = io.StringIO()
    call_command("rebuild_search", stdout=out, **options)
    return out.getvalue().strip()


def test_a_rebuild_goes_on_where_it_was_stopped(unit, official, approver):
    for _ in range(3):
        make.published(make.draft(official, unit), official, approver)
    before = dict(SearchEntry.objects.values_list("disclosure_id", "vector"))
    assert rebuild() == "0 rows made, 0 removed"
    SearchEntry.objects.all().delete()
    make.published(make.draft(official, unit), official, approver)
    SearchEntry.objects.update(edition=index.EDITION - 1)
    assert rebuild(batch=1, batches=1) == "1 rows made, 0 removed"
    assert SearchEntry.objects.filter(edition=index.EDITION).count() == 1
    assert rebuild(batch=2) == "3 rows made, 0 removed"
    after = dict(SearchEntry.objects.values_list("disclosure_id", "vector"))
    assert {key: after[key] for key in before} == before
    assert len(after) == 4


def test_a_rebuild_forgets_what_was_withdrawn(unit, official, approver):
    disclosure = make.published(make.draft(official, unit), official, approver)
    entry = SearchEntry.objects.get(disclosure=disclosure)
    make.withdrawn(disclosure, approver)
    entry.save(force_insert=True)
    assert rebuild() == "0 rows made, 1 removed"
