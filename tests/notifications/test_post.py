"""What the mail server says decides what becomes of a letter; no address reaches a log."""

import datetime as dt
import smtplib

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from disclosures.models import Follower, Letter
from disclosures.notifications import letters
from disclosures.rules import clock

pytestmark = pytest.mark.django_db
ADDRESS = "ba.sau@example.vn"
TROUBLES = []


class TroubledBackend(EmailBackend):
    """Says to the next letter what the test wants it to."""

    def send_messages(self, messages):
        if TROUBLES:
            raise TROUBLES.pop(0)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def troubled(settings):
    TROUBLES.clear()
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.TroubledBackend"}}


def news():
    return Letter.objects.get(purpose="news")


def later(**time):
    return clock.moved_to(clock.now() + dt.timedelta(**time))


def test_a_server_that_is_away_costs_nothing(unit, follow, publish, deliver, caplog):
    follow(unit=unit)
    publish()
    for trouble in (
        ConnectionRefusedError("refused"),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPConnectError(421, b"busy"),
    ):
        TROUBLES.append(trouble)
        assert deliver() == []
        assert (news().outcome, news().attempts) == ("waiting", 0)
    assert len(deliver()) == 1
    assert "does not answer" in caplog.text and ADDRESS not in caplog.text


def test_a_letter_that_is_not_taken_yet_is_tried_again_later_with_the_same_id(
    unit, follow, publish, deliver, caplog
):
    follow(unit=unit)
    publish()
    TROUBLES.append(smtplib.SMTPRecipientsRefused({ADDRESS: (451, b"greylisted")}))
    assert deliver() == [] and news().attempts == 1
    assert deliver() == []
    with later(minutes=2):
        (letter,) = deliver()
    assert letter.extra_headers["Message-ID"] == f"<{news().pk}@127.0.0.1>"
    assert ADDRESS not in caplog.text


def test_after_eight_tries_a_letter_is_given_up(unit, follow, publish, deliver):
    follow(unit=unit)
    publish()
    for days in range(0, 45, 5):
        TROUBLES.append(smtplib.SMTPDataError(452, b"full"))
        with later(days=days):
            deliver()
    assert news().outcome == "failed"


def test_an_address_that_is_refused_three_times_is_forgotten(unit, follow, publish, deliver):
    follow(unit=unit)
    for number in range(3):
        assert Follower.objects.exists()
        publish(title=f"Thông báo {number}")
        TROUBLES.append(smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such user")}))
        deliver()
    assert not Follower.objects.exists()


def test_a_letter_that_arrives_clears_the_address(unit, follow, publish, deliver):
    subscription = follow(unit=unit)
    publish()
    TROUBLES.append(smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such user")}))
    deliver()
    publish(title="Thông báo thứ hai")
    assert len(deliver()) == 1
    subscription.follower.refresh_from_db()
    assert subscription.follower.refusals == 0


def test_a_letter_that_cannot_be_written_holds_up_no_other(
    unit, follow, publish, deliver, monkeypatch, caplog
):
    follow("a@example.vn", unit=unit)
    follow("b@example.vn", unit=unit)
    publish()
    write = letters.compose

    def broken(letter, now):
        if letter.follower.email == "a@example.vn":
            raise KeyError(letter.follower.email)
        return write(letter, now)

    monkeypatch.setattr(letters, "compose", broken)
    assert [letter.to for letter in deliver()] == [["b@example.vn"]]
    assert "cannot be written (KeyError)" in caplog.text and "a@example.vn" not in caplog.text


def test_the_command_says_what_it_did(unit, follow, publish, capsys):
    follow(unit=unit)
    publish()
    call_command("deliver_notifications")
    assert "1 announcements spread, 1 letters made, 1 sent" in capsys.readouterr().out
    publish(title="Thông báo thứ hai")
    TROUBLES.append(ConnectionRefusedError())
    with pytest.raises(CommandError, match="does not answer"):
        call_command("deliver_notifications")


def test_headers_cannot_be_smuggled_in_through_a_title(unit, follow, publish, deliver):
    follow(unit=unit)
    publish(title="Kế hoạch\r\nBcc: ke.gian@example.vn")
    (letter,) = deliver()
    assert "Bcc" not in letter.message()
    assert letter.recipients() == [ADDRESS]
