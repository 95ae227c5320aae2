"""Ready means: database, migrations, worker and sealer are in order; otherwise what is not."""

import datetime as dt

import pytest

from disclosures.management.commands.publish_due import publish_due
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import LedgerSealing
from disclosures.rules import clock
from tests.ledger.logs import make_log

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, request):
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")


def test_the_process_is_alive_whatever_the_rest_does(visitor):
    assert visitor.get("/healthz").json() == {"status": "alive"}


def test_nothing_is_ready_before_worker_and_sealer_came_by(visitor):
    answer = visitor.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {
        "database": True, "migrations": True, "worker": False, "ledger": False,
    }  # fmt: skip


def test_after_their_rounds_it_is(visitor):
    make_log(3)
    publish_due()
    seal_round()
    assert visitor.get("/readyz").status_code == 200


@pytest.mark.parametrize("change", [{"alarm": "rollback"}, {"checked_at": dt.timedelta(hours=1)}])
def test_an_alarm_or_a_silent_sealer_is_seen(visitor, change):
    make_log(3)
    publish_due()
    seal_round()
    if "checked_at" in change:
        change = {"checked_at": clock.now() - change["checked_at"]}
    LedgerSealing.objects.update(**change)
    answer = visitor.get("/readyz")
    assert answer.status_code == 503 and answer.json()["checks"]["ledger"] is False
