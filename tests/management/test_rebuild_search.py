"""The rebuild of the search index: whole, in batches, and without what was withdrawn."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosures.management.commands.rebuild_search import count_words_nightly
from disclosures.models import Heartbeat, SearchEntry, SearchWord
from disclosures.rules import clock
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
    assert rebuild().startswith("0 rows made, 0 removed, ")
    SearchEntry.objects.all().delete()
    make.published(make.draft(official, unit), official, approver)
    SearchEntry.objects.update(edition=index.EDITION - 1)
    assert rebuild(batch=1, batches=1).startswith("1 rows made, 0 removed")
    assert SearchEntry.objects.filter(edition=index.EDITION).count() == 1
    assert rebuild(batch=2).startswith("3 rows made, 0 removed")
    after = dict(SearchEntry.objects.values_list("disclosure_id", "vector"))
    assert {key: after[key] for key in before} == before
    assert len(after) == 4


def test_a_rebuild_forgets_what_was_withdrawn(unit, official, approver):
    disclosure = make.published(make.draft(official, unit), official, approver)
    entry = SearchEntry.objects.get(disclosure=disclosure)
    make.withdrawn(disclosure, approver)
    entry.save(force_insert=True)
    assert rebuild() == "0 rows made, 1 removed, 0 words"


def test_words_are_counted_once_a_night_without_what_nobody_may_see(unit, official, approver):
    withdrawn = make.published(make.draft(official, unit, title="Sửa đê"), official, approver)
    make.published(make.draft(official, unit, title="Sửa cầu ở ấp 12"), official, approver)
    make.approved(make.draft(official, unit, title="Sửa trường"), official, approver)
    count_words_nightly()
    known = dict(SearchWord.objects.values_list("spelling", "notices"))
    assert (known["sửa"], known["sua"], known["cầu"]) == (2, 2, 1)
    assert "trường" not in known and "12" not in known and not any("_" in word for word in known)
    make.withdrawn(withdrawn, approver)
    count_words_nightly()
    assert SearchWord.objects.filter(spelling="đê").exists()
    Heartbeat.objects.update(ran_at=clock.now() - dt.timedelta(days=2))
    count_words_nightly()
    assert not SearchWord.objects.filter(spelling="đê").exists()


def test_a_batch_costs_as_many_queries_as_one_notice(unit, official, approver):
    for _ in range(3):
        make.published(make.budget_draft(official, unit), official, approver)
    costs = []
    for size in (1, 3):
        SearchEntry.objects.update(edition=0)
        with CaptureQueriesContext(connection) as captured:
            assert index.renew(size)[0] == size
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 9
