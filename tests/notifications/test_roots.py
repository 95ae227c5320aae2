"""Signed roots by e-mail: asked for without an account, once a day, exact to the byte."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.management import call_command

from disclosures.actions.change_subscription import change_subscription
from disclosures.errors import WrongState
from disclosures.ledger import note
from disclosures.ledger.bag import verify as bag_verify
from disclosures.management.commands.deliver_notifications import deliver_notifications
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import Follower, LedgerCheckpoint, LedgerLog, Letter
from disclosures.notifications import outbox
from disclosures.rules import clock
from disclosures.rules.tokens import token
from tests import make
from tests.ledger import bags

pytestmark = pytest.mark.django_db
ASK = {"email": "thanh.tra@example.vn"}


@pytest.fixture
def at():
    """Let the worker's mail lane run at an hour of a day in Vietnam; the letters that went out."""

    def run(day, hour=7):
        before = len(mail.outbox)
        with clock.moved_to(dt.datetime(2030, 11, day, hour, tzinfo=clock.VIETNAM)):
            deliver_notifications()
        # Without those that only ask the address to confirm.
        return [one for one in mail.outbox[before:] if "List-Id" in one.extra_headers]

    return run


@pytest.fixture
def sealed(settings, tmp_path, request):
    """A commune's log and the portal's, both signed."""
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")
    unit, official, approver = map(request.getfixturevalue, ("unit", "official", "approver"))
    make.published(make.draft(official, unit), official, approver)
    assert seal_round()[1] == []
    return unit


def follow(unit=None, email="thanh.tra@example.vn"):
    return make.follower(email, frequency="daily", unit=unit, is_of_roots=True)


def files(message):
    return {part.get_filename(): part.get_content() for part in message.iter_attachments()}


def test_from_the_auditors_page_to_a_root_that_a_bag_is_held_against(
    visitor, sealed, mailbox, tmp_path
):
    page = visitor.get("/giam-sat/?xa=31732").content.decode()
    address = re.search(r'href="(/theo-doi/\?so-cai=1[^"]*)"', page).group(1).replace("&amp;", "&")
    form = visitor.get(address).content.decode()
    assert 'name="frequency"' not in form and "gốc đã ký" in form
    assert visitor.post(address, ASK)["Location"] == "/theo-doi/da-gui/"
    deliver_notifications()
    asked = mailbox()[0].get_body(("plain",)).get_content()
    confirm = re.search(r"http://127\.0\.0\.1:8000(/theo-doi/\S+/xac-nhan/)", asked).group(1)
    visitor.post(confirm)
    with clock.moved_to(dt.datetime.combine(clock.today(), dt.time(8), clock.VIETNAM)):
        deliver_notifications()
    letter = mailbox()[1]
    assert letter["Subject"].startswith("Gốc đã ký ngày ")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    notes = files(letter)
    assert sorted(name.partition("-")[0] for name in notes) == ["31732", "cong"]
    for content in notes.values():
        point = LedgerCheckpoint.objects.filter(log__origin=content.decode().split("\n")[0]).get()
        assert content.decode() == point.note
    # What came by mail is what verify.py takes, and what the page judges.
    kept = next(content for name, content in notes.items() if name.startswith("31732"))
    (tmp_path / "kept").write_bytes(kept)
    bag = bags.make(sealed, tmp_path)
    assert bags.judge(bag, "--checkpoint", str(tmp_path / "kept"))[0] == 0
    pasted = kept.decode().replace("\n", "\r\n")
    told = visitor.post("/kiem-chung/chung-minh/", {"van-ban": pasted}).content.decode()
    assert "Gốc đã ký là đúng" in told
    text = letter.get_body(("plain",)).get_content()
    assert kept.decode() in text.replace("\r\n", "\n")
    end = re.fullmatch(r"<http://[^/]+(/\S+)>", letter["List-Unsubscribe"]).group(1)
    assert visitor.post(end, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follower.objects.exists()


def test_a_letter_comes_once_a_day_from_seven_on_however_often_the_worker_runs(sealed, at):
    follow(sealed)
    follow(email="mat.tran@example.vn")
    at(25, 6)
    assert Letter.objects.filter(purpose="roots").count() == 0
    assert {letter.to[0] for letter in at(25, 7)} == {"thanh.tra@example.vn", "mat.tran@example.vn"}
    assert at(25, 8) == [] and at(25, 23) == []
    assert len(at(26, 7)) == 2
    assert Letter.objects.filter(purpose="roots", outcome="sent").count() == 4


def test_two_workers_at_once_make_one_letter(sealed):
    follow(sealed)
    now = dt.datetime(2026, 11, 25, 7, tzinfo=clock.VIETNAM)
    day = Letter(purpose="roots", follower=Follower.objects.get(), day=now.date(),
                 created_at=now, next_try_at=now)  # fmt: skip
    assert outbox.gather_roots(now) == 1
    assert Letter.objects.bulk_create([day], ignore_conflicts=True)
    assert Letter.objects.filter(purpose="roots").count() == 1


def test_one_letter_holds_all_that_one_address_asked_for(sealed, other_unit, at):
    follow(sealed)
    follow(other_unit)
    (letter,) = at(25)
    notes = [name for name, _content, _kind in letter.attachments]
    # The other commune's log has not begun; the portal's root stands once.
    assert [name.partition("-")[0] for name in notes] == ["cong", "31732"]
    assert letter.body.count("Mỗi ngày ông/bà nhận một thư này vì đã đăng ký:") == 1


def test_the_witnesses_of_the_portals_root_are_counted_and_their_lines_kept(sealed, at, settings):
    settings.LEDGER_QUORUM = 2
    own = LedgerLog.objects.get(unit_code=None)
    point = LedgerCheckpoint.objects.get(log=own)
    signed, vkey = bags.cosigned(point.note, 1_790_000_000)
    own.checkpoints.get().cosignatures.create(
        vkey=vkey, line=signed.splitlines()[-1], cosigned_at=clock.now()
    )
    call_command("add_witness", "https://mat-tran.example", vkey)
    follow(sealed)
    (letter,) = at(25)
    assert "1 nhân chứng đã ký; cần 2." in letter.body
    (content,) = [c for name, c, _kind in letter.attachments if name.startswith("cong")]
    found = bag_verify.Checkpoint(content)
    key = bag_verify.Key(vkey)
    assert found.times([key]) and note.verify(content.decode(), own.verifier_key())


def test_nothing_is_sent_before_a_log_is_sealed_or_before_the_address_said_yes(unit, at):
    follow(unit)
    assert [letter.subject for letter in at(25) if "Gốc" in letter.subject] == []
    make.subscribe(
        by=None, email="la@example.vn", selection=make.Selection(is_of_roots=True),
        frequency="daily", language="vi",
    )  # fmt: skip
    assert Letter.objects.filter(purpose="roots", follower__email="la@example.vn").count() == 0


def test_roots_and_news_of_one_commune_are_two_wishes(sealed, official, approver, visitor, at):
    wish = follow(sealed)
    assert at(25)
    make.published(make.draft(official, sealed), official, approver)
    assert at(25, 9) == []
    make.follower("thanh.tra@example.vn", unit=sealed)
    with pytest.raises(WrongState, match="mỗi ngày một lần"):
        change_subscription(
            by=None, token=token("follower", wish.follower.seed), subscription=wish,
            frequency="weekly",
        )  # fmt: skip
    page = visitor.get(f"/theo-doi/{token('follower', wish.follower.seed)}/").content.decode()
    assert page.count("<select") == 1 and "gốc đã ký mỗi ngày: cổng" in page


@pytest.mark.parametrize("address", ["?so-cai=1&xa=99999", "?so-cai=1&xa=92", "?so-cai=1&xa=%00"])
def test_roots_of_what_is_no_commune_cannot_be_asked_for(visitor, unit, address):
    assert visitor.get(f"/theo-doi/{address}").status_code in (400, 404)
