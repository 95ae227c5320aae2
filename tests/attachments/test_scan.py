"""A real clamd is asked about every upload; whatever is no plain answer holds the file back."""

import time

import pytest
from django.utils.translation import override

from disclosures.attachments.inspect import FileRefused, inspect
from disclosures.attachments.scan import Scanned, scan
from disclosures.vocabulary import ScanStatus
from tests.attachments import scanner
from tests.attachments.test_cleaning import docx, packed, pdf, photograph, with_member, workbook

pytestmark = pytest.mark.slow

PENDING = Scanned(ScanStatus.PENDING)
FOUND = Scanned(ScanStatus.INFECTED, scanner.VIRUS)


@pytest.fixture(scope="module")
def clamd():
    with scanner.running() as address:
        yield address


@pytest.fixture
def asked(clamd, settings):
    settings.CLAMD_SOCKET = clamd


@pytest.mark.parametrize(
    "make",
    [
        scanner.eicar,
        lambda: packed({"thong-bao.com": scanner.eicar()}),
        lambda: packed({"trong.zip": packed({"thong-bao.com": scanner.eicar()})}),
        lambda: docx(**{"word__media__a.png": scanner.eicar()}),
        lambda: with_member(workbook(), "xl/media/a.png", scanner.eicar()),
    ],
    ids=["bare", "in a zip", "in a zip in a zip", "in a document", "in a workbook"],
)
def test_the_test_virus_is_found_wherever_it_hides(asked, make):
    assert scan(make()) == FOUND
    with override("vi"), pytest.raises(FileRefused, match="vi-rút") as refused:
        inspect(make())
    assert scanner.VIRUS in str(refused.value)


@pytest.mark.parametrize("make", [pdf, docx, workbook, photograph])
def test_an_honest_file_is_clean(asked, make):
    assert inspect(make()).scan == ScanStatus.CLEAN


def test_twenty_megabytes_are_scanned_whole(asked):
    assert scan(bytes(20 * 1024 * 1024 - 100) + scanner.eicar()) == FOUND


def test_without_a_scanner_nobody_is_asked(settings):
    settings.CLAMD_SOCKET = None
    assert scan(scanner.eicar()) == Scanned(ScanStatus.NOT_ASKED)
    assert inspect(photograph()).scan == ScanStatus.NOT_ASKED


@pytest.mark.parametrize("place", ["a port", "a path"])
def test_a_scanner_that_is_away_holds_the_file_back(settings, tmp_path, place):
    settings.CLAMD_SOCKET = scanner.nobody() if place == "a port" else str(tmp_path / "s")
    assert scan(b"a") == PENDING
    assert inspect(photograph()).scan == ScanStatus.PENDING


ANSWERS = {
    "rubbish": b"\xff\xfe<html>",
    "an error": b"INSTREAM size limit exceeded. ERROR\0",
    "nothing": b"",
    "yes and no": b"stream: OK\0stream: Eicar FOUND\0",
    "half an answer": b"stream: O",
    "a tale without end": b"stream: " * 4000,
    "a name that is none": b"stream: \x1b[2J<b> FOUND\0",
    "clean, as another file": b"/etc/passwd: OK\0",
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_none_holds_the_file_back(settings, answer):
    def say(connection):
        while not connection.recv(65536).endswith(bytes(4)):
            pass
        connection.sendall(ANSWERS[answer])

    with scanner.answering(say) as settings.CLAMD_SOCKET:
        assert scan(b"abc") == PENDING


def test_a_scanner_that_dies_in_mid_stream_holds_the_file_back(settings):
    with scanner.answering(lambda connection: connection.recv(4096)) as settings.CLAMD_SOCKET:
        assert scan(bytes(8 * 1024 * 1024)) == PENDING


@pytest.mark.parametrize("reads", [True, False], ids=["who reads", "who does not read"])
def test_a_scanner_that_never_answers_is_left_in_time(settings, monkeypatch, reads):
    monkeypatch.setattr("disclosures.attachments.scan._SECONDS", 0.4)

    def stall(connection):
        while reads and connection.recv(1 << 20):
            pass
        time.sleep(0.6)

    with scanner.answering(stall) as settings.CLAMD_SOCKET:
        started = time.monotonic()
        assert scan(bytes(20 * 1024 * 1024)) == PENDING
        assert time.monotonic() - started < 2


def test_clamd_killed_while_it_reads_holds_the_file_back(settings, monkeypatch):
    """The real one, ended after the first chunk."""
    with scanner.running() as settings.CLAMD_SOCKET:
        send = scanner.socket.socket.sendall
        is_sent = []

        def sendall(self, data):
            send(self, data)
            if len(data) > 1000 and not is_sent:
                is_sent.append(True)
                scanner.stop(settings.CLAMD_SOCKET)

        monkeypatch.setattr("socket.socket.sendall", sendall)
        assert scan(bytes(8 * 1024 * 1024)) == PENDING
        assert is_sent
