"""What was written before more was committed to keeps its form, verifies, and can be taken out."""

import contextlib
import csv
import datetime as dt

import pytest

from disclosures.actions import _freeze, attach_file
from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.record_posting import record_posting
from disclosures.forms.values import PostingDetails
from disclosures.ledger import cells
from disclosures.ledger.record import record
from disclosures.ledger.verify.log import verify_log
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import Attachment, LedgerCommitment, LedgerLog, Posting
from disclosures.rules import clock
from tests import make
from tests.ledger import bags

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OLD = ("name", "media_type", "bytes", "sha256")


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, request):
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")


@contextlib.contextmanager
def before_titles():
    """The time before titles were committed to, as long as the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (cells, _freeze, attach_file):
            patch.setattr(module, "FILE_COLUMNS", OLD)
        yield


def listed(bag):
    with (bag / "data/attachments.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def columns(name):
    found = LedgerCommitment.objects.filter(name=name).order_by("entry_idx")
    return [len(cols) for cols in found.values_list("cols", flat=True)]


def test_a_version_from_before_titles_stands_beside_one_from_after(
    unit, official, approver, tmp_path
):
    with before_titles():
        draft = make.draft(official, unit)
        make.attach(official, draft, title="Phụ lục cũ")
        disclosure = make.published(draft, official, approver)
    amended = amend_disclosure(by=official, disclosure=disclosure, reason="Thêm một phụ lục.")
    make.attach(official, amended, title="=Phụ lục mới", colour="red")
    make.published(amended, official, approver)
    assert columns("files") == [4, 7]
    seal_round()
    assert verify_log(LedgerLog.objects.get(unit_code="31732")).problems == []
    bag = bags.make(unit, tmp_path)
    assert bags.judge(bag)[0] == 0
    assert [row["title"] for row in listed(bag)] == ["", "Phụ lục cũ", "'=Phụ lục mới"]
    assert {row["role"] for row in listed(bag)} == {"", "annex"}


def test_a_file_attached_before_is_committed_to_with_its_title_when_submitted_after(
    unit, official, approver
):
    draft = make.draft(official, unit)
    with before_titles():
        make.attach(official, draft)
    assert len(Attachment.objects.get().salts) == 4 * 16
    make.published(draft, official, approver)
    assert columns("files") == [7]
    seal_round()
    assert verify_log(LedgerLog.objects.get(unit_code="31732")).problems == []


def test_a_posting_from_before_its_place_was_committed_to_is_no_disagreement(
    unit, official, approver, tmp_path
):
    disclosure = make.published(make.draft(official, unit), official, approver)
    _old_posting(disclosure, official)
    newer = record_posting(
        by=official, disclosure=disclosure, channel="noticeboard", place="Trụ sở UBND phường",
        begins_on=dt.date(2026, 1, 3), details=PostingDetails(note="Ông Danh chứng kiến."),
    )  # fmt: skip
    seal_round()
    assert verify_log(LedgerLog.objects.get(unit_code="31732")).problems == []
    for edition, is_told in (("public", False), ("auditor", True)):
        bag = bags.make(unit, tmp_path, edition=edition, reader=official)
        assert bags.judge(bag, auditor=is_told)[0] == 0
        texts = (bag / f"data/contents/{newer.entry_idx}.posting.jsonl").read_text()
        assert ("withheld" in texts) is not is_told


def _old_posting(disclosure, official):
    now, day = clock.now(), dt.date(2026, 1, 2)
    entry = record(
        event="posting.recorded", log="31732", subject=disclosure.subject,
        actor_id=official.pseudonym, actor_role="official",
        data={"unit": "31732", "channel": "loudspeaker", "begins_on": day.isoformat()}, now=now,
    )  # fmt: skip
    Posting.objects.create(
        disclosure=disclosure, channel="loudspeaker", place="Cụm loa khóm 3", begins_on=day,
        recorded_by=official, recorded_at=now, entry_log=entry.log_id, entry_idx=entry.idx,
    )  # fmt: skip
