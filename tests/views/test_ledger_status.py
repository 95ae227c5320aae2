"""What everybody may see of the seal: how far each log is signed, who saw it, since when nobody."""

import datetime as dt
import re

import pytest
from django.db import connection

from disclosures.ledger import cosign, note
from disclosures.ledger.rounds import portal_log
from disclosures.management.commands.publish_due import publish_due
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import (
    Heartbeat,
    LedgerCheckpoint,
    LedgerCosignature,
    LedgerSealing,
    LedgerWitness,
)
from disclosures.queries import ledger_status
from disclosures.rules import clock
from tests import make
from tests.ledger import production
from tests.ledger.logs import make_log

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, request):
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    settings.METRICS_TOKEN = "ma"
    request.getfixturevalue("service")


@pytest.fixture
def commune(unit, official, approver):
    make.published(make.draft(official, unit), official, approver)
    seal_round()
    publish_due()
    return unit


@pytest.fixture
def witness(tmp_path):
    """Has a witness of a name cosign the portal's newest root, or merely be known."""

    def add(name, *, cosigns=True, says="200"):
        key = note.load_or_create_key(tmp_path / name)
        vkey = cosign.verifier_key(name, note.public_bytes(key))
        point = LedgerCheckpoint.objects.filter(log=portal_log()).latest("size")
        LedgerWitness.objects.update_or_create(
            vkey=vkey,
            defaults={"name": name, "url": "http://127.0.0.1:9", "last_status": says}
            | ({"last_size": point.size} if cosigns else {}),
        )
        if cosigns:
            text = point.note.partition("\n\n")[0] + "\n"
            line = cosign.cosign(text, name, key, int(clock.now().timestamp()))
            LedgerCosignature.objects.create(
                checkpoint_id=point.pk, vkey=vkey, line=line, cosigned_at=clock.now()
            )

    return add


def words(visitor, path="/so-cai/"):
    answer = visitor.get(path)
    assert answer.status_code == 200
    html = answer.content.decode().split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def figures(visitor):
    answer = visitor.get("/metrics", HTTP_AUTHORIZATION="Bearer ma").content.decode()
    return {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2])
        for line in answer.splitlines()
        if "witness" in line and not line.startswith("#")
    }


def health(visitor):
    answer = visitor.get("/readyz")
    return answer.status_code, answer.json()["witnesses"]


def test_before_the_sealer_came_by_the_page_says_so(visitor):
    assert "Máy niêm phong đã hơn năm phút không làm việc" in words(visitor)


def test_every_log_is_there_with_its_root_and_nobody_has_seen_it(visitor, commune):
    html = visitor.get("/so-cai/").content.decode()
    assert 'href="/so-cai/cong/checkpoint"' in html and 'href="/so-cai/31732/checkpoint"' in html
    told = words(visitor)
    assert "Không nhân chứng nào đồng ký" in told and "Không có gì bất thường" in told
    assert health(visitor) == (200, {
        "needed": 0, "cosigned": 0, "reached": False, "lacking_since": None, "contradicted": False,
    })  # fmt: skip


def test_a_root_of_a_commune_is_seen_through_the_portals_log(visitor, commune, witness):
    witness("thanh-tra.example")
    status = ledger_status.ledger_status()
    (log,) = status.logs
    assert log.is_seen and status.own.is_seen and status.quorum.is_reached
    sealed = portal_log().entries.get(idx=log.recorded)
    assert b'"size":%d' % log.size in bytes(sealed.body)
    assert "1 nhân chứng đã đồng ký gốc mới nhất; cần ít nhất 1" in words(visitor)
    assert "ít nhất 1 nhân chứng đã thấy gốc này" in words(visitor, "/giam-sat/?xa=31732")
    make.comment(commune)
    seal_round()
    (log,) = ledger_status.ledger_status().logs
    assert not log.is_seen


def test_missing_witnesses_are_told_everywhere_and_stop_nothing(
    visitor, commune, witness, settings
):
    settings.LEDGER_QUORUM = 2
    witness("mot.example")
    witness("hai.example", cosigns=False, says="no answer")
    told = words(visitor)
    assert "Chưa đủ nhân chứng: cần 2 nhân chứng đồng ký gốc mới nhất, mới có 1" in told
    assert "không trả lời" in told and "Không có gì bất thường" not in told
    assert "Chưa đủ nhân chứng" in words(visitor, "/giam-sat/?xa=31732")
    status, witnesses = health(visitor)
    assert status == 200 and witnesses["reached"] is False and witnesses["lacking_since"]
    found = figures(visitor)
    assert found["congkhai_witnesses"] == 2 and found["congkhai_witnesses_needed"] == 2
    assert found["congkhai_witnesses_cosigned"] == 1
    assert found["congkhai_witnesses_lacking_seconds"] >= 0
    assert found['congkhai_witness_age_seconds{witness="mot.example"}'] < 60
    assert 'congkhai_witness_age_seconds{witness="hai.example"}' not in found
    with clock.moved_to(clock.now() + dt.timedelta(hours=1)):
        assert figures(visitor)["congkhai_witnesses_lacking_seconds"] >= 3599


@pytest.mark.parametrize("says", ["422: what it saw is not what is here",
                                  "409: it has seen 1000 entries"])  # fmt: skip
def test_a_witness_that_remembers_something_else_is_an_alarm_that_stops_nothing(
    visitor, commune, witness, says
):
    witness("mot.example", says=says)
    assert "Nhân chứng mot.example nhớ một lịch sử khác" in words(visitor)
    status, witnesses = health(visitor)
    assert status == 200 and witnesses["contradicted"] is True
    assert figures(visitor)["congkhai_witnesses_contradicting"] == 1


def test_alarms_silence_and_last_nights_disagreements_are_told_to_whoever_kept_the_page(
    visitor, commune
):
    """None of these lengthens a log, so the page is tagged by what it says."""
    for path in ("/so-cai/", "/giam-sat/?xa=31732"):
        calm = visitor.get(path)
        again = {"HTTP_IF_NONE_MATCH": calm["ETag"]}
        assert visitor.get(path, **again).status_code == 304
        LedgerSealing.objects.filter(log__unit_code="31732").update(alarm="rewrite")
        assert visitor.get(path, **again).status_code == 200
        LedgerSealing.objects.update(alarm="")
    LedgerSealing.objects.filter(log__unit_code="31732").update(alarm="rewrite")
    assert f"Sổ của {commune.full_name} không còn là những gì đã ký" in words(visitor)
    LedgerSealing.objects.update(checked_at=clock.now() - dt.timedelta(hours=1))
    assert "Máy niêm phong đã hơn năm phút" in words(visitor)
    Heartbeat.objects.update_or_create(
        task="verify_ledger", defaults={"ran_at": clock.now(), "counted": 3}
    )
    assert "3 chỗ không khớp" in words(visitor)


def test_who_may_write_is_said_as_the_database_has_it(visitor, commune):
    assert "một tài khoản làm mọi việc" in words(visitor)
    production.install()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE portal_app")
        try:
            assert "chỉ được ghi thêm" in words(visitor)
        finally:
            cursor.execute("RESET ROLE")


def test_fifty_logs_stand_on_a_page_and_a_page_costs_the_same(
    visitor, commune, django_assert_max_num_queries
):
    for number in range(60):
        make_log(1, code=f"{31000 + number}")
    with django_assert_max_num_queries(14):
        first = visitor.get("/so-cai/")
    assert first.status_code == 200


@pytest.mark.parametrize("cursor", ["99999", "x", "'", "9" * 40])
def test_a_cursor_that_is_none_gives_a_page(visitor, commune, cursor):
    assert visitor.get(f"/so-cai/?trang={cursor}").status_code == 200
