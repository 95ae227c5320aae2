"""A proof that somebody kept is judged for them, in words."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.errors import Invalid
from disclosures.ledger import tiles
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.queries import proofs
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings, tmp_path, request):
    """The address of a sealed log in which a notice was published."""
    settings.LEDGER_STATE_DIR = tmp_path
    settings.LEDGER_KEY_FILE = tmp_path / "key"
    request.getfixturevalue("service")
    unit, official, approver = map(request.getfixturevalue, ("unit", "official", "approver"))
    make.published(make.budget_draft(official, unit), official, approver)
    assert seal_round()[1] == []
    return f"/so-cai/{unit.address_code}"


def bring(visitor, content, name="5.tlog-proof", status=200):
    file = SimpleUploadedFile(name, content)
    answer = visitor.post("/kiem-chung/chung-minh/", {"tep": file})
    assert answer.status_code == status
    return answer.content.decode()


def proof(visitor, log, n=3):
    return visitor.get(f"{log}/proof/{n}.tlog-proof").content


def test_a_true_proof_holds_and_says_of_what(visitor, log):
    html = bring(visitor, proof(visitor, log))
    assert "Chứng minh đúng" in html
    assert "Phường Ngã Năm" in html
    assert f'href="{log}/entry/3"' in html


def test_its_text_may_be_pasted_with_windows_line_ends(visitor, log):
    text = proof(visitor, log).decode().replace("\n", "\r\n")
    answer = visitor.post("/kiem-chung/chung-minh/", {"van-ban": text})
    assert "Chứng minh đúng" in answer.content.decode()


def test_a_signed_root_alone_is_judged_too(visitor, log):
    html = bring(visitor, visitor.get(f"{log}/checkpoint").content, "checkpoint.txt")
    assert "Gốc đã ký là đúng" in html


def test_an_old_proof_still_holds_when_the_log_has_grown(visitor, log, official, approver, unit):
    kept = proof(visitor, log)
    make.published(make.budget_draft(official, unit, period="2026-Q1"), official, approver)
    seal_round()
    assert "Chứng minh đúng" in bring(visitor, kept)


def test_a_changed_letter_of_what_was_signed_is_found(visitor, log):
    lines = proof(visitor, log).decode().split("\n")
    at = lines.index("") + 2
    lines[at] = str(int(lines[at]) + 1)
    assert "Chữ ký không đúng" in bring(visitor, "\n".join(lines).encode())


def test_a_changed_hash_leads_nowhere(visitor, log):
    lines = proof(visitor, log).decode().split("\n")
    lines[2] = base64.b64encode(b"\x07" * 32).decode()
    assert "không dẫn đến gốc đã ký" in bring(visitor, "\n".join(lines).encode())


def test_another_entrys_number_does_not_fit(visitor, log):
    changed = proof(visitor, log).replace(b"index 3\n", b"index 2\n")
    assert "không dẫn đến gốc đã ký" in bring(visitor, changed)


def test_a_log_that_was_changed_since_is_an_alarm(visitor, log, monkeypatch):
    kept = proof(visitor, log)
    monkeypatch.setattr(tiles, "root", lambda *_: b"\x00" * 32)
    assert "Báo động" in bring(visitor, kept)


def test_a_log_that_lost_its_end_is_an_alarm(visitor, log, monkeypatch):
    def lost(*_):
        raise tiles.MissingTile

    kept = proof(visitor, log)
    monkeypatch.setattr(tiles, "root", lost)
    assert "Báo động" in bring(visitor, kept)


def test_another_portals_log_is_not_judged(visitor, log):
    lines = proof(visitor, log).decode().split("\n")
    at = lines.index("") + 1
    lines[at] = "khac.example/so-cai/31732"
    assert "không giữ sổ" in bring(visitor, "\n".join(lines).encode())


@pytest.mark.parametrize(
    "content",
    [b"\n", b"\x00\xff", b"c2sp.org/tlog-proof@v1\n", b"x" * 70_000, "Xin chào ạ".encode(),
     b"c2sp.org/tlog-proof@v1\nindex 01\n\na\n1\nAAAA\n\n", b"a\n-1\nAAAA\n\n\xe2\x80\x94 a b\n"],
)  # fmt: skip
def test_what_is_neither_is_told_what_to_bring(visitor, db, content):
    html = bring(visitor, content, status=422)
    assert "Ông/bà chọn tệp do cổng này cấp" in html


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_whatever_break_the_reader(content):
    try:
        brought = proofs.take_apart(content)
    except Invalid:
        return
    assert brought.size > 0 and len(brought.root) == 32


def test_nothing_is_asked_of_a_reader_without_a_file(visitor, db):
    assert visitor.post("/kiem-chung/chung-minh/").status_code == 422
    assert visitor.get("/kiem-chung/chung-minh/").status_code == 200
