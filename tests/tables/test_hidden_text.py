"""Words that a workbook carries outside its visible cells. All of them are invented."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from disclosures.models import TableSchema
from disclosures.tables import schema
from disclosures.tables.checked import Context
from disclosures.tables.hidden_text import hidden_text
from disclosures.tables.judge import judge

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["STT", "Nội dung", "Kín"])
    sheet.append([1, "Thu", "0912000001"])
    sheet.column_dimensions["C"].hidden = True
    sheet["B2"].comment = Comment("gọi 0912000002", "Ông Thử")
    sheet.oddFooter.left.text = "CCCD 094085000003"
    hidden = book.create_sheet("Cất")
    hidden.append([94085000004])
    hidden.sheet_state = "hidden"
    book.properties.creator = "0912000005"
    book.defined_names["bi_mat"] = DefinedName("bi_mat", attr_text='"0912000006"')
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "xl/pivotCache/pivotCacheRecords1.xml", '<records><r><s v="0912000007"/></r></records>'
        )
        archive.writestr(
            "xl/externalLinks/externalLink1.xml", "<link><cell><v>0912000008</v></cell></link>"
        )
    return out.getvalue()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("comment", "0912000002"),
        ("comment", "Ông Thử"),
        ("header-footer", "094085000003"),
        ("hidden-sheet", "Cất"),
        ("document-properties", "0912000005"),
        ("defined-name", "0912000006"),
        ("pivot-cache", "0912000007"),
        ("external-link-cache", "0912000008"),
    ],
)
def test_each_hiding_place_is_named(workbook, place, words):
    assert place in {found.place for found in hidden_text(workbook) if words in found.text}


def test_cells_are_not_handed_out_for_they_are_looked_at_elsewhere(workbook):
    texts = {found.text for found in hidden_text(workbook)}
    assert not texts & {"Nội dung", "0912000001", "94085000004"}


def test_the_judge_names_every_identifier_with_its_place(workbook):
    declared = schema.read(TableSchema.objects.get(code="bx-thuc-hien").body)
    found = judge(workbook, declared, Context()).identifiers
    assert {(one.place, one.value) for one in found} >= {
        ("hidden-column", "0912000001"), ("comment", "0912000002"),
        ("header-footer", "094085000003"), ("document-properties", "0912000005"),
        ("defined-name", "0912000006"), ("pivot-cache", "0912000007"),
        ("external-link-cache", "0912000008"),
    }  # fmt: skip


def test_an_entity_bomb_is_passed_over():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("docProps/core.xml", '<!DOCTYPE a [<!ENTITY b "0912000009">]><a>&b;</a>')
    assert list(hidden_text(out.getvalue())) == []


@settings(deadline=None, max_examples=20)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_fall_over(junk):
    assert list(hidden_text(b"PK\x03\x04" + junk)) == []
