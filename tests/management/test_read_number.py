"""The command that reads numbers."""

import io

import pytest
from django.core.management import CommandError, call_command


def said(*arguments):
    out = io.StringIO()
    call_command("read_number", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_each_number_has_its_line():
    assert said("1.250.000.000", "-15", "24") == [
        "một tỷ hai trăm năm mươi triệu",
        "âm mười lăm",
        "hai mươi tư",
    ]


def test_the_dialect_is_chosen():
    assert said("--dialect", "south", "1024") == ["một ngàn không trăm hai mươi bốn"]


def test_what_is_no_number_stops_all():
    with pytest.raises(CommandError, match="mười"):
        said("10", "mười")
