"""Only so many files are taken apart at once, whichever process asks."""

import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings as django_settings

from disclosures.attachments import slots
from disclosures.attachments.inspect import TooBusy, inspect
from tests.attachments.test_cleaning import photograph

HOLD = """
import fcntl, os, sys, time
lock = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def hold(number):
    """Another process that took a slot."""
    folder = django_settings.DATA_DIR / "slots"
    folder.mkdir(exist_ok=True)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder / f"{number}.lock")], stdout=subprocess.PIPE
    )
    assert other.stdout.readline() == b"held\n"
    return other


def test_no_more_than_so_many_hold_a_slot_at_once(monkeypatch):
    monkeypatch.setattr(slots, "MOST_WAITING", 8)
    inside, most, guard = [0], [0], threading.Lock()

    def work():
        with slots.taken():
            with guard:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.02)
            with guard:
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == slots.COUNT and inside[0] == 0


@pytest.mark.slow
def test_slots_that_other_processes_hold_are_waited_for_and_then_given_up():
    others = [hold(number) for number in range(slots.COUNT)]
    try:
        started = time.monotonic()
        with pytest.raises(slots.Busy), slots.taken(0.2):
            pass
        assert 0.2 <= time.monotonic() - started < 2
        # Who dies gives the slot back, without anybody cleaning up.
        others[0].kill()
        others[0].wait()
        with slots.taken(2):
            pass
    finally:
        for other in others:
            other.kill()
            other.wait()
            other.stdout.close()


def test_who_finds_too_many_waiting_is_sent_away_at_once(monkeypatch):
    monkeypatch.setattr(slots, "COUNT", 0)
    waiting = [
        threading.Thread(target=lambda: pytest.raises(slots.Busy, slots.taken(0.6).__enter__))
        for _each in range(slots.MOST_WAITING)
    ]
    for thread in waiting:
        thread.start()
    time.sleep(0.2)
    started = time.monotonic()
    with pytest.raises(slots.Busy), slots.taken(10):
        pass
    assert time.monotonic() - started < 0.3
    for thread in waiting:
        thread.join()
    with pytest.raises(slots.Busy), slots.taken(0):  # their places are free again
        pass


def test_a_slot_is_given_back_when_the_work_in_it_fails():
    for _each in range(2 * slots.COUNT):
        with pytest.raises(ZeroDivisionError), slots.taken(0):
            raise ZeroDivisionError


def test_who_finds_all_slots_taken_is_told_that_nothing_is_wrong_with_the_file(monkeypatch):
    monkeypatch.setattr(slots, "COUNT", 0)
    monkeypatch.setattr(slots, "WAIT_SECONDS", 0.0)
    with pytest.raises(TooBusy):
        inspect(photograph())
