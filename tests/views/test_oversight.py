"""What an auditor finds: entries by event, role, kind, day and lateness; the seal; statistics."""

import datetime as dt
import re

import pytest

from disclosures.actions.reject_comment import reject_comment
from disclosures.ledger.registry import EVENTS
from disclosures.ledger.rounds import portal_log
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import LedgerEntry
from disclosures.queries import oversight
from disclosures.rules import clock
from tests import make

pytestmark = pytest.mark.django_db


def ask(visitor, unit, **asked):
    answer = visitor.get("/giam-sat/", {"xa": unit.address_code, **asked})
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(html):
    return [int(n) for n in re.findall(r'<th scope="row">(?:<a [^>]+>)?(\d+)(?:</a>)?</th>', html)]


def places(unit, *events):
    found = LedgerEntry.objects.filter(log__unit_code=unit.address_code, etype__in=events)
    return sorted(found.values_list("idx", flat=True), reverse=True)


@pytest.fixture
def published(official, approver, unit):
    return make.published(make.budget_draft(official, unit), official, approver)


def test_the_whole_log_is_shown_newest_first(visitor, unit, published):
    assert numbers(ask(visitor, unit)) == places(unit, *EVENTS)


def test_one_sort_of_entry_can_be_asked_for(visitor, unit, published):
    shown = numbers(ask(visitor, unit, **{"su-kien": "disclosure.published"}))
    assert shown == places(unit, "disclosure.published")


def test_the_role_that_acted_can_be_asked_for(visitor, unit, published):
    shown = numbers(ask(visitor, unit, **{"vai-tro": "approver"}))
    assert set(places(unit, "disclosure.approved")) <= set(shown)
    assert not set(places(unit, "disclosure.submitted")) & set(shown)


def test_a_kind_finds_its_published_notices_and_never_a_draft(visitor, unit, official, published):
    make.submitted(make.draft(official, unit), official)
    kind = published.kind_code
    shown = numbers(ask(visitor, unit, loai=kind))
    assert places(unit, "disclosure.published")[0] in shown
    assert numbers(ask(visitor, unit, loai="socioeconomic-plan")) == []


def test_days_can_be_asked_for_and_both_are_included(visitor, unit, published):
    today = clock.today()
    assert numbers(ask(visitor, unit, tu=today.isoformat(), den=f"{today:%d/%m/%Y}"))
    tomorrow = (today + dt.timedelta(days=1)).isoformat()
    assert numbers(ask(visitor, unit, tu=tomorrow)) == []
    assert numbers(ask(visitor, unit, den=(today - dt.timedelta(days=1)).isoformat())) == []


@pytest.mark.parametrize("day", ["31/02/2026", "hôm qua", "2026-13-01", "9" * 40])
def test_a_day_that_is_none_is_named_and_everything_else_is_shown(visitor, unit, published, day):
    html = ask(visitor, unit, tu=day)
    assert "không phải là ngày" in html
    assert numbers(html)


def test_only_what_came_late_can_be_asked_for(visitor, unit, official, approver):
    late = make.published(make.budget_draft(official, unit, period="2026-Q1"), official, approver)
    html = ask(visitor, unit, tre="1")
    assert late.due_on < clock.today()
    assert numbers(html) == places(unit, "disclosure.published")
    assert re.search(r"trễ \d+ ngày", html)


def test_looking_further_than_a_page_allows_is_left_to_the_next(
    visitor, unit, published, monkeypatch
):
    monkeypatch.setattr(oversight, "SCANNED", 2)
    html = ask(visitor, unit, **{"vai-tro": "moderator"})
    assert "ở trang sau" in html
    assert 'rel="next"' in html


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 19, "0"])
def test_a_wrong_cursor_is_no_error(visitor, unit, published, cursor):
    ask(visitor, unit, trang=cursor)


def test_proofs_are_linked_once_the_log_is_signed(
    visitor, unit, published, settings, tmp_path, request
):
    before = ask(visitor, unit)
    assert "proof/0.tlog-proof" not in before and "/entry/" not in before
    settings.LEDGER_STATE_DIR = tmp_path
    request.getfixturevalue("service")
    assert seal_round()[1] == []
    assert portal_log() is not None
    html = ask(visitor, unit)
    links = re.findall(r'href="(/so-cai/[^"]+/(?:proof/0\.tlog-proof|entry/0))"', html)
    assert len(links) == 2 and all(visitor.get(link).status_code == 200 for link in links)


def test_moderators_decisions_are_counted_by_rule(visitor, unit, published, moderator):
    comment = make.comment(unit, published).comment
    reject_comment(by=moderator, comment=comment, rule="2", note="Quảng cáo.")
    html = ask(visitor, unit)
    assert re.search(r"Không đăng một ý kiến: [^<]+</th><td class=\"r\">1</td>", html)


def test_the_number_of_queries_does_not_grow_with_the_log(
    visitor, unit, published, official, approver, django_assert_max_num_queries
):
    for period in ("2026-Q1", "2026-Q2"):
        make.published(make.budget_draft(official, unit, period=period), official, approver)
    with django_assert_max_num_queries(14):
        ask(visitor, unit)
