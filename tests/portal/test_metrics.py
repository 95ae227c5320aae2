"""Figures for a monitor, behind a token."""

import re

import pytest

from disclosures.management.commands.publish_due import publish_due
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import LedgerSealing
from tests import make
from tests.ledger.logs import make_log

pytestmark = pytest.mark.django_db
TOKEN = "ma-cua-may-theo-doi"


@pytest.fixture(autouse=True)
def _state(settings, tmp_path):
    settings.METRICS_TOKEN = TOKEN
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"


def figures(visitor):
    answer = visitor.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    text = answer.content.decode()
    for line in text.splitlines():
        assert re.fullmatch(
            r'# (HELP|TYPE) .+|[a-z_]+(\{(task|witness)="[a-z_.]+"\})? [\d.]+', line
        ), line
    return {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2])
        for line in text.splitlines()
        if not line.startswith("#")
    }


@pytest.mark.parametrize(
    "given", ["", "Bearer ", "Bearer falsch", TOKEN[:-1], "Basic x", "Bearer é"]
)
def test_without_the_token_there_is_no_such_page(visitor, given):
    assert visitor.get("/metrics", HTTP_AUTHORIZATION=given).status_code == 404


def test_where_no_token_is_set_nobody_gets_in(visitor, settings):
    settings.METRICS_TOKEN = ""
    assert visitor.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_what_never_happened_has_no_age(visitor, db):
    assert "congkhai_sealer_age_seconds" not in figures(visitor)


def test_the_sealer_and_its_alarms_are_told(visitor, service):
    make_log(3)
    assert figures(visitor)["congkhai_ledger_unsealed_entries"] >= 3
    seal_round()
    before = figures(visitor)
    assert before["congkhai_ledger_unsealed_entries"] == 0
    assert before["congkhai_ledger_alarms"] == 0
    assert before["congkhai_sealer_age_seconds"] < 60
    LedgerSealing.objects.update(alarm="rollback", alarm_size=3)
    assert figures(visitor)["congkhai_ledger_alarms"] >= 1


def test_the_worker_and_what_waits_are_told(visitor, service, unit):
    make.comment(unit)
    publish_due()
    found = figures(visitor)
    assert found["congkhai_comments_waiting"] == 1
    assert found['congkhai_task_age_seconds{task="publish_due"}'] < 60
