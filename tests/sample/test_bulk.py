"""What is made in bulk is what the actions would have written."""

import io
import json
from itertools import pairwise

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from disclosures.actions._freeze import commitments, roots_of, seal
from disclosures.ledger.cells import BODY_COLUMNS, body_cells
from disclosures.management.commands.verify_ledger import verify_all
from disclosures.models import Comment, Decision, Disclosure, Version
from disclosures.models.ledger import LedgerEntry, LedgerLog
from disclosures.rules.hashing import canonical, commit_table
from disclosures.sample.bulk import Scale, share
from disclosures.sample.filling import fill
from disclosures.vocabulary import EVENTS, Verb

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def filled():
    out = io.StringIO()
    call_command(
        "make_sample", communes=3, disclosures=20, rows=200, comments=12, seed=5, stdout=out
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return out.getvalue()


def test_it_makes_as_much_as_it_says(filled):
    assert "20 disclosures" in filled
    assert "200 rows" in filled
    assert Disclosure.objects.readable().count() == 20
    assert Comment.objects.filter(status="published").count() == 12


def test_every_log_is_whole_and_canonical(filled):
    for log in LedgerLog.objects.all():
        entries = list(LedgerEntry.objects.filter(log=log).order_by("idx"))
        assert [entry.idx for entry in entries] == list(range(len(entries)))
        assert all(a.recorded_at <= b.recorded_at for a, b in pairwise(entries[1:]))
        for entry in entries:
            body = json.loads(bytes(entry.body))
            assert canonical(body) == bytes(entry.body)
            assert (body["n"], body["type"]) == (entry.idx, entry.etype)
            assert body["subject"]["seq"] == entry.subject_seq


def test_every_commitment_opens(filled):
    for version in Version.objects.select_related("disclosure__unit"):
        assert [c.as_json() for c in commitments(version)] == version.roots
        entries = {
            entry.etype: json.loads(bytes(entry.body)).get("commit")
            for entry in LedgerEntry.objects.filter(subject=version.disclosure.subject)
        }
        assert entries["disclosure.submitted"] == [seal(version).as_json()]
        assert entries["disclosure.published"] == [c.as_json() for c in roots_of(version)]
    for comment in Comment.objects.select_related("disclosure"):
        entry = LedgerEntry.objects.get(log_id=comment.entry_log, idx=comment.entry_idx)
        body = commit_table("body", BODY_COLUMNS, [body_cells(comment)], bytes(comment.salts))
        assert json.loads(bytes(entry.body))["commit"] == [body.as_json()]


def test_the_ledger_finds_nothing_that_disagrees(filled):
    assert [problem for report in verify_all() for problem in report.problems] == []


def test_every_decision_points_at_its_own_entry(filled):
    for decision in Decision.objects.select_related("disclosure", "comment"):
        entry = LedgerEntry.objects.get(log_id=decision.entry_log, idx=decision.entry_idx)
        subject = decision.comment or decision.disclosure
        assert entry.subject == subject.subject
        assert entry.etype == EVENTS[Verb(decision.verb)]


def test_references_have_no_gap(filled):
    for unit in set(Disclosure.objects.values_list("unit", flat=True)):
        for year in (2025, 2026):
            numbers = Disclosure.objects.filter(unit=unit, year=year).order_by("number")
            found = list(numbers.values_list("number", flat=True))
            assert found == list(range(1, len(found) + 1))


def test_the_pages_show_it(filled, visitor):
    for disclosure in Disclosure.objects.select_related("unit", "current_version")[:5]:
        page = visitor.get(disclosure.get_absolute_url())
        assert page.status_code == 200
        assert disclosure.current_version.title in page.content.decode()


def test_production_refuses_it(settings):
    settings.SAMPLE_DATABASE = False
    with pytest.raises(ImproperlyConfigured):
        fill(Scale(1, 1, 0, 0), seed=1, write=print)


def test_shares_add_up():
    assert sum(share(100, at, 7) for at in range(7)) == 100
