"""The worker goes on when a round fails, and stops when it is told to."""

import os
import signal
import threading
import time

from django.core.management import call_command
from django.db import DatabaseError

from disclosures.management.commands import run_worker


def test_a_round_that_the_database_interrupts_leaves_the_others_their_turn(caplog):
    done = []

    def interrupted():
        raise DatabaseError("the server is shutting down")

    run_worker.run_round((interrupted, lambda: done.append(True)))
    assert done == [True]
    assert "the next one tries again" in caplog.text


def test_a_lane_that_takes_long_makes_no_other_late_and_both_end_when_told(monkeypatch, capsys):
    begun, go_on, due = threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        go_on.wait(10)

    def in_time():
        begun.wait(10)
        due.append(True)
        if len(due) == 3:  # three rounds while the slow lane is still in its first
            os.kill(os.getpid(), signal.SIGTERM)
            go_on.set()

    monkeypatch.setattr(run_worker, "LANES", {"due": (in_time,), "slow": (slow,), "mail": ()})
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        begin = time.monotonic()
        call_command("run_worker", every=0.01)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert len(due) >= 3
    assert time.monotonic() - begin < 9
    assert "worker stopped" in capsys.readouterr().out
