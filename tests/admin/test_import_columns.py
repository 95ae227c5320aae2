"""What a commune chose last time decides its next file of the same kind, and of no other."""

import pytest

from disclosures.actions.fill_table import fill_table
from disclosures.models import TableSchema
from disclosures.queries.earlier_tables import remembered_columns
from disclosures.tables import find, read_workbook, schema
from disclosures.tables.checked import Context
from tests import make

pytestmark = pytest.mark.django_db
FORM = "bx-can-doi"


def filled(official, unit, kind, period, column_map):
    version = make.draft(official, unit, kind_code=kind, period=period)
    record = TableSchema.objects.get(code=FORM)
    fill_table(
        by=official,
        version=version,
        number=1,
        schema=record,
        checked=make.check_csv(make.BALANCE_CSV, FORM, unit),
        column_map=column_map,
    )
    return version.disclosure


def matched(disclosure, headers):
    """Header → column of a new file in a notice of this kind and year."""
    declared = schema.read(
        TableSchema.objects.get(code=FORM).body,
        schema.headers_in(disclosure.kind.body, FORM),
    )
    text = ",".join(headers) + "\nTỔNG SỐ THU,90.000.000,100.000.000\n"
    found = find.find(
        read_workbook.read_workbook(text.encode()),
        declared,
        Context(fiscal_year=disclosure.fiscal_year),
        find.Choices(remembered=remembered_columns(disclosure, FORM)),
    )
    return {header: name for name, header in found.column_map().items()}


def test_an_execution_does_not_decide_the_columns_of_an_estimate(official, unit):
    filled(
        official,
        unit,
        "budget-execution-period",
        "2026-M9",
        {"noi_dung": "Nội dung", "so_truoc": "Dự toán năm", "so_nay": "Thực hiện"},
    )
    estimate = make.draft(official, unit, kind_code="budget-approved", period="2026").disclosure
    assert remembered_columns(estimate, FORM) == {}
    assert matched(estimate, ["Nội dung", "Ước thực hiện", "Dự toán năm"]) == {
        "Nội dung": "noi_dung",
        "Ước thực hiện": "so_truoc",
        "Dự toán năm": "so_nay",
    }


def test_last_years_choice_holds_for_the_headers_of_this_year(official, unit):
    filled(
        official,
        unit,
        "budget-approved",
        "2026",
        {"noi_dung": "Khoản", "so_truoc": "Năm 2025", "so_nay": "Xã giao năm 2026"},
    )
    draft = make.draft(official, unit, kind_code="budget-approved", period="2027").disclosure
    assert remembered_columns(draft, FORM) == {
        "Khoản": "noi_dung",
        "năm trước": "so_truoc",
        "Xã giao năm": "so_nay",
    }
    assert matched(draft, ["Khoản", "Xã giao năm 2027", "Năm 2026"]) == {
        "Khoản": "noi_dung",
        "Xã giao năm 2027": "so_nay",
        "Năm 2026": "so_truoc",
    }
