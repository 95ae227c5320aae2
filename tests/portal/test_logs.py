"""No log line carries what a person wrote, whatever broke."""

import logging
import sys

import pytest
from django.db import IntegrityError, connection, transaction

from portal.logs import PrivateFormatter, covered
from portal.settings import LOGGING

FORMAT = LOGGING["formatters"]["line"]


def line(message="", error=None, *arguments):
    """What the handler of the site would write."""
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("x", logging.ERROR, "f.py", 1, message, arguments, info)
    return PrivateFormatter(FORMAT["format"]).format(record)


def raised(call):
    try:
        call()
    except Exception:
        return sys.exc_info()[1]
    raise AssertionError("nothing was raised")


def test_the_site_writes_its_lines_with_this_formatter():
    assert FORMAT["()"] == "portal.logs.PrivateFormatter"
    assert LOGGING["handlers"]["stderr"]["formatter"] == "line"


def test_identifiers_are_covered_in_messages_and_arguments():
    told = line("Not Found: %s", None, "/xa/094085000001/goi-0912345678/")
    assert "Not Found: /xa/•••/goi-•••/" in told


@pytest.mark.parametrize("error", [ValueError, KeyError, TypeError])
def test_an_exception_that_quotes_values_is_told_by_its_type_and_place(error):
    def broken():
        raise error("Thạch Thị Sa Rây, 094085000001")

    told = line("broken", raised(broken))
    assert f"builtins.{error.__name__}" in told
    assert "in broken" in told
    assert "Sa Rây" not in told.replace('raise error("Thạch Thị Sa Rây, 094085000001")', "")


@pytest.mark.django_db
def test_a_refused_row_is_told_by_its_constraint_and_not_by_its_values():
    secret = "Thạch" + " Thị Sa Rây"

    def insert():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE a_list (name text CONSTRAINT name_is_short "
                "CHECK (length(name) < 5)) ON COMMIT DROP"
            )
            cursor.execute("INSERT INTO a_list VALUES (%s)", [secret])

    error = raised(insert)
    assert isinstance(error, IntegrityError)
    assert secret in str(error)
    told = line("Internal Server Error: /x/", error)
    assert secret not in told
    assert "name_is_short" in told
    assert "23514" in told


def test_what_is_no_identifier_is_left_readable():
    text = "worker: published 12 notices in 0.25 s; 31732-2026-0001"
    assert covered(text) == text


def test_a_fault_without_values_keeps_its_words():
    def fail():
        raise RuntimeError("no room")

    assert "builtins.RuntimeError: no room" in line("failed", raised(fail))
